import KioskCore
import KioskJournal
import SimulatedDisk

/// The journal on the simulated disk, and the model's own reading of it.
extension World {
    /// The fold with which the kiosk starts; nil when the journal does not open.
    func openJournal() -> Ledger? {
        do {
            restoreOldImageIfBugged()
            let mount = try disk.mounted()
            let boot = BootID("simulated-\(boots)")
            let file = try Journal(
                path: SimulatedSite.journalPath, in: SimulatedPlace(mount: mount), kiosk: settings.kiosk, boot: boot)
            let ledger = try file.ledgerHere()
            try readBack(mount)
            journalFile = file
            return bugged(ledger)
        } catch {
            startFailure = "\(error)"
            return nil
        }
    }

    /// Law I4: what the kiosk was told is durable is still there, unchanged and in order.
    private func readBack(_ mount: DiskMount) throws {
        let audit = try JournalAudit(at: mount.databasePath(SimulatedSite.journalPath))
        let found = audit.entries
        if let breach = audit.breach(acknowledged: journal) { laws.broken(breach) }
        let unacknowledged = found.count - min(found.count, journal.count)
        if unacknowledged > 0 { tell("\(unacknowledged) entries came through that nobody was told of") }
        laws.refold(found)
        journal = found
    }

    /// Writes facts; false when what follows must not be done.
    func record(_ facts: [JournalFact]) -> Bool {
        for fact in facts { tell("to be written: \(fact.words)") }
        if write(facts) { return true }
        if kiosk == nil || kioskDiedOnDisk() { return false }
        coverage.count(.failedAppend)
        tell("the write fails")
        if bug == .failedAppendIgnored { return true }
        recordFailed()
        return false
    }

    private func write(_ facts: [JournalFact]) -> Bool {
        guard !journalFails else { return false }
        keepForNeverSynced()
        do {
            try append(facts)
            return true
        } catch {
            guard makesRoom(error) else { return false }
            tell("the disk is full: the reserve is freed")
            return (try? append(facts)) != nil
        }
    }

    private func append(_ facts: [JournalFact]) throws {
        guard let journalFile else { return }
        let entries = try journalFile.appendHere(facts, at: kioskNow)
        journal += entries
        laws.durable(entries)
    }

    /// The room that the runtime keeps for the payment under way (`DiskReserve`), given back once.
    private func makesRoom(_ error: any Error) -> Bool {
        let full: Int32 = 13
        guard hasReserve, let error = error as? JournalError, let code = error.sqliteCode, code & 0xFF == full else {
            return false
        }
        hasReserve = false
        disk.capacity = disk.image.files.values.reduce(0) { $0 + $1.count } + World.reserve
        return true
    }

    static let reserve = 4 << 20

    /// What the engine does while nobody stands at the kiosk.
    func tidy() {
        guard let journalFile, journalFile.isTidyDue, let ledger = kiosk?.ledger else { return }
        do {
            try journalFile.tidyHere(ledger)
        } catch {
            if kioskDiedOnDisk() { return }
            recordFailed()
        }
    }

    /// The devices are put to rest without a word in the journal; then the process ends, as the engine does it.
    private func recordFailed() {
        guard let actions = kiosk?.received(.recordFailed, at: kioskNow) else { return }
        for action in actions {
            switch action {
            case .record, .stop: break
            case .noteAcceptor, .terminal, .printSlip, .hub, .supplyIdentities: _ = perform(action)
            }
        }
        if let machine = kiosk { screens.append(machine.view(at: kioskNow).screen) }
        end()
    }
}
