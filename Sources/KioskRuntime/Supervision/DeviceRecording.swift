import KioskControl
import KioskCore
import KioskDevices

extension DeviceDesk {
    /// How often what was recorded is handed over.
    private static let step = Duration.milliseconds(200)
    /// Lines that are held back at most while the tool is slow; the tap drops and says so.
    private static let limits = TrafficTap.Limits()

    /// Hands over a device's traffic, line by line, until the time is over or the tool hangs up.
    static func record(
        _ tap: TrafficTap, for time: Duration, clock: KioskClock, _ say: @Sendable (ControlReply) async -> Void
    ) async -> ControlReply {
        guard !tap.isOn else { return .refused("This device is being recorded already. Wait until that is over.") }
        tap.start(limits)
        let end = clock.now().advanced(by: time)
        var count = 0
        do {
            while clock.now() < end, !Task.isCancelled {
                try await clock.sleep(min(end, clock.now().advanced(by: step)))
                count += try await hand(over: tap.take(), say)
            }
            count += try await hand(over: tap.stop(), say)
        } catch {
            _ = tap.stop()
            return .refused("The recording was broken off: \(error)")
        }
        return .done("\(count) records.")
    }

    private static func hand(
        over records: [TrafficRecord], _ say: @Sendable (ControlReply) async -> Void
    ) async throws -> Int {
        for record in records {
            let line = try TrafficFile.lines(of: [record])
            await say(.traffic(String(decoding: line.dropLast(), as: UTF8.self)))
        }
        return records.count
    }
}
