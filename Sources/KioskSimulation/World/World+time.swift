import KioskCodes
import KioskCore
import KioskDevices
import KioskSimulator

extension World {
    package func run(for time: Duration) { run(upTo: time) { _ in false } }

    /// Lets the world go on until something is so; false when `limit` passed before.
    @discardableResult
    package func run(upTo limit: Duration = .seconds(600), until isReached: (World) -> Bool) -> Bool {
        let end = now.sinceBoot + limit
        settle()
        for _ in 0..<World.mostEvents {
            if isReached(self) {
                bringDevicesToNow()
                return true
            }
            guard let next = nextStop, next <= end else {
                move(to: end)
                bringDevicesToNow()
                return isReached(self)
            }
            advance(to: next, end: end)
        }
        preconditionFailure("the world does not come to rest")
    }

    /// When something happens next.
    private var nextStop: Duration? {
        let next = min(nextPumpStop, nextOtherStop)
        return next == World.never ? nil : max(next, now.sinceBoot)
    }

    static let never: Duration = .seconds(1 << 40)

    private var nextOtherStop: Duration {
        var next = agenda.nextAt ?? World.never
        if let kioskDeadline, kioskDeadline < next { next = kioskDeadline }
        if let thought = resident?.nextThought?.sinceBoot, thought < next { next = thought }
        return next
    }

    private var nextPumpStop: Duration {
        learnStops()
        return min(
            stops.scanner ?? World.never, stops.acceptor ?? World.never, stops.printer ?? World.never,
            stops.terminal ?? World.never)
    }

    private func learnStops() {
        if stops.scanner == nil { stops.scanner = scanner.nextEventAt?.sinceBoot ?? World.never }
        if stops.acceptor == nil { stops.acceptor = acceptor.nextEventAt?.sinceBoot ?? World.never }
        if stops.printer == nil { stops.printer = printer.nextEventAt?.sinceBoot ?? World.never }
        if stops.terminal == nil { stops.terminal = terminal.nextEventAt?.sinceBoot ?? World.never }
    }

    func move(to time: Duration) {
        let elapsed = time - site.start.sinceBoot
        now = KioskInstant(sinceBoot: time, wall: site.start.wall.advanced(by: elapsed + wallOffset))
    }

    /// Everything of one moment: devices first, then what waits on the agenda, the kiosk's deadlines, and people.
    ///
    /// A device that alone has something to do goes on until it has something to say, or its money has moved: an idle
    /// acceptor is polled five times a second, and nobody else needs to hear of that.
    private func advance(to time: Duration, end: Duration) {
        learnStops()
        let limit = min(nextOtherStop, end)
        let (first, second, third, fourth) = (stops.scanner!, stops.acceptor!, stops.printer!, stops.terminal!)
        var reached = time
        if first <= time {
            reached = World.talk(&scanner, until: min(limit, second, third, fourth), at: time, now) { _ in 0 }
        } else if second <= time {
            reached = World.talk(&acceptor, until: min(limit, first, third, fourth), at: time, now) { $0.moneyMark }
        } else if third <= time {
            reached = World.talk(&printer, until: min(limit, first, second, fourth), at: time, now) { _ in 0 }
        } else if fourth <= time {
            reached = World.talk(&terminal, until: min(limit, first, second, third), at: time, now) {
                $0.captures.count
            }
        }
        move(to: reached)
        count()
        settle()
        while let item = agenda.take(upTo: now.sinceBoot) {
            happen(item)
            settle()
        }
        if let due = kioskDeadline, due <= now.sinceBoot {
            hear(.deadlineReached)
            // A machine whose deadline stays in the past is asked again a little later, as the engine does.
            if let still = kioskDeadline, still <= now.sinceBoot { kioskDeadline = now.sinceBoot + World.deadlinePause }
            settle()
        }
        if let due = resident?.nextThought, due <= now { think() }
    }

    static let deadlinePause: Duration = .milliseconds(50)

    /// Moves the clocks of devices to which nothing happened meanwhile.
    func bringDevicesToNow() {
        scanner.advance(to: now)
        acceptor.advance(to: now)
        printer.advance(to: now)
        terminal.advance(to: now)
    }

    /// Lets a device and its driver talk. Returns the time up to which they did.
    private static func talk<Machine, Device>(
        _ pump: inout DevicePump<Machine, Device>, until limit: Duration, at time: Duration, _ now: KioskInstant,
        mark: (Device) -> Int
    ) -> Duration {
        let before = mark(pump.device)
        let span = max(limit, time) - pump.now.sinceBoot
        let hasStopped = pump.run(upTo: span) { !$0.reports.isEmpty || mark($0.device) != before }
        return hasStopped ? max(pump.now.sinceBoot, now.sinceBoot) : max(limit, time)
    }

    /// Everything the devices said, and everything that follows from it, at this moment.
    func settle() {
        collectReports()
        while kiosk != nil, !inbox.isEmpty || !followUps.isEmpty {
            hear(followUps.isEmpty ? inbox.removeFirst() : followUps.removeFirst())
            collectReports()
        }
    }

    private func collectReports() {
        if scanner.reports.isEmpty, acceptor.reports.isEmpty, printer.reports.isEmpty, terminal.reports.isEmpty {
            return
        }
        let scans = scanner.takeReports()
        let notes = acceptor.takeReports()
        let papers = printer.takeReports()
        let cards = terminal.takeReports()
        guard kiosk != nil else { return }
        for report in scans {
            switch report {
            case .presence(let presence): inbox.append(.scannerReported(presence))
            case .scanned(let code): inbox.append(.codeRead(interpreter.reading(of: code)))
            case .garbled: break
            }
        }
        for report in notes { inbox += bugged(report) }
        inbox += papers.map(KioskEvent.printerReported)
        for report in cards { inbox += bugged(report) }
    }
}

/// When the line of each device has something to do next; nil where that must be asked again.
struct DeviceStops {
    var scanner: Duration?
    var acceptor: Duration?
    var printer: Duration?
    var terminal: Duration?
}

extension SimulatedAcceptor {
    /// Changes whenever a note came to lie somewhere else.
    fileprivate var moneyMark: Int {
        notesInCashBox.count &+ collectedNotes.count &* 1_000_003 &+ (noteInPath == nil ? 0 : 1_000_000_007)
    }
}
