import KioskControl
import KioskCore
import KioskDevices

/// A recording of one device's traffic, handed over line by line while it is made.
///
/// It begins with the line being opened, because that is where a replayed machine begins: a line that is open is
/// closed, and its driver opens it again at once. To the kiosk that is a blip, and nobody is at the screen.
struct DeviceRecording: Sendable {
    /// How often what was recorded is handed over.
    static let step = Duration.milliseconds(200)
    /// What is held back at most while the tool is slow; the tap drops the rest, and says so.
    private static let limits = TrafficTap.Limits()

    let device: String
    let isThere: Bool
    let line: DeviceDesk.Place.Line
    let clock: KioskClock

    /// Until the time is over or the tool hangs up.
    func run(for time: Duration, _ say: @Sendable (ControlReply) async -> Void) async -> ControlReply {
        let tap = line.tap
        guard !tap.isOn else { return .refused("\(device) is being recorded already. Wait until that is over.") }
        tap.start(DeviceRecording.limits, fromOpening: true)
        let end = clock.now().advanced(by: time)
        await say(
            .progress(
                isThere
                    ? "The line to \(device) is opened anew, and the recording begins with that."
                    : "\(device) is not there. The recording begins as soon as it is plugged in."))
        await say(
            .progress("The file holds what is scanned, printed, and told to cards: keep it as the journal is kept."))
        if isThere { await line.transport.close() }
        var tally = Tally()
        do {
            while clock.now() < end, !Task.isCancelled {
                try await clock.sleep(min(end, clock.now().advanced(by: DeviceRecording.step)))
                try await hand(over: tap.take(), say, &tally)
            }
            try await hand(over: tap.stop(), say, &tally)
        } catch {
            _ = tap.stop()
            return .refused("The recording was broken off: \(error)")
        }
        guard tally.hasOpening else {
            return .refused("The line to \(device) was never open: nothing can be replayed. Look at kioskctl devices.")
        }
        return .done("\(tally.count) records.")
    }

    private struct Tally {
        var count = 0
        var hasOpening = false
    }

    private func hand(
        over records: [TrafficRecord], _ say: @Sendable (ControlReply) async -> Void, _ tally: inout Tally
    ) async throws {
        for record in records {
            let line = try TrafficFile.lines(of: [record])
            await say(.traffic(String(decoding: line.dropLast(), as: UTF8.self)))
            tally.count += 1
            if case .opened = record.event { tally.hasOpening = true }
        }
    }
}
