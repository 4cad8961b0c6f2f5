import KioskControl
import KioskCore
import KioskDevices

/// A line under supervision: it opens only to the paired device, leaves a device alone that does not open, and tells
/// the status board what happens on it. The driver above and the line below know nothing of this.
actor SupervisedTransport: ByteTransport {
    private let device: String
    private let line: any ByteTransport
    private let pairings: PairingBook
    private let board: DeviceStatusBoard
    private let clock: KioskClock
    private let locked: @Sendable () async -> Void
    private var policy = OpeningPolicy()
    private var isOpen = false

    init(
        _ device: String, line: any ByteTransport, pairings: PairingBook, board: DeviceStatusBoard, clock: KioskClock,
        locked: @escaping @Sendable () async -> Void
    ) {
        self.device = device
        self.line = line
        self.pairings = pairings
        self.board = board
        self.clock = clock
        self.locked = locked
    }

    func open() async throws -> LineDescription {
        guard policy.mayOpen(at: clock.now()) else {
            throw RuntimeError(.deviceGivenUp, "\(device) is left alone for a while, because it did not open.")
        }
        let description: LineDescription
        do {
            description = try await line.open()
        } catch {
            await openingFailed(error)
            throw error
        }
        do {
            try await refuseStranger(description.identity)
        } catch {
            await line.close()
            throw error
        }
        policy.opened()
        isOpen = true
        board.opened(device, as: description.identity)
        return description
    }

    func send(_ bytes: [UInt8]) async throws {
        do {
            try await line.send(bytes)
            board.moved(device, bytesOut: bytes.count)
        } catch {
            ended("\(error)")
            throw error
        }
    }

    func receive() async throws -> [UInt8]? {
        do {
            let bytes = try await line.receive()
            if let bytes { board.moved(device, bytesIn: bytes.count) } else { ended("The line ended.") }
            return bytes
        } catch {
            ended("\(error)")
            throw error
        }
    }

    func close() async {
        isOpen = false
        await line.close()
    }

    func portStatus() async throws -> UInt8? { try await line.portStatus() }

    func reset() async throws { try await line.reset() }

    /// What the device said over its own protocol. Another serial number than the paired one ends the line at once:
    /// nothing that the kiosk wants of the device reaches the stranger.
    func identified(_ identification: DeviceIdentification) async {
        board.identified(device, identification)
        guard let serial = identification.serial else { return }
        do {
            guard case .other(let what) = try pairings.check(device, serial: serial) else { return }
            await lock(what)
        } catch {
            board.failed(device, "\(error)", state: .locked)
        }
        await close()
    }

    /// A technician paired the device, or wants it to be tried again.
    func startOver() { policy.startOver() }
}

extension SupervisedTransport {
    private func refuseStranger(_ identity: LineIdentity?) async throws {
        guard case .other(let what) = try pairings.check(device, identity) else { return }
        await lock(what)
        throw RuntimeError(.deviceLocked, "\(device) is locked: \(what).")
    }

    private func lock(_ what: String) async {
        let trouble = "Locked: \(what). If that is right, run kioskctl device pair \(device)."
        let isNews = board[device]?.trouble != trouble
        board.failed(device, trouble, state: .locked)
        if isNews { await locked() }
    }

    private func openingFailed(_ error: any Error) async {
        if (error as? LineError)?.code == .deviceAbsent {
            policy.startOver()
            return board.failed(device, "\(error)", state: .absent)
        }
        switch policy.failed(at: clock.now()) {
        case .tryAgain: board.failed(device, "\(error)", state: .faulty)
        case .resetPort:
            board.failed(device, "\(error)", state: .faulty)
            // Where the reset fails, too, the count of failures goes on, and ends in leaving the device alone.
            try? await line.reset()
        case .giveUp:
            board.failed(
                device, "It did not open \(OpeningPolicy.mostFailures) times: plug it in anew. \(error)",
                state: .givenUp)
        }
    }

    private func ended(_ why: String) {
        guard isOpen else { return }
        isOpen = false
        board.lost(device, why)
    }
}
