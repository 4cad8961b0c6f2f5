import KioskUSB
import Synchronization

/// What went wrong on a line without ending it.
package struct USBLineTroubles: Hashable, Sendable {
    /// Transfers that brought more than was asked for and were dropped.
    package var garbled = 0
    package var stalls = 0
    /// Notices of a card reader that found no place.
    package var droppedNotices = 0
}

/// One opening of a USB device, from claim to release.
///
/// Each input has a task that keeps one transfer under way and lays what comes into `packets`, in order, with the
/// endpoint's mark; when there is no room, the next transfer waits and the device keeps its data. The tasks end with
/// the line.
final class USBLine: Sendable {
    struct Packet: Sendable {
        let bytes: [UInt8]
        /// Whether it ends its message: shorter than a packet may be.
        let isShort: Bool
        let isNotice: Bool
    }

    /// A message is cut into transfers and handed over whole within this, or the line has failed.
    static let sending = Duration.seconds(10)

    let ends: USBEnds
    let packets = LinePieces<Packet>()
    private let claim: USBClaim
    private let clock: USBClock
    private let reading = Mutex<Task<Void, Never>?>(nil)
    private let counted = Mutex(USBLineTroubles())

    init(_ claim: USBClaim, _ ends: USBEnds, clock: USBClock) {
        self.claim = claim
        self.ends = ends
        self.clock = clock
    }

    var identity: LineIdentity { claim.device.identity }
    var troubles: USBLineTroubles { counted.withLock { $0 } }

    /// Begins to read. `events` are watched by a line that reads nothing and would not notice that its device left.
    func start(_ events: AsyncStream<USBHotplugEvent>, presence: @escaping @Sendable () async -> Bool) {
        // A line lives from open to close, which no caller's scope spans; `close` cancels and awaits this task.
        let task = Task { [ends] in
            await withDiscardingTaskGroup { group in
                for input in ends.inputs { group.addTask { await self.read(input) } }
                if ends.inputs.isEmpty { group.addTask { await self.watch(events, presence) } }
            }
        }
        reading.withLock { $0 = task }
    }

    private func read(_ input: USBInput) async {
        var policy = USBReadPolicy()
        while !Task.isCancelled {
            let step: USBReadPolicy.Step
            do {
                let bytes = try await claim.read(input.endpoint, upTo: input.length)
                step = policy.brought(bytes.count)
                let packet = Packet(
                    bytes: bytes, isShort: bytes.count < input.length, isNotice: input.isNotice)
                // An empty packet ends a message, which matters where messages are kept apart.
                if step == .deliver || ends.joinsNotices, !(await packets.push(packet)) { return }
            } catch {
                step = policy.failed(error.code)
                counted.withLock { counted in
                    if error.code == .overflow { counted.garbled += 1 }
                    if error.code == .stalled { counted.stalls += 1 }
                }
                if step == .end { return packets.finish(LineError(error)) }
            }
            switch step {
            case .deliver, .end: break
            case .readAgain(let pause):
                if pause > .zero { try? await clock.sleep(pause) }
            case .clearHalt:
                do {
                    try await claim.clearHalt(input.endpoint)
                } catch {
                    return packets.finish(LineError(error))
                }
            }
        }
    }

    private func watch(
        _ events: AsyncStream<USBHotplugEvent>, _ presence: @Sendable () async -> Bool
    ) async {
        let location = claim.device.location
        for await event in events {
            switch event {
            case .arrived: continue
            case .left(let left): guard left == location else { continue }
            case .lookAgain: if await presence() { continue }
            }
            packets.finish(
                LineError(.deviceAbsent, "\(identity.inWords) was unplugged; it is used again when it comes back."))
            return
        }
    }

    /// Returns when the device has taken every byte. A stall before the first byte is cleared, and the message sent
    /// once more; after it, part of the message is with the device, and only opening anew tells what became of it.
    func send(_ bytes: [UInt8]) async throws {
        guard let output = ends.output else {
            throw LineError(.refused, "\(identity.inWords) takes no messages: it is only listened to.")
        }
        guard !bytes.isEmpty else { return }
        do {
            try await write(output, bytes)
        } catch let error as USBError where error.code == .stalled && error.transferred == 0 {
            counted.withLock { $0.stalls += 1 }
            do {
                try await claim.clearHalt(output)
                try await claim.write(output, bytes, deadline: USBLine.sending)
            } catch {
                throw LineError(error)
            }
        } catch let error as USBError {
            throw LineError(error)
        }
    }

    private func write(_ output: UInt8, _ bytes: [UInt8]) async throws {
        try await claim.write(output, bytes, deadline: USBLine.sending)
    }

    func portStatus(_ function: any USBFunction) async throws -> UInt8? { try await function.portStatus(claim) }

    /// Ends the reading, gives the interfaces back, and forgets what was not received.
    func close() async {
        packets.discard()
        let task = reading.withLock { $0 }
        task?.cancel()
        await claim.close()
        await task?.value
    }

    func droppedNotices(_ count: Int) {
        if count > 0 { counted.withLock { $0.droppedNotices += count } }
    }
}
