import KioskCore

// The conversation about status: one question at a time, because a reply does not say what it answers.
extension ESCPOSStateMachine {
    /// Sends the question that comes after these answers.
    mutating func ask(
        _ answers: [UInt8], at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        let question = ESCPOSStatusQuestion.allCases[answers.count]
        asking = .asked(answers, deadline: now.advanced(by: ESCPOSStateMachine.answerDeadline))
        outputs.append(.send(ESCPOSCommandBytes.askStatus(question)))
    }

    /// Begins a round of questions unless one is under way or bytes of a job are.
    mutating func askSoon(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        if case .sending = work { return }
        switch asking {
        case .nothing, .resting: ask([], at: now, &outputs)
        case .asked, .draining: break
        }
    }

    mutating func answered(
        _ byte: UInt8, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        guard case .asked(let before, _) = asking else { return }
        let answers = before + [byte]
        guard let status = ESCPOSStatusCodec.status(answers: answers) else {
            ask(answers, at: now, &outputs)
            return
        }
        asking = .resting(until: now.advanced(by: ESCPOSStateMachine.pollInterval))
        // After a silence it may have been switched off meanwhile, and have forgotten.
        if misses > 0 || owesAutomaticStatus { outputs.append(.send(ESCPOSCommandBytes.enableAutomaticStatus)) }
        owesAutomaticStatus = false
        misses = 0
        setPresence(.ready, &outputs)
        learned(status, at: now, &outputs)
        roundEnded(status, at: now, &outputs)
    }

    mutating func askingDeadline(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        switch asking {
        case .nothing: break
        case .resting(let until), .draining(let until):
            guard now >= until else { return }
            if case .sending = work {
                asking = .nothing
            } else {
                ask([], at: now, &outputs)
            }
        case .asked(_, let deadline):
            guard now >= deadline else { return }
            missed(at: now, &outputs)
        }
    }

    private mutating func missed(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        misses += 1
        parser.reset()
        if misses < ESCPOSStateMachine.missesBeforeSilent {
            asking = .draining(until: now.advanced(by: ESCPOSStateMachine.drainTime))
            return
        }
        // It stays so until it answers again; it is asked at the usual interval all the while.
        misses = ESCPOSStateMachine.missesBeforeSilent
        asking = .draining(until: now.advanced(by: ESCPOSStateMachine.pollInterval))
        setPresence(
            .faulty("The printer is connected and does not answer: check that it is switched on."), &outputs)
        failEverything(&outputs)
    }

    /// A status from either kind of reply.
    mutating func learned(
        _ new: PrinterStatus, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        setStatus(new, &outputs)
        if new.hasFault { fault(new, at: now, &outputs) }
    }
}
