import KioskControl
import KioskCore
import KioskDevices

/// What technicians can do with the devices of a running kiosk, by name.
package actor DeviceDesk {
    /// One device as the desk knows it.
    struct Place: Sendable {
        let exercise: DeviceExercise?
        /// Nil for a camera, which has no line of bytes: it is neither recorded, nor reset, nor paired.
        let line: Line?
        /// Whether it hangs on a USB port, which can be reset.
        var hasPort = false
        /// Its protocol's own reset, where it has one; otherwise the port is reset.
        var resetByProtocol: (@Sendable () -> Bool)?

        struct Line: Sendable {
            let tap: TrafficTap
            let transport: SupervisedTransport
        }

        init(exercise: DeviceExercise?) {
            self.exercise = exercise
            line = nil
        }

        init(
            exercise: DeviceExercise?, tap: TrafficTap, line: SupervisedTransport, hasPort: Bool = false,
            resetByProtocol: (@Sendable () -> Bool)? = nil
        ) {
            self.exercise = exercise
            self.line = Line(tap: tap, transport: line)
            self.hasPort = hasPort
            self.resetByProtocol = resetByProtocol
        }
    }

    private let places: [String: Place]
    private let board: DeviceStatusBoard
    private let pairings: PairingBook
    private let strangers: @Sendable () -> [StrangeDevice]
    private let isIdle: @Sendable () -> Bool
    private let clock: KioskClock
    private let journal: @Sendable (Incident) async -> Void
    /// The device that is exercised now; one at a time.
    private var busy: String?

    init(
        places: [String: Place], board: DeviceStatusBoard, pairings: PairingBook,
        strangers: @escaping @Sendable () -> [StrangeDevice], isIdle: @escaping @Sendable () -> Bool,
        clock: KioskClock, journal: @escaping @Sendable (Incident) async -> Void
    ) {
        self.places = places
        self.board = board
        self.pairings = pairings
        self.strangers = strangers
        self.isIdle = isIdle
        self.clock = clock
        self.journal = journal
    }

    /// Answers one question; the last answer is returned, the ones before it go to `say`.
    func answer(
        _ request: ControlRequest, _ say: @escaping @Sendable (ControlReply) async -> Void
    ) async -> ControlReply {
        switch request {
        case .devices: return .devices(board.all, strangers: strangers())
        case .test(let device): return await test(device, say)
        case .record(let device, let seconds): return await record(device, seconds, say)
        case .reset(let device): return await reset(device)
        case .pair(let device): return await pair(device)
        case .resolve, .cashBox, .collectCash: return .refused("That is not about a device.")
        }
    }

    private func unknown(_ device: String) -> ControlReply {
        let names = places.keys.sorted().joined(separator: ", ")
        return .refused("No device is called \(device.prefix(40)). This kiosk has: \(names).")
    }

    private func test(_ device: String, _ say: @escaping @Sendable (ControlReply) async -> Void) async -> ControlReply {
        guard let place = places[device] else { return unknown(device) }
        guard let exercise = place.exercise else { return .refused("\(device) has no test.") }
        if let why = disturbance { return .refused(why) }
        if let status = board[device], status.state != .ready, status.state != .faulty, status.state != .present {
            return .refused("\(device) is \(status.state.rawValue): \(status.trouble ?? "it is not there").")
        }
        busy = device
        defer { busy = nil }
        switch await exercise.run({ await say(.progress($0)) }, isIdle) {
        case .works(let what): return .done(what)
        case .fails(let why): return .refused(why)
        }
    }

    /// Why no device may be taken out of its work now.
    private var disturbance: String? {
        if !isIdle() { return "Somebody is at the screen. Wait until the kiosk is free." }
        return busy.map { "\($0) is being tested. Wait until that is over." }
    }

    private func record(
        _ device: String, _ seconds: Int, _ say: @escaping @Sendable (ControlReply) async -> Void
    ) async -> ControlReply {
        guard let place = places[device] else { return unknown(device) }
        guard let line = place.line else { return .refused("What \(device) sees is kept nowhere.") }
        guard (1...ControlRequest.longestRecording).contains(seconds) else {
            return .refused("Give a time from 1 to \(ControlRequest.longestRecording) seconds.")
        }
        if let why = disturbance { return .refused(why) }
        let status = board[device]
        if let status, status.state == .locked || status.state == .givenUp {
            return .refused("Nothing goes over the line to \(device): \(status.trouble ?? status.state.rawValue)")
        }
        return await DeviceRecording(device: device, isThere: status?.state != .absent, line: line, clock: clock)
            .run(for: .seconds(seconds), say)
    }

    private func reset(_ device: String) async -> ControlReply {
        guard let place = places[device] else { return unknown(device) }
        guard let line = place.line else {
            return .refused("\(device) is opened anew by itself. If it stays as it is, unplug it and plug it in.")
        }
        if let why = disturbance { return .refused(why) }
        if let status = board[device] {
            switch status.state {
            case .absent: return .refused("\(device) is not there: plug it in, or switch it on.")
            case .locked: return .refused(status.trouble ?? "\(device) is locked: run kioskctl device pair \(device).")
            case .present, .ready, .faulty, .givenUp: break
            }
        }
        await line.transport.startOver()
        do {
            if let reset = place.resetByProtocol {
                guard reset() else { return .refused("The queue of \(device) is full: it hangs. Cut its power.") }
            } else if place.hasPort {
                try await line.transport.reset()
            } else {
                return .refused("\(device) has no reset of its own, and no USB port to reset: cut its power.")
            }
        } catch {
            return .refused("\(device) cannot be reset: \(error)")
        }
        return .done("\(device) starts anew. Look at kioskctl devices in a few seconds.")
    }

    private func pair(_ device: String) async -> ControlReply {
        guard let place = places[device] else { return unknown(device) }
        guard let line = place.line else { return .refused("\(device) needs no pairing.") }
        do {
            guard try pairings.pair(device) else {
                return .done("\(device) is paired already with what is plugged in.")
            }
        } catch {
            return .refused("\(error)")
        }
        await line.transport.startOver()
        await journal(.devicePaired)
        return .done("\(device) is paired anew, and opens within a few seconds.")
    }
}
