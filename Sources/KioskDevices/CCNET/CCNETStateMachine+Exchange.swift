import KioskCore

/// The question on the line and its answer.
extension CCNETStateMachine {
    mutating func ask(_ request: CCNETRequest, _ now: KioskInstant) {
        exchange = OpenQuestion(request, answerBy: now.advanced(by: profile.responseDeadline))
        if request == .poll { nextPollAt = now.advanced(by: profile.pollInterval) }
        send(request.payload)
    }

    mutating func send(_ payload: [UInt8]) { outputs.append(.send(CCNETCodec.frame(payload))) }

    mutating func heard(_ bytes: [UInt8], _ now: KioskInstant) {
        for event in codec.received(bytes) {
            // What comes while nothing is asked answers a question that was given up.
            guard let exchange else { continue }
            switch event {
            case .corrupt: repeatExchange(.refusingIt, now)
            case .message([CCNETCommand.refuse.rawValue]): repeatExchange(.wasRefused, now)
            case .message(let payload): answered(exchange.request, payload, now)
            }
        }
    }

    /// An answer that does not fit the question is left alone: the deadline asks again.
    private mutating func answered(_ request: CCNETRequest, _ payload: [UInt8], _ now: KioskInstant) {
        let isIllegal = payload == [CCNETCommand.illegal]
        switch request {
        case .poll:
            guard let status = CCNETStatus(payload) else { return }
            exchange = nil
            polled(status, now)
        case .billTable:
            if let table = CCNETBillTable(payload) {
                setup.bills.told(table)
                sendAcknowledge()
            } else if isIllegal {
                tableWasRefused()
            } else {
                return
            }
            exchange = nil
            nextPollAt = now
        case .identification:
            if let identification = CCNETIdentification.read(payload) {
                sendAcknowledge()
                identified(as: identification)
            } else if isIllegal {
                identificationWasRefused()
            } else {
                return
            }
            exchange = nil
        case .security, .reset, .stack, .returnBill, .hold, .enable:
            let isAccepted = payload == [CCNETCommand.acknowledge.rawValue]
            guard isAccepted || isIllegal else { return }
            exchange = nil
            commanded(request, isAccepted: isAccepted, now)
        }
    }

    /// A command was accepted, or is not allowed now. Either way the polls that follow tell what the device does.
    private mutating func commanded(_ request: CCNETRequest, isAccepted: Bool, _ now: KioskInstant) {
        switch request {
        case .poll, .billTable, .identification: break
        case .security: setup.isSecured = true
        case .reset:
            powerUp?.heard(again: now.advanced(by: profile.resetPatience))
            resetIsWanted = false
            applied = nil
        case .hold: note?.decision.held(again: now.advanced(by: profile.holdInterval))
        case .stack, .returnBill: note?.decision.choiceHeard(again: now.advanced(by: profile.decisionPatience))
        case .enable(let types):
            applied = isAccepted ? types : nil
            wish.wait(until: now.advanced(by: profile.settingsPatience))
        }
    }

    /// What another device said its bill types are worth is not this one's word.
    private mutating func identified(as new: DeviceIdentification) {
        setup.isIdentified = true
        if let identification, identification != new { setup.bills.isOfAnother(known: profile.knownBillTable) }
        identification = new
        tell([.identified(new)])
    }

    /// At rest it has nothing else to do: then it says nothing of itself at all, and that is told, too.
    private mutating func identificationWasRefused() {
        if status?.isAtRest == true {
            identified(as: DeviceIdentification())
        } else {
            setup.identificationRefusedWhileBusy = true
        }
    }

    private mutating func tableWasRefused() {
        let isAtRest = status?.isAtRest == true
        setup.bills.refused(atRest: isAtRest)
        guard isAtRest, setup.bills.table == nil else { return }
        tell(
            condition.presenceBecame(
                .faulty("The note acceptor does not tell its bill types: give its bill table in the profile.")))
    }

    func acknowledgeFrame() -> [UInt8] { CCNETCodec.frame([CCNETCommand.acknowledge.rawValue]) }

    mutating func sendAcknowledge() { outputs.append(.send(acknowledgeFrame())) }

    mutating func expire(_ now: KioskInstant) {
        guard let exchange, now >= exchange.deadline else { return }
        codec.reset()
        repeatExchange(.noAnswer, now)
    }

    private enum Trouble { case noAnswer, wasRefused, refusingIt }

    /// Asks again, or gives the device up when it was asked often enough.
    private mutating func repeatExchange(_ trouble: Trouble, _ now: KioskInstant) {
        guard var current = exchange else { return }
        let limit = condition.presence == .absent ? 1 : profile.sendLimit
        guard current.repeats(atMost: limit, answerBy: now.advanced(by: profile.responseDeadline)) else {
            return giveUp(trouble, now)
        }
        exchange = current
        switch trouble {
        case .noAnswer, .wasRefused: send(current.request.payload)
        case .refusingIt: send([CCNETCommand.refuse.rawValue])
        }
    }

    private mutating func giveUp(_ trouble: Trouble, _ now: KioskInstant) {
        forgetDevice()
        nextPollAt = now.advanced(by: profile.absentPollInterval)
        let presence: DevicePresence =
            switch trouble {
            case .noAnswer: .absent
            case .wasRefused: .faulty("The note acceptor refuses every frame: check its line and its firmware.")
            case .refusingIt: .faulty("The note acceptor's frames arrive damaged: check its cable and earth.")
            }
        tell(condition.presenceBecame(presence))
    }
}
