import KioskControl
import KioskCore
import KioskDevices

/// A line under supervision: it opens only to the paired device and to none that is refused by name, leaves a device
/// alone that does not open or does not last, and tells the status board what happens on it. The driver above and the
/// line below know nothing of this.
///
/// A locked line stays closed until somebody pairs or resets the device, or it is plugged in anew. A line that cannot
/// see its other end, a socket, is tried again after `OpeningPolicy.rest` instead, and is never given up.
actor SupervisedTransport: ByteTransport {
    private let device: String
    private let line: any ByteTransport
    private let pairings: PairingBook
    private let refusal: @Sendable (LineIdentity) -> String?
    private let board: DeviceStatusBoard
    private let clock: KioskClock
    private let locked: @Sendable () async -> Void
    private var policy = OpeningPolicy()
    private var openedAt: KioskInstant?
    /// Who was on the line when it was last opened, if the line can say.
    private var identity: LineIdentity?
    private var lock: Lock?
    /// The lock that the journal heard of last, until another device has lasted.
    private var toldLock: String?
    /// What hung on the line when it was last given up, locked or tried again.
    private var sight = LineSight.unknown
    private var resetIsDue = false

    private struct Lock {
        let error: RuntimeError
        let since: KioskInstant
    }

    /// - Parameters:
    ///   - refusal: Why a device may not be used whatever the configuration says; nil for all others.
    ///   - locked: Called when a device is locked, once for each.
    init(
        _ device: String, line: any ByteTransport, pairings: PairingBook,
        refusal: @escaping @Sendable (LineIdentity) -> String?, board: DeviceStatusBoard, clock: KioskClock,
        locked: @escaping @Sendable () async -> Void
    ) {
        self.device = device
        self.line = line
        self.pairings = pairings
        self.refusal = refusal
        self.board = board
        self.clock = clock
        self.locked = locked
    }

    func open() async throws -> LineDescription {
        await line.prefer(pairings.identity(of: device))
        await lookForChange()
        if let lock { throw lock.error }
        guard policy.mayOpen(at: clock.now()) else {
            throw RuntimeError(.deviceGivenUp, "\(device) is left alone for a while, because it did not work.")
        }
        await resetIfDue()
        let description: LineDescription
        do {
            description = try await line.open()
        } catch {
            await openingFailed(error)
            throw error
        }
        do {
            try await admit(description.identity)
        } catch {
            await line.close()
            throw error
        }
        openedAt = clock.now()
        board.opened(device, as: description.identity)
        return description
    }

    func send(_ bytes: [UInt8]) async throws {
        do {
            try await line.send(bytes)
            board.moved(device, bytesOut: bytes.count)
        } catch {
            await ended(error)
            throw error
        }
    }

    func receive() async throws -> [UInt8]? {
        do {
            let bytes = try await line.receive()
            if let bytes { board.moved(device, bytesIn: bytes.count) } else { await ended(nil) }
            return bytes
        } catch {
            await ended(error)
            throw error
        }
    }

    /// Closed from here it did not fail, however short it was open.
    func close() async {
        if let openedAt { forgetFailures(ifStableSince: openedAt) }
        openedAt = nil
        await line.close()
    }

    func portStatus() async throws -> UInt8? { try await line.portStatus() }

    func reset() async throws { try await line.reset() }

    func look() async -> LineSight { await line.look() }

    func prefer(_ identity: LineIdentity?) async { await line.prefer(identity) }

    /// What the device said over its own protocol. Another serial number than the paired one, or none any more, ends
    /// the line at once: nothing that the kiosk wants of the device reaches the stranger.
    func identified(_ identification: DeviceIdentification) async {
        board.identified(device, identification)
        do {
            guard case .other(let what) = try pairings.check(device, serial: identification.serial) else { return }
            _ = await lock(what, advice: pairingAdvice)
        } catch {
            board.failed(device, "\(error)", state: .faulty)
        }
        openedAt = nil
        await line.close()
    }

    /// A technician paired the device, or wants it to be tried again.
    func startOver() {
        policy.startOver()
        lock = nil
        resetIsDue = false
    }
}

// MARK: - Who it is

extension SupervisedTransport {
    private var pairingAdvice: String { "If that is right, run kioskctl device pair \(device)." }

    private func admit(_ identity: LineIdentity?) async throws {
        self.identity = identity
        if let identity, let why = refusal(identity) { throw await lock(why, advice: "Unplug it.") }
        let verdict: PairingBook.Verdict
        do {
            verdict = try pairings.check(device, identity)
        } catch {
            board.failed(device, "\(error)", state: .faulty)
            throw error
        }
        guard case .other(let what) = verdict else { return }
        throw await lock(what, advice: pairingAdvice)
    }

    private func lock(_ what: String, advice: String) async -> RuntimeError {
        let trouble = "Locked: \(what)\(what.hasSuffix(".") ? "" : ".") \(advice)"
        let error = RuntimeError(isInPlaceOfPaired ? .deviceExchanged : .deviceLocked, trouble)
        lock = Lock(error: error, since: clock.now())
        board.failed(device, trouble, state: .locked)
        sight = await line.look()
        if toldLock != trouble {
            toldLock = trouble
            await locked()
        }
        return error
    }

    /// A spare of the same model in another port says nothing of where the paired one is.
    private var isInPlaceOfPaired: Bool {
        guard let port = identity?.portPath, !port.isEmpty else { return false }
        return port == pairings.identity(of: device)?.portPath
    }
}

// MARK: - What to do with one that fails

extension SupervisedTransport {
    /// One look an attempt, and only at a device that has failed or is locked: unplugged, or plugged in anew, it
    /// starts over.
    private func lookForChange() async {
        guard lock != nil || policy.hasFailed else { return }
        let before = sight
        sight = await line.look()
        switch (before, sight) {
        case (_, .absent): startOver()
        case (.present(let old), .present(let new)): if old != new { startOver() }
        case (_, .unknown):
            guard let lock, clock.now() >= lock.since.advanced(by: OpeningPolicy.rest) else { return }
            startOver()
        case (.unknown, .present), (.absent, .present): break
        }
    }

    /// Where the reset fails, too, the count of failures goes on, and ends in leaving the device alone.
    private func resetIfDue() async {
        guard resetIsDue else { return }
        resetIsDue = false
        try? await line.reset()
        // Should the host give it another address now, nobody plugged it in anew.
        sight = await line.look()
    }

    private func openingFailed(_ error: any Error) async {
        switch (error as? LineError)?.code {
        case .deviceAbsent:
            policy.startOver()
            board.failed(device, "\(error)", state: .absent)
        case .ambiguous:
            // None of them was touched, so none is worn out; it is for the site to say which is meant.
            board.failed(device, "\(error)", state: .faulty)
        default:
            board.failed(device, "\(error)", state: .faulty)
            await failed(error)
            await resetIfDue()
        }
    }

    /// The line ended by itself. One that did not last counts as one that did not open, unless it was unplugged.
    private func ended(_ error: (any Error)?) async {
        guard let openedAt else { return }
        self.openedAt = nil
        board.lost(device, error.map { "\($0)" } ?? "The line ended.")
        if (error as? LineError)?.code == .deviceAbsent { return policy.startOver() }
        guard !forgetFailures(ifStableSince: openedAt) else { return }
        await failed(error)
    }

    @discardableResult
    private func forgetFailures(ifStableSince openedAt: KioskInstant) -> Bool {
        guard clock.now() >= openedAt.advanced(by: DriverLimits.stable) else { return false }
        policy.startOver()
        toldLock = nil
        return true
    }

    private func failed(_ error: (any Error)?) async {
        switch policy.failed(at: clock.now()) {
        case .tryAgain: break
        case .resetPort: resetIsDue = true
        case .giveUp:
            sight = await line.look()
            // What cannot be seen cannot be seen to be plugged in anew, and has no port that retries could wedge.
            guard sight != .unknown else { return policy.startOver() }
            let why = error.map { " \($0)" } ?? ""
            board.failed(
                device, "It failed \(OpeningPolicy.mostFailures) times in a row: plug it in anew.\(why)",
                state: .givenUp)
        }
    }
}
