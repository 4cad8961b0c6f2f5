import KioskCore
package import KioskDevices
package import Logging
import Metrics
import ServiceLifecycle

/// Drives one device: moves bytes between its line and its state machine, keeps the machine's deadlines, and opens
/// the line again when it is lost.
///
/// The machine is fed from one queue by one task, so that commands and bytes never overlap. It hears of commands
/// while the line is down, too, and answers them.
package actor DeviceDriver<Machine: DeviceStateMachine>: ServiceLifecycle.Service {
    private enum Input {
        case command(Machine.Command)
        case bytes([UInt8], line: Int)
        case lineEnded(Int)
        case stop
    }

    private enum Work {
        case input(Input)
        case deadline
        case open
    }

    private var machine: Machine
    private let name: String
    private let transport: any ByteTransport
    private let clock: KioskClock
    private let log: Logger
    private let report: @Sendable (Machine.Report) async -> Void
    private let inbox = Mailbox<Input>(limit: DriverLimits.longestQueue)

    /// Counts the lines that were opened, so that the end of an old one is not taken for the end of the new one.
    private var line = 0
    private var description = LineDescription()
    private var isOpen = false
    private var openedAt: KioskInstant?
    private var failures = 0
    private var reopenAt: KioskInstant?
    /// Until then the device is looked for at short intervals, because it may have lost contact for a moment only.
    private var blipEndsAt: KioskInstant?
    /// Lines lost since one was stable.
    private var losses = 0
    /// The log and the machine know that the line is down.
    private var isOutageTold = false
    /// They know, too, that another device is in its place.
    private var isBarTold = false
    private var deadlineNotBefore: KioskInstant?
    private var restUntil: KioskInstant?

    package init(
        _ name: String, machine: Machine, transport: any ByteTransport, clock: KioskClock, log: Logger,
        report: @escaping @Sendable (Machine.Report) async -> Void
    ) {
        self.name = name
        self.machine = machine
        self.transport = transport
        self.clock = clock
        var log = log
        log[metadataKey: "device"] = "\(name)"
        self.log = log
        self.report = report
    }

    /// Hands a command over; false when the driver's queue is full.
    package nonisolated func send(_ command: Machine.Command) -> Bool {
        let isTaken = inbox.offer(.command(command))
        if !isTaken { RuntimeMetrics.droppedCommands(of: name).increment() }
        return isTaken
    }

    /// Runs until the task is cancelled, or a little longer than the wish to stop, so that last commands get out.
    package func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                while let work = await nextWork() {
                    switch work {
                    case .input(let input): await take(input)
                    case .deadline: await feed(.deadlineReached)
                    case .open:
                        guard await open() else { continue }
                        let line = line
                        group.addTask { await self.read(line) }
                    }
                }
                inbox.close()
                await transport.close()
                group.cancelAll()
            }
        } onGracefulShutdown: { [inbox] in
            inbox.insist(.stop)
        }
    }

    private func nextWork() async -> Work? {
        while !Task.isCancelled {
            let now = clock.now()
            if let restUntil, restUntil <= now { return nil }
            let deadline = machine.nextDeadline.map { max($0, deadlineNotBefore ?? $0) }
            if let deadline, deadline <= now {
                deadlineNotBefore = now.advanced(by: DriverLimits.deadlinePause)
                return .deadline
            }
            if let input = inbox.pop() { return .input(input) }
            if !isOpen, restUntil == nil, reopenAt.map({ $0 <= now }) ?? true { return .open }
            let reopening = isOpen || restUntil != nil ? nil : reopenAt
            await clock.wait(for: inbox, until: [deadline, restUntil, reopening].compactMap { $0 }.min())
        }
        return nil
    }

    private func take(_ input: Input) async {
        switch input {
        case .command(let command): await feed(.command(command))
        case .bytes(let bytes, let from):
            if isOpen, from == line { await feed(.bytes(bytes)) }
        case .lineEnded(let ended):
            if isOpen, ended == line { await lost("the line ended") }
        case .stop: restUntil = clock.now().advanced(by: DriverLimits.restBeforeEnd)
        }
    }

    private func feed(_ input: DeviceInput<Machine.Command>) async {
        await act(on: machine.received(input, at: clock.now()))
    }

    private func act(on outputs: [DeviceOutput<Machine.Report>]) async {
        var trouble: String?
        var asksPortStatus = false
        for output in outputs {
            switch output {
            case .send(let bytes):
                guard isOpen, trouble == nil else { continue }
                trouble = await troubleSending(bytes)
            case .askPortStatus: asksPortStatus = isOpen
            case .report(let report): await self.report(report)
            }
        }
        if let trouble {
            await lost(trouble)
        } else if asksPortStatus {
            await feed(.portStatus(await portStatus()))
        }
    }

    /// Nil when the line cannot say.
    private func portStatus() async -> UInt8? {
        let answer = try? await clock.within(DriverLimits.asking) { [transport] in try await transport.portStatus() }
        return answer ?? nil
    }

    private func troubleSending(_ bytes: [UInt8]) async -> String? {
        do {
            let sent: Void? = try await clock.within(DriverLimits.sending) { [transport] in
                try await transport.send(bytes)
            }
            return sent == nil ? "nothing could be sent" : nil
        } catch {
            return "\(error)"
        }
    }
}

// MARK: - The line

extension DeviceDriver {
    private func open() async -> Bool {
        do {
            let opened = try await clock.within(DriverLimits.opening) { [transport] in try await transport.open() }
            guard let opened else { throw RuntimeError(.lineFailed, "the device does not answer in time") }
            description = opened
        } catch {
            await transport.close()
            // A line to nothing is cheap to try, and somebody may plug the device in now.
            let isAbsent = (error as? LineError)?.code == .deviceAbsent
            reopenAt = clock.now().advanced(by: pauseAfterFailure(isAbsent: isAbsent))
            await tellOutage(error)
            return false
        }
        line += 1
        isOpen = true
        isOutageTold = false
        isBarTold = false
        openedAt = clock.now()
        RuntimeMetrics.connections(of: name).increment()
        log.info("a device's line is open")
        if !description.descriptor.isEmpty { await feed(.described(description.descriptor)) }
        await feed(.connected)
        return isOpen
    }

    /// Said once an outage: to the log, and to the kiosk, which learns that the device is absent; and once that
    /// another device is in its place, which ends the hope that this is a blip.
    private func tellOutage(_ error: any Error) async {
        let isBarred = (error as? RuntimeError)?.code == .deviceExchanged && !isBarTold
        guard !isOutageTold || isBarred else { return }
        log.warning("a device cannot be reached", metadata: ["error": "\(error)"])
        if !isOutageTold { await feed(.disconnected) }
        if isBarred { await act(on: machine.barred(at: clock.now())) }
        isOutageTold = true
        isBarTold = isBarTold || isBarred
    }

    /// Failures within a blip do not count: the pauses begin to grow when it is over.
    private func pauseAfterFailure(isAbsent: Bool) -> Duration {
        if let blipEndsAt, clock.now() < blipEndsAt { return DriverLimits.pauseInBlip }
        failures += 1
        return isAbsent ? DriverLimits.pauseWhileAbsent : DriverLimits.pause(after: failures)
    }

    private func lost(_ trouble: String) async {
        let now = clock.now()
        let wasStable = openedAt.map { now.sinceBoot - $0.sinceBoot >= DriverLimits.stable } ?? false
        isOpen = false
        failures = wasStable ? 1 : failures + 1
        losses = wasStable ? 1 : losses + 1
        isOutageTold = true
        let isBlip = losses <= DriverLimits.mostBlips
        blipEndsAt = isBlip ? now.advanced(by: DeviceBlip.longest) : nil
        let pause = DriverLimits.pause(after: failures)
        reopenAt = now.advanced(by: isBlip ? min(pause, DriverLimits.pauseInBlip) : pause)
        log.warning("a device's line was lost", metadata: ["error": "\(trouble)"])
        await transport.close()
        await feed(.disconnected)
    }

    private func read(_ line: Int) async {
        do {
            while let bytes = try await transport.receive() {
                guard await inbox.push(.bytes(bytes, line: line), leaving: DriverLimits.roomForCommands) else { return }
            }
        } catch {
            log.debug("a device's line failed", metadata: ["error": "\(error)"])
        }
        _ = await inbox.push(.lineEnded(line))
    }
}

/// The bounds of every driver.
enum DriverLimits {
    /// Commands and pieces of input that wait for the machine.
    static let longestQueue = 64
    /// Places that input leaves free for commands.
    static let roomForCommands = 32
    /// Waiting for a device that is about to come back is part of it (`USBBus.arrival`).
    static let opening = Duration.seconds(6)
    static let sending = Duration.seconds(5)
    static let asking = Duration.seconds(1)
    /// A machine whose deadline stays in the past is asked again after this.
    static let deadlinePause = Duration.milliseconds(10)
    /// How long a driver works on after the wish to stop.
    static let restBeforeEnd = Duration.milliseconds(500)
    static let firstPause = Duration.milliseconds(250)
    static let longestPause = Duration.seconds(10)
    static let pauseWhileAbsent = Duration.milliseconds(500)
    /// Behind the loss of a line, until `DeviceBlip.longest` is over: a device that is back within it was never gone.
    static let pauseInBlip = Duration.milliseconds(500)
    /// So many losses since a line was stable are taken for blips; a device that goes on like this is given its rest.
    static let mostBlips = 3
    /// A line that held this long starts with the shortest pause again when it is lost.
    static let stable = Duration.seconds(5)

    /// Doubles from the first to the longest.
    static func pause(after failures: Int) -> Duration {
        min(firstPause * (1 << min(max(failures - 1, 0), 10)), longestPause)
    }
}
