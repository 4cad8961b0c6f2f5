package import KioskCore
import Synchronization

/// The switch and the buffer of a recording: what goes over one device's line is kept here while it is on.
///
/// Off, it costs one look at a flag for each piece. On, it keeps at most `limits`; what finds no room is counted and
/// said in the recording, and there is room again as soon as somebody takes what is there.
package final class TrafficTap: Sendable {
    package struct Limits: Hashable, Sendable {
        package var records: Int
        package var bytes: Int

        package init(records: Int = 10_000, bytes: Int = 16 << 20) {
            precondition(records > 1 && bytes > 0, "a recording needs room")
            self.records = records
            self.bytes = bytes
        }
    }

    private struct State {
        var limits = Limits()
        var startedAt: KioskInstant?
        /// Only what the kiosk wants is kept until the line is opened.
        var awaitsOpening = false
        var records: [TrafficRecord] = []
        var byteCount = 0
        var dropped = 0
        var droppedAt: Int64 = 0
        /// What is at the other end while the line is open.
        var line: LineDescription?

        mutating func add(_ event: TrafficRecord.Event, at now: KioskInstant) {
            guard let startedAt, !awaitsOpening || event.isCommand else { return }
            let at = max((now.sinceBoot - startedAt.sinceBoot).wholeMilliseconds, 0)
            let count = event.byteCount
            // Once something was dropped the rest is, until the buffer is taken: a recording has one gap, not many.
            guard dropped == 0, records.count < limits.records, byteCount + count <= limits.bytes else {
                if dropped == 0 { droppedAt = at }
                dropped += 1
                return
            }
            records.append(TrafficRecord(atMilliseconds: at, event: event))
            byteCount += count
        }

        mutating func take() -> [TrafficRecord] {
            var taken = records
            if dropped > 0 { taken.append(TrafficRecord(atMilliseconds: droppedAt, event: .dropped(dropped))) }
            records = []
            byteCount = 0
            dropped = 0
            return taken
        }

        mutating func addLine(_ line: LineDescription, already: Bool, at now: KioskInstant) {
            add(.opened(line.identity, already: already), at: now)
            if !line.descriptor.isEmpty { add(.described(line.descriptor), at: now) }
        }
    }

    private let now: @Sendable () -> KioskInstant
    private let mask: TrafficMask
    private let on = Atomic(false)
    private let state = Mutex(State())

    package init(mask: TrafficMask = .nothing, now: @escaping @Sendable () -> KioskInstant) {
        self.now = now
        self.mask = mask
    }

    package var isOn: Bool { on.load(ordering: .relaxed) }

    /// Begins anew.
    ///
    /// A line that is open already is told first, so that a reader knows what it is on; but a machine that is replayed
    /// begins where its line is opened, and knows nothing of what was said before.
    /// - Parameter fromOpening: Keep nothing of the line until it is opened the next time.
    package func start(_ limits: Limits = Limits(), fromOpening: Bool = false) {
        let now = now()
        state.withLock { state in
            let line = state.line
            state = State(limits: limits, startedAt: now, awaitsOpening: fromOpening, line: line)
            if let line { state.addLine(line, already: true, at: now) }
        }
        on.store(true, ordering: .relaxed)
    }

    /// What was recorded since the last time; the recording goes on.
    package func take() -> [TrafficRecord] { state.withLock { $0.take() } }

    /// Ends the recording; what was not taken yet.
    package func stop() -> [TrafficRecord] {
        on.store(false, ordering: .relaxed)
        return state.withLock { state in
            state.startedAt = nil
            return state.take()
        }
    }

    func opened(_ line: LineDescription) {
        let now = now()
        state.withLock { state in
            state.line = line
            state.awaitsOpening = false
            state.addLine(line, already: false, at: now)
        }
    }

    /// Told by whoever notices first: the reader, or whoever closes.
    func closed() {
        let now = now()
        state.withLock { state in
            guard state.line != nil else { return }
            state.line = nil
            state.add(.closed, at: now)
        }
    }

    /// Before it is handed over.
    func sent(_ bytes: [UInt8]) {
        guard isOn else { return }
        note(.sent(mask.hide(bytes)))
    }

    func note(_ event: @autoclosure () -> TrafficRecord.Event) {
        guard isOn else { return }
        let (event, now) = (event(), now())
        state.withLock { $0.add(event, at: now) }
    }
}

extension TrafficRecord.Event {
    fileprivate var byteCount: Int {
        switch self {
        case .described(let bytes), .sent(let bytes), .received(let bytes): bytes.count
        case .command(let text): text.utf8.count
        case .opened, .portStatus, .closed, .dropped: 0
        }
    }

    fileprivate var isCommand: Bool { if case .command = self { true } else { false } }
}
