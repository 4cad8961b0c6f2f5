package import KioskCore
import KioskDevices
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// The kiosk's process: how it starts, hears, acts and dies.
extension World {
    /// What systemd waits before it starts a process again, and what a boot takes.
    static let processRestart: Duration = .seconds(2)
    static let machineBoot: Duration = .seconds(20)
    /// Between two starts that failed; a supervisor does not give up on a kiosk.
    static let failedStartPause: Duration = .seconds(30)

    /// The process starts: it opens and folds the journal, opens its lines, and hears that it restarted.
    package func start() {
        guard kiosk == nil else { return }
        starts += 1
        if starts == 2 { secondStart = (now.sinceBoot, steps) }
        bringDevicesToNow()
        armRecovery()
        guard let ledger = openJournal() else { return startFailed() }
        startFailure = nil
        kiosk = KioskMachine(settings: settings, ledger: ledger)
        coverage.count(.start)
        tell("kioskd starts with \(journal.count) entries in the journal")
        inbox = []
        followUps = []
        hear(.restarted(version: settings.version))
        guard kiosk != nil else { return }
        for name in DeviceName.allCases where !unplugged.contains(name) { plug(name, true) }
        if beatsRegularly, !agenda.contains(where: { if case .heartbeat = $0 { true } else { false } }) {
            agenda.add(.heartbeat, at: now.sinceBoot)
        }
        settle()
    }

    /// Deaths that wait for this start.
    private func armRecovery() {
        for (trigger, fault) in deathsInRecovery {
            guard case .kioskDies(let death) = fault else { continue }
            coverage.count(.secondDeath)
            switch trigger {
            case .recoveryStep(let count): dieBefore(step: count, death)
            case .recoveryChange(let count):
                _ = try? disk.mounted()
                dieBefore(change: count, death)
            case .after, .step, .change: break
            }
        }
        deathsInRecovery = []
    }

    private func startFailed() {
        tell("kioskd does not start: \(startFailure ?? "it was killed")")
        coverage.count(.failedStart)
        if kioskDiedOnDisk() { return }
        if restartsByItself { agenda.add(.kioskStarts, at: now.sinceBoot + World.failedStartPause) }
    }

    /// `kill -9`: what was in memory is gone, the lines are cut, answers under way reach nobody.
    package func kill() { die(.process) }

    /// The mains fail: the process dies and every device starts anew.
    package func powerCut() { die(.power(seed: UInt64(truncatingIfNeeded: steps))) }

    package func die(_ death: Death) {
        bringDevicesToNow()
        tell(death == .process ? "kioskd is killed" : "the mains fail")
        coverage.count(death == .process ? .kill : .powerCut)
        // First of all the disk: a connection that closes in order would write its log back.
        switch death {
        case .process: disk.kill()
        case .power(let seed):
            let outcome = disk.powerCut(seed: seed)
            tell("on the kiosk's disk: \(outcome)")
            restoreAsNeverSynced(seed)
        }
        endProcess()
        switch death {
        case .process: break
        case .power:
            boots += 1
            bootedAt = now.sinceBoot
            acceptor.powerCycle()
            printer.powerCycle()
            terminal.powerCycle()
            laws.acceptorLostItsPower()
        }
        guard restartsByItself else { return }
        agenda.add(.kioskStarts, at: now.sinceBoot + (death == .process ? World.processRestart : World.machineBoot))
    }

    /// The process ends in order: a failed write, or a request to stop.
    func end() {
        disk.kill()
        endProcess()
        if restartsByItself { agenda.add(.kioskStarts, at: now.sinceBoot + World.processRestart) }
    }

    private func endProcess() {
        kiosk = nil
        journalFile = nil
        kioskDeadline = nil
        inbox = []
        followUps = []
        deathOnDisk = nil
        agenda.removeAll { item in
            switch item {
            case .answerArrives, .clientGivesUp, .kioskStarts, .heartbeat: true
            case .requestArrives, .hubStarts, .hubTidies, .fault, .heal: false
            }
        }
        hub.forgetExchanges()
        (witnessed, headsShown, lastHeadShown) = (0, 0, nil)
        scanner.replaceMachine(with: SteadyPresence(HIDPOSScannerStateMachine()))
        acceptor.replaceMachine(with: SteadyPresence(CCNETStateMachine()))
        printer.replaceMachine(with: SteadyPresence(ESCPOSStateMachine()))
        terminal.replaceMachine(with: SteadyPresence(World.terminalDriver))
        if resident != nil {
            tell("the resident leaves")
            resident?.leave()
        }
    }
}

// MARK: - Hearing and doing

extension World {
    func hear(_ event: KioskEvent) {
        guard !diesHere(), kiosk != nil else { return }
        digest.add(event, at: now)
        tell(event.words)
        gate.hasRoom = hasReserve && disk.capacity > World.leastForAVisit
        if !gate.hasRoom, let screen, !gate.admits(event, on: screen) { return }
        guard let actions = kiosk?.received(event, at: kioskNow) else { return }
        for action in bugged(actions) {
            if diesHere() { return }
            guard perform(action) else { return afterHearing() }
            count()
        }
        afterHearing()
    }

    private func afterHearing() {
        guard let machine = kiosk else {
            kioskDeadline = nil
            return
        }
        kioskDeadline = machine.nextDeadline.map { $0.sinceBoot + bootedAt }
        let screen = machine.view(at: kioskNow).screen
        if screens.last != screen {
            screens.append(screen)
            coverage.count(screen)
            tell("the screen shows: \(screen.words)")
        }
        count()
        if case .attract = screen { tidy() }
    }

    /// What must be free for a visit to begin (`DiskReserve`), beside what is used; the disk is never near it otherwise.
    static let leastForAVisit = 64 << 20

    /// Counts a step; true when the process died just before it.
    func diesHere() -> Bool {
        steps += 1
        if let secondStart, now.sinceBoot - secondStart.at < .seconds(10) { recoverySteps = steps - secondStart.steps }
        if let index = pendingDeaths.firstIndex(where: { $0.step <= steps }) {
            die(pendingDeaths.remove(at: index).death)
            return true
        }
        guard killBefore == steps else { return kiosk == nil }
        kill()
        return true
    }

    /// The process dies before the `count`th step from now, counting from 1.
    package func dieBefore(step count: Int, _ death: Death) {
        pendingDeaths.append(PendingDeath(step: steps + count, death: death))
    }

    /// The process dies before the `count`th call from now that changes the kiosk's disk.
    package func dieBefore(change count: Int, _ death: Death) {
        deathOnDisk = death
        disk.dieBefore(change: count)
    }

    /// Whether a death that waited for its write has come; then the process dies.
    func kioskDiedOnDisk() -> Bool {
        guard disk.isDead else { return false }
        die(deathOnDisk ?? .process)
        return true
    }

    /// False when what follows must not be done.
    func perform(_ action: KioskAction) -> Bool {
        digest.add(action)
        switch action {
        case .record(let facts): return record(facts)
        case .noteAcceptor(let command):
            tell("to the acceptor: \(command.words)")
            acceptor.advance(to: now)
            acceptor.command(command)
        case .terminal(let command):
            tell("to the terminal: \(command.words)")
            terminal.advance(to: now)
            terminal.command(command)
        case .printSlip(let payment, let job, let isCopy): printSlip(payment, job, isCopy)
        case .hub(let request): ask(request)
        case .supplyIdentities(let count):
            followUps.append(.identitiesSupplied((0..<count).map { _ in freshIdentity() }))
        case .stop(let reason):
            tell("kioskd ends: \(reason.rawValue)")
            end()
            return false
        }
        return true
    }

    private func printSlip(_ payment: PaymentID, _ job: PrintJobID, _ isCopy: Bool) {
        let bytes = kiosk?.ledger[payment].map { site.slip($0, isCopy) } ?? []
        guard !bytes.isEmpty else {
            followUps.append(.printerReported(.failed(job, .ready)))
            return
        }
        tell("to the printer: the slip of \(payment)\(isCopy ? ", a copy" : "")")
        printer.advance(to: now)
        printer.command(.print(job, bytes))
    }

    private func freshIdentity() -> FreshIdentity {
        identitiesMade += 1
        let number = identitiesMade
        return FreshIdentity(
            payment: PaymentID("01930000-0000-7000-8000-" + number.padded(to: 12)),
            claimCode: ClaimCode(random: (0..<11).map { UInt8((number >> ($0 * 5)) & 31) }))
    }

    /// Says something to the kiosk from outside its devices: a touch, a technician's request to stop.
    package func say(_ event: KioskEvent) {
        inbox.append(event)
        settle()
    }
}
