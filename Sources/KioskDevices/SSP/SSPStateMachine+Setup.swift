import KioskCore

/// What is learned of a device that came within reach, in the order in which it is asked.
extension SSPStateMachine {
    mutating func setUp(_ request: SSPRequest, _ answer: SSPAnswer, _ now: KioskInstant) {
        switch request {
        case .sync:
            if answer == .ok([]) {
                session.isSynced = true
            } else {
                // It took the packet for a repeated one and repeated its last answer: the other flag is a new packet.
                session.syncFlag.toggle()
                session.againAt = now.advanced(by: profile.pollInterval)
            }
        case .hostProtocolVersion(let version):
            if answer == .ok([]) {
                session.version = version
            } else if version > SSPProfile.lowestProtocolVersion {
                session.nextVersion = version - 1
            } else {
                setupFailed("The note acceptor's firmware knows no SSP of version 6: update its firmware.", now)
            }
        case .setup: setUpAnswered(answer, now)
        case .serialNumber:
            if case .ok(let bytes) = answer, bytes.count == 4 { session.serial = bytes } else { session.serial = [] }
        case .firmwareVersion:
            if case .ok(let bytes) = answer, let text = PrintableText.of(bytes) { session.firmware = text }
            setUpCompleted(now)
        case .poll, .pollWithAck, .eventAck, .reject, .hold, .enable, .disable, .lastRejectCode, .reset, .setInhibits:
            break
        }
    }

    private mutating func setUpAnswered(_ answer: SSPAnswer, _ now: KioskInstant) {
        guard case .ok(let data) = answer else {
            session.refusals += 1
            session.againAt = now.advanced(by: profile.setupInterval)
            if session.refusals >= profile.sendsBeforeAbsent {
                let text = "The note acceptor does not tell its channels: switch it off and on."
                tell(condition.presenceBecame(.faulty(text)))
            }
            return
        }
        guard let setup = SSPSetup(data) else {
            return setupFailed("The note acceptor's channels cannot be read: update its firmware and data set.", now)
        }
        guard setup.unitType == SSPSetup.validator else {
            return setupFailed(
                "The device is no plain validator but of unit type \(setup.unitType): this kiosk pays nothing out.",
                now)
        }
        guard setup.protocolVersion <= SSPProfile.highestProtocolVersion else {
            return setupFailed(
                "The note acceptor stays at SSP version \(setup.protocolVersion): the highest known is 8.", now)
        }
        session.refusals = 0
        session.isSetUp = true
        session.firmware = setup.firmware
        table = setup.table
    }

    /// Without its settings the device is not used; it is asked again and again, from the start.
    mutating func setupFailed(_ text: String, _ now: KioskInstant) {
        beginSession(againAt: now.advanced(by: profile.setupInterval))
        tell(condition.presenceBecame(.faulty(text)))
    }

    /// Who it is, is known now. GA138 wants the serial number asked after each gap, so that a device put in the place
    /// of another is found out: what the other one said is then not taken for this one's word.
    private mutating func setUpCompleted(_ now: KioskInstant) {
        session.isIdentified = true
        let isSame = serial == nil || serial == session.serial
        serial = session.serial
        if !isSame {
            note = nil
            lastCredit = nil
            hasSeenNote = false
            unvaluedChannel = nil
            lateAnswer = nil
            repeatedAnswer = nil
        }
        // Nothing in the protocol names the model; the firmware's name begins with it.
        let number = serial.flatMap { $0.isEmpty ? nil : $0.reduce(0) { $0 << 8 | UInt64($1) } }
        let new = DeviceIdentification(serial: number.map(String.init), firmware: session.firmware)
        if identification != new { tell([.identified(new)]) }
        identification = new
        if let channel = unvaluedChannel, let money = table?.money(ofChannel: channel) {
            unvaluedChannel = nil
            queue(.stacked(money))
        }
        if let late = lateAnswer {
            lateAnswer = nil
            polled(late.data, withAck: late.withAck, askedAt: late.askedAt, now)
        }
    }

    // MARK: Escrow

    /// With a note in escrow, HOLD is obeyed; without one, it cannot be processed.
    mutating func answeredHold(_ answer: SSPAnswer, _ now: KioskInstant) {
        let isThere = answer == .ok([])
        guard session.isProbed else {
            session.isProbed = true
            if isThere { foundNote(now) } else if note?.isHeld == true { note?.leftAt = now }
            return
        }
        let next = now.advanced(by: profile.holdInterval)
        if found != nil {
            found?.holdAt = next
            // It is gone by itself; the polls tell how.
            if !isThere { found?.leftAt = now }
        } else if note?.isHeld == true {
            note?.decision.held(again: next)
            if isThere { note?.lastSeenAt = now } else { note?.leftAt = now }
        }
    }

    /// Told again when it can only be the note that was told; otherwise nobody knows what it is worth.
    private mutating func foundNote(_ now: KioskInstant) {
        if let known = note, now < known.lastSeenAt.advanced(by: profile.sameNoteFor), powerUp == nil {
            note = newNote(known.channel, seenAt: now, now)
            tell(condition.presenceBecame(.ready))
            return
        }
        note = nil
        hasSeenNote = true
        found = FoundNote(
            rejectAt: now.advanced(by: profile.resetWait), holdAt: now.advanced(by: profile.holdInterval))
        queue(.poweredUp(note: .inAcceptor))
    }

    mutating func answeredReject(_ answer: SSPAnswer, _ now: KioskInstant) {
        // Refused means that no note is there any more. Either way the polls tell.
        if found != nil {
            found?.leftAt = now
        } else if note?.isHeld == true {
            note?.leftAt = now
        }
    }

    func newNote(_ channel: Int, seenAt: KioskInstant, _ now: KioskInstant) -> EscrowedNote {
        EscrowedNote(
            channel: channel, lastSeenAt: seenAt,
            decision: EscrowDecision(since: now, holdInterval: profile.holdInterval))
    }

    /// After everything that is to be told before it, so that the kiosk writes down one note at a time.
    mutating func reportEscrow(_ now: KioskInstant) {
        guard note?.isHeld == true, session.isProbed else { return }
        note?.decision.giveBack(ifOpenFor: profile.longestHold, now)
        guard let held = note, held.decision.choice == nil else { return }
        guard let money = table?.money(ofChannel: held.channel) else {
            // A note nobody can value is given back, whatever the kiosk would say.
            note?.decision.giveBack()
            return
        }
        guard held.decision.waitsForReport, told.isEmpty else { return }
        note?.decision.report()
        tell([.escrowed(money)])
    }
}
