import KioskCore

/// The question on the line and its answer.
extension ID003StateMachine {
    mutating func ask(_ request: ID003Request, _ now: KioskInstant) {
        exchange = OpenQuestion(request, answerBy: now.advanced(by: profile.responseDeadline))
        if request == .status { nextPollAt = now.advanced(by: profile.pollInterval) }
        // Counted from the first bit that may have gone out: the device may obey a command whose answer is lost.
        if request == .stack { note?.mayBeStacked = true }
        send(request.payload)
    }

    mutating func send(_ payload: [UInt8]) { outputs.append(.send(ID003Codec.frame(payload))) }

    /// Is answered by nothing; the next status tells whether it arrived.
    mutating func sendAcknowledge() { send([ID003Command.acknowledge.rawValue]) }

    mutating func heard(_ bytes: [UInt8], _ now: KioskInstant) {
        for event in codec.received(bytes) {
            // What comes while nothing is asked answers a question that was given up.
            guard let exchange else { continue }
            switch event {
            case .corrupt: repeatExchange(.damaged, now)
            case .message([ID003Command.communicationError]): repeatExchange(.notUnderstood, now)
            case .message(let payload):
                // An answer that does not fit the question is left alone: the deadline asks again.
                guard let answer = exchange.request.answer(payload) else { continue }
                self.exchange = nil
                answered(exchange.request, answer, now)
            }
        }
    }

    private mutating func answered(_ request: ID003Request, _ answer: ID003Request.Answer, _ now: KioskInstant) {
        switch answer {
        case .status(let status): polled(status, now)
        case .told(let bytes): learned(request, bytes, now)
        case .accepted: commanded(request, isAccepted: true, now)
        case .refused: commanded(request, isAccepted: false, now)
        }
    }

    private mutating func learned(_ request: ID003Request, _ bytes: [UInt8], _ now: KioskInstant) {
        switch request {
        case .denominations:
            guard let table = ID003DenominationTable(bytes, currencies: profile.currencies) else {
                return tableWasRefused()
            }
            setup.notes.told(table)
            nextPollAt = now
        case .version:
            (setup.identification.model, setup.identification.firmware) = ID003Version.read(bytes)
            answeredSetup(request)
        case .bootVersion:
            if let boot = PrintableText.of(bytes) {
                let firmware = setup.identification.firmware
                setup.identification.firmware = (firmware.map { $0 + ", " } ?? "") + "boot " + boot
            }
            answeredSetup(request)
        case .status, .reset, .stack, .returnNote, .hold, .polledMode, .security, .enable, .inhibit: break
        }
    }

    /// A command was accepted, or is not allowed now. Either way the polls that follow tell what the device does.
    private mutating func commanded(_ request: ID003Request, isAccepted: Bool, _ now: KioskInstant) {
        switch request {
        case .status: break
        case .denominations: tableWasRefused()
        case .version, .bootVersion, .polledMode, .security:
            if isAccepted || status?.isAtRest == true {
                answeredSetup(request)
            } else {
                setup.waitsForRest = true
            }
        case .reset:
            powerUp?.heard(again: now.advanced(by: profile.resetPatience))
            resetIsWanted = false
            forgetSettings()
        case .hold: note?.decision.held(again: now.advanced(by: profile.holdInterval))
        case .stack, .returnNote: note?.decision.choiceHeard(again: now.advanced(by: profile.decisionPatience))
        case .enable(let types):
            appliedTypes = isAccepted ? types : nil
            refusedSetting(isAccepted, now)
        case .inhibit(let isInhibited):
            appliedInhibit = isAccepted ? isInhibited : nil
            wish.wait(until: now.advanced(by: profile.settingsPatience))
            refusedSetting(isAccepted, now)
        }
    }

    private mutating func refusedSetting(_ isAccepted: Bool, _ now: KioskInstant) {
        guard !isAccepted else { return }
        wish.wait(until: now.advanced(by: profile.settingsPatience))
        if status == .initialising { setup.waitsForRest = true }
    }

    private mutating func answeredSetup(_ request: ID003Request) {
        setup.done.insert(request)
        guard !setup.isIdentified, setup.done.isSuperset(of: [.version, .bootVersion]) else { return }
        setup.isIdentified = true
        guard setup.identification != DeviceIdentification() else { return }
        tell([.identified(setup.identification)])
    }

    private mutating func tableWasRefused() {
        let isAtRest = status?.isAtRest == true
        setup.notes.refused(atRest: isAtRest)
        guard isAtRest, setup.notes.table == nil else { return }
        tell(
            condition.presenceBecame(
                .faulty("The note acceptor does not tell its denominations: give its table in the profile.")))
    }

    mutating func expire(_ now: KioskInstant) {
        guard let exchange, now >= exchange.deadline else { return }
        codec.reset()
        repeatExchange(.noAnswer, now)
    }

    private enum Trouble { case noAnswer, notUnderstood, damaged }

    /// Asks again, or gives the device up when it was asked often enough. Repeating is safe: a device that obeyed
    /// STACK, RETURN or HOLD has left escrow or holds the same note still, and a setting says the same twice.
    private mutating func repeatExchange(_ trouble: Trouble, _ now: KioskInstant) {
        guard var current = exchange else { return }
        let limit = condition.presence == .absent ? 1 : profile.sendLimit
        guard current.repeats(atMost: limit, answerBy: now.advanced(by: profile.responseDeadline)) else {
            return giveUp(trouble, now)
        }
        exchange = current
        send(current.request.payload)
    }

    private mutating func giveUp(_ trouble: Trouble, _ now: KioskInstant) {
        forgetDevice()
        nextPollAt = now.advanced(by: profile.absentPollInterval)
        let presence: DevicePresence =
            switch trouble {
            case .noAnswer: .absent
            case .notUnderstood: .faulty("The note acceptor understands no frame: check its line and its firmware.")
            case .damaged: .faulty("The note acceptor's frames arrive damaged: check its cable and earth.")
            }
        tell(condition.presenceBecame(presence))
    }
}

/// The answer to VERSION REQUEST, free text such as `I(CHN)-05-SS ID003-05V271-01 14JUL06 E3B5`: what stands before
/// the name of the interface is the model, from there on it is the firmware, its date and its check.
/// Source: ID03-001E rev. 05, section 6-7; the layout of the text is the maker's habit, so nothing depends on it.
package enum ID003Version {
    package static func read(_ bytes: [UInt8]) -> (model: String?, firmware: String?) {
        guard let text = PrintableText.of(bytes) else { return (nil, nil) }
        let words = text.split(separator: " ")
        let interface = words.firstIndex { $0.hasPrefix("ID003") || $0.hasPrefix("ID-003") } ?? min(1, words.count)
        return (joined(words[..<interface]), joined(words[interface...]))
    }

    private static func joined(_ words: ArraySlice<Substring>) -> String? {
        words.isEmpty ? nil : words.joined(separator: " ")
    }
}
