import KioskUSB
import Synchronization

/// Everything a `FakeUSB` knows. Its lock is held by the caller throughout.
struct FakeUSBState {
    enum Event {
        case callback(of: FakeUSB.Call, handle: UInt, @Sendable () -> Void)
        case arrived(FakeUSBDevice)
        case left(USBLocation)

        /// Whose callback it is.
        var handle: UInt? {
            if case .callback(_, let handle, _) = self { handle } else { nil }
        }
    }

    struct OpenHandle {
        let device: FakeUSBDevice
        var claimed: Set<UInt8> = []
    }

    struct Transfer {
        let handle: UInt
        let device: FakeUSBDevice
        let request: LibUSB.Request
        let completion: @Sendable (LibUSB.Completion) -> Void
        let deadline: Duration?
        /// What a cancelled or late transfer had moved.
        var part: [UInt8] = []
        /// An answer was given that does not end it yet.
        var isHeld = false
        var due: (at: Duration, bytes: [UInt8])?
        var isLost = false
    }

    let hasHotplug: Bool
    var log: [FakeUSB.Call] = []
    var misuses: [String] = []
    var now = Duration.zero
    var isRunning = false
    var isInterrupted = false
    /// A thread is in the middle of handling events.
    var isHandling = false
    var holdsCallbacks = false
    var events: [Event] = []
    var eventFailures: [LibUSB.Code] = []
    var pauses: [Duration] = []
    var failures: [FakeUSB.Kind: [LibUSB.Code]] = [:]
    var watcher: (@Sendable (LibUSB.Notice) -> Void)?
    var attached: [FakeUSBDevice] = []
    var references: [UInt: (device: FakeUSBDevice, count: Int)] = [:]
    var handles: [UInt: OpenHandle] = [:]
    var transfers: [UInt: Transfer] = [:]
    var sleepers: [UInt: (Duration, CheckedContinuation<Void, Never>)] = [:]
    private var lastNumber: UInt = 0

    init(hasHotplug: Bool) { self.hasHotplug = hasHotplug }

    mutating func newNumber() -> UInt {
        lastNumber += 1
        return lastNumber
    }

    mutating func note(_ kind: FakeUSB.Kind, _ device: FakeUSBDevice? = nil, _ number: UInt8? = nil) {
        guard log.count < FakeUSB.longestLog else { return }
        log.append(FakeUSB.Call(kind, device?.description.portPath, number))
        if !isRunning, kind != .initialise { misuses.append("\(log[log.count - 1]) without a context") }
    }

    /// The code with which the next call of a kind is to fail.
    mutating func failure(of kind: FakeUSB.Kind) -> LibUSB.Code? {
        guard failures[kind]?.isEmpty == false else { return nil }
        return failures[kind]?.removeFirst()
    }

    var hasEvents: Bool { isInterrupted || !eventFailures.isEmpty || (!holdsCallbacks && !events.isEmpty) }

    mutating func takeEvents() -> [Event] {
        guard !holdsCallbacks else { return [] }
        defer { events = [] }
        return events
    }

    // MARK: - Plugging

    mutating func announce(_ device: FakeUSBDevice) {
        if hasHotplug { events.append(.arrived(device)) }
    }

    func isAttached(_ device: FakeUSBDevice) -> Bool { attached.contains { $0 === device } }

    mutating func unplug(_ portPath: String) {
        guard let index = attached.firstIndex(where: { $0.description.portPath == portPath }) else { return }
        let device = attached.remove(at: index)
        for (id, transfer) in transfers.sorted(by: { $0.key < $1.key }) where transfer.device === device {
            end(id, .noDevice, transfer.part)
        }
        if hasHotplug { events.append(.left(device.description.location)) }
    }

    mutating func reference(to device: FakeUSBDevice) -> LibUSB.Device {
        let key = references.first { $0.value.device === device }?.key ?? newNumber()
        references[key, default: (device, 0)].count += 1
        return LibUSB.Device(key)
    }

    // MARK: - Transfers

    /// Gives waiting transfers the answers that are in line for them, oldest first.
    mutating func pump() {
        for (id, transfer) in transfers.sorted(by: { $0.key < $1.key }) where !transfer.isHeld {
            guard transfers[id] != nil, transfer.request.endpoint != 0 else { continue }
            let endpoint = transfer.request.endpoint
            let (isHalted, answer) = transfer.device.state.withLock { device in
                let isHalted = device.halted.contains(endpoint)
                let hasAnswer = !isHalted && device.answers[endpoint]?.isEmpty == false
                return (isHalted, hasAnswer ? device.answers[endpoint]?.removeFirst() : nil)
            }
            if isHalted {
                end(id, .stall, [])
            } else if let answer {
                apply(answer, to: id)
            } else if case .send(let bytes) = transfer.request.payload {
                end(id, .completed, bytes)
            }
        }
    }

    mutating func apply(_ answer: FakeUSBAnswer, to id: UInt) {
        guard let transfer = transfers[id] else { return }
        switch answer {
        case .bytes(let bytes), .immediately(let bytes): complete(id, bytes)
        case .stall:
            let endpoint = transfer.request.endpoint
            if endpoint != 0 { transfer.device.state.withLock { _ = $0.halted.insert(endpoint) } }
            end(id, .stall, [])
        case .late(let bytes, let delay):
            transfers[id]?.due = (now + delay, bytes)
            transfers[id]?.isHeld = true
        case .twice(let bytes): complete(id, bytes, times: 2)
        case .part(let bytes):
            transfers[id]?.part = bytes
            transfers[id]?.isHeld = true
        case .take(let count):
            guard case .send(let bytes) = transfer.request.payload else { return complete(id, []) }
            end(id, .completed, Array(bytes.prefix(count)))
        case .status(let status, let bytes): end(id, LibUSB.Status(status), bytes)
        case .refuse: end(id, .error, [])
        case .disconnect: unplug(transfer.device.description.portPath)
        case .lost:
            transfers[id]?.isHeld = true
            transfers[id]?.isLost = true
        }
    }

    private mutating func complete(_ id: UInt, _ bytes: [UInt8], times: Int = 1) {
        guard let transfer = transfers[id] else { return }
        switch transfer.request.payload {
        case .send(let sent): end(id, .completed, sent, times: times)
        case .receive(let room):
            let endpoint = transfer.request.endpoint
            let rest = Array(bytes.dropFirst(room))
            if !rest.isEmpty {
                transfer.device.state.withLock { $0.answers[endpoint, default: []].insert(.bytes(rest), at: 0) }
            }
            end(id, .completed, Array(bytes.prefix(room)), times: times)
        }
    }

    /// Puts the callback in line for the event thread. `bytes` are those that moved.
    mutating func end(_ id: UInt, _ status: LibUSB.Status, _ bytes: [UInt8], times: Int = 1) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        let call = callback(of: transfer, status, bytes)
        let name = FakeUSB.Call(.callback, transfer.device.description.portPath, transfer.request.endpoint)
        for _ in 0..<times { events.append(.callback(of: name, handle: transfer.handle, call)) }
    }

    func callback(
        of transfer: Transfer, _ status: LibUSB.Status, _ bytes: [UInt8]
    ) -> @Sendable () -> Void {
        let (device, endpoint) = (transfer.device, transfer.request.endpoint)
        switch transfer.request.payload {
        case .receive:
            return {
                transfer.completion(LibUSB.Completion(status: status, transferred: bytes.count, bytes: bytes))
            }
        case .send:
            return {
                let handler = device.state.withLock { device in
                    device.written[endpoint, default: []] += bytes
                    return device.onWrite[endpoint]
                }
                handler?(bytes)
                transfer.completion(LibUSB.Completion(status: status, transferred: bytes.count))
            }
        }
    }

    mutating func cancel(_ id: UInt) {
        guard let transfer = transfers[id] else { return }
        note(.cancel, transfer.device, transfer.request.endpoint)
        if !transfer.isLost { end(id, .cancelled, transfer.part) }
    }

    mutating func advance(by duration: Duration) -> [CheckedContinuation<Void, Never>] {
        now += duration
        for (id, transfer) in transfers.sorted(by: { $0.key < $1.key }) where !transfer.isLost {
            if let due = transfer.due, due.at <= now, due.at <= transfer.deadline ?? due.at {
                complete(id, due.bytes)
            } else if let deadline = transfer.deadline, deadline <= now {
                end(id, .timedOut, transfer.part)
            }
        }
        let woken = sleepers.filter { $0.value.0 <= now }
        for key in woken.keys { sleepers[key] = nil }
        return woken.values.map(\.1)
    }
}
