import KioskCore
import KioskSimulator
import SimulatedDisk

/// What goes wrong, and how it heals.
extension World {
    /// Puts a fault of the script in its place.
    package func arm(_ trigger: Trigger, _ fault: Fault) {
        switch (trigger, fault) {
        case (.after(let milliseconds), _): agenda.add(.fault(fault), at: now.sinceBoot + .milliseconds(milliseconds))
        case (.step(let count), .kioskDies(let death)): dieBefore(step: count, death)
        case (.change(let count), .kioskDies(let death)): dieBefore(change: count, death)
        case (.change(let count), .hubDies(let death)):
            hubDeath = death
            hubDisk.dieBefore(change: count)
        case (.recoveryStep, .kioskDies), (.recoveryChange, .kioskDies): deathsInRecovery.append((trigger, fault))
        case (.step, _), (.change, _), (.recoveryStep, _), (.recoveryChange, _): strike(fault)
        }
    }

    package func strike(_ fault: Fault) {
        bringDevicesToNow()
        coverage.count(fault)
        tell("FAULT: \(fault)")
        switch fault {
        case .kioskDies(let death): if kiosk != nil { die(death) } else { coverage.count(.secondDeath) }
        case .hubDies(let death): killHub(death)
        case .kioskDisk(let trouble): spoil(disk, trouble, .kioskDisk)
        case .hubDisk(let trouble): spoil(hubDisk, trouble, .hubDisk)
        case .kioskDiskFull(let seconds):
            disk.capacity = 0
            heal(.kioskDisk, after: .seconds(seconds))
        case .kioskDiskReadOnly(let seconds):
            disk.isReadOnly = true
            heal(.kioskDisk, after: .seconds(seconds))
        case .line(let weather, let seconds):
            hub.weather = weather
            heal(.line, after: .seconds(seconds))
        case .requests(let faults): hub.script += faults.map(Optional.some)
        case .clock(let seconds): jumpClock(.seconds(seconds))
        case .acceptor(let trouble): spoilAcceptor(trouble)
        case .terminal(let trouble): spoilTerminal(trouble)
        case .printer(let trouble): spoilPrinter(trouble)
        case .unplugged(let name, let milliseconds):
            unplugged.insert(name)
            plug(name, false)
            heal(.plug(name), after: .milliseconds(milliseconds))
        case .garbled(let name, let count): disturb(name) { $0.damage(count) }
        case .lost(let name, let count): disturb(name) { $0.lose(count) }
        case .byteByByte(let name): disturb(name) { $0.cutSmall() }
        case .residentLeaves: resident?.leave()
        }
        settle()
    }

    package func jumpClock(_ jump: Duration) {
        wallOffset += jump
        move(to: now.sinceBoot)
    }

    private func spoil(_ disk: SimulatedDisk, _ trouble: DiskTrouble, _ healing: Healing) {
        disk.schedule(trouble.fault)
        heal(healing, after: .seconds(max(trouble.seconds, 60)))
    }

    func heal(_ healing: Healing, after time: Duration) { agenda.add(.heal(healing), at: now.sinceBoot + time) }

    private func spoilAcceptor(_ trouble: AcceptorTrouble) {
        laws.acceptorLostItsPower()
        switch trouble {
        case .jam:
            acceptor.hand(.jam)
            heal(.unjam, after: .seconds(60))
        case .cashBoxOut:
            acceptor.hand(.removeCashBox)
            heal(.cashBoxBack, after: .seconds(20))
        case .cashBoxFull:
            acceptor.hand(.fillCashBox)
            heal(.cashBoxEmptied, after: .seconds(30))
        case .cheat: acceptor.hand(.cheat)
        case .notePulled: acceptor.hand(.pullNote)
        case .diesWhileStacking:
            acceptor.hand(.dieMidStack)
            heal(.acceptorPower, after: .seconds(10))
        case .powerBlip: acceptor.powerCycle()
        case .garbledAnswers: acceptor.hand(.garbleAnswers(3))
        case .refusedCommands: acceptor.hand(.refuseCommands(3))
        case .ignoredCommands: acceptor.hand(.ignoreCommands(4))
        case .lostAnswers: acceptor.hand(.loseAnswers(4))
        }
    }

    private func spoilTerminal(_ trouble: TerminalTrouble) {
        switch trouble {
        case .silentNow: silence(.now)
        case .silentBeforeCapture: silence(.beforeCapture)
        case .silentAfterCapture: silence(.afterCapture)
        case .losesAnswers:
            terminal.hand(.loseAnswers(true))
            heal(.terminalHeard, after: .seconds(30))
        case .powerBlip: terminal.powerCycle()
        case .cancelPressed: terminal.hand(.pressCancel)
        }
    }

    private func silence(_ silence: PaymentTerminalSilence) {
        terminal.hand(.goSilent(silence))
        heal(.terminalWakes, after: .seconds(240))
    }

    private func spoilPrinter(_ trouble: PrinterTrouble) {
        switch trouble {
        case .paperOut:
            printer.hand(.takePaperOut)
            heal(.paper, after: .seconds(60))
        case .paperEndsSoon:
            printer.hand(.leavePaper(lines: 5))
            heal(.paper, after: .seconds(90))
        case .coverOpen:
            printer.hand(.openCover)
            heal(.cover, after: .seconds(30))
        case .cutterJam:
            printer.hand(.jamCutter)
            heal(.cutter, after: .seconds(60))
        case .off:
            printer.hand(.switchOff)
            heal(.printerOn, after: .seconds(15))
        }
    }
}

// MARK: - Healing

extension World {
    func happen(_ item: Agenda.Item) {
        switch item {
        case .requestArrives(let id): requestArrived(id)
        case .answerArrives(let id, let reply): answerArrived(id, reply)
        case .clientGivesUp(let id, let trouble): clientGaveUp(id, trouble)
        case .kioskStarts: start()
        case .hubStarts: startHubAgain()
        case .heartbeat: beat()
        case .hubTidies: tidyHub()
        case .fault(let fault): strike(fault)
        case .heal(let healing): mend(healing)
        }
    }

    private func mend(_ healing: Healing) {
        bringDevicesToNow()
        tell("mended: \(healing)")
        switch healing {
        case .kioskDisk: mendDisk(disk)
        case .hubDisk: mendDisk(hubDisk)
        case .line: hub.weather = .fair
        case .plug(let name):
            unplugged.remove(name)
            plug(name, true)
        case .unjam: acceptor.hand(.unjam)
        case .cashBoxBack: acceptor.hand(.returnCashBox(emptied: false))
        case .cashBoxEmptied:
            acceptor.hand(.removeCashBox)
            heal(.cashBoxBack, after: .seconds(5))
            acceptor.hand(.returnCashBox(emptied: true))
        case .acceptorPower: acceptor.powerCycle()
        case .terminalWakes: terminal.hand(.wakeUp)
        case .terminalHeard: terminal.hand(.loseAnswers(false))
        case .paper: printer.hand(.loadPaper)
        case .cover: printer.hand(.closeCover)
        case .cutter: printer.hand(.freeCutter)
        case .printerOn: printer.hand(.switchOn)
        }
    }

    private func mendDisk(_ disk: SimulatedDisk) {
        disk.mend()
        disk.capacity = World.diskCapacity
        if disk === self.disk { hasReserve = true }
    }

    static let diskCapacity = 1 << 30

    /// Everything is mended at once, and nothing more goes wrong.
    package func healEverything() {
        agenda.removeAll { item in
            switch item {
            case .fault: true
            case .requestArrives, .answerArrives, .clientGivesUp, .kioskStarts, .hubStarts, .heartbeat, .hubTidies,
                .heal:
                false
            }
        }
        pendingDeaths = []
        deathsInRecovery = []
        killBefore = nil
        hub.script = []
        hub.standing = nil
        for healing: Healing in [
            .kioskDisk, .hubDisk, .line, .unjam, .cashBoxBack, .terminalWakes, .terminalHeard, .paper, .cover, .cutter,
            .printerOn,
        ] { mend(healing) }
        for name in unplugged.sorted(by: { $0.rawValue < $1.rawValue }) { mend(.plug(name)) }
        if acceptor.device.mechanics.isDead { mend(.acceptorPower) }
        resident = nil
        if hub.process == nil { startHubAgain() }
        if kiosk == nil, !agenda.contains(where: { if case .kioskStarts = $0 { true } else { false } }) { start() }
        settle()
    }

    func plug(_ name: DeviceName, _ isIn: Bool) {
        if name == .acceptor { laws.acceptorLostItsPower() }
        disturb(name, isCounted: false) { isIn ? $0.plugIn() : $0.pullOut() }
    }

    /// Does something to the line of a device.
    private func disturb(_ name: DeviceName, isCounted: Bool = true, _ body: (inout any DeviceLine) -> Void) {
        func on<Line: DeviceLine>(_ line: inout Line) {
            var any: any DeviceLine = line
            body(&any)
            if let back = any as? Line { line = back }
        }
        if name == .acceptor, isCounted { laws.acceptorLostItsPower() }
        switch name {
        case .scanner: on(&scanner)
        case .acceptor: on(&acceptor)
        case .printer: on(&printer)
        case .terminal: on(&terminal)
        }
    }
}
