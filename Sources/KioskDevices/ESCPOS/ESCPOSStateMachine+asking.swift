import KioskCore

// The conversation about status: one question at a time, because a reply does not say what it answers.
extension ESCPOSStateMachine {
    /// Sends the question that comes after these answers.
    mutating func ask(
        _ answers: [UInt8], at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        guard capabilities.answersStatus else {
            asking = .askedPort(deadline: now.advanced(by: ESCPOSStateMachine.portDeadline))
            outputs.append(.askPortStatus)
            return
        }
        let question = ESCPOSStatusQuestion.allCases[answers.count]
        asking = .asked(answers, deadline: now.advanced(by: ESCPOSStateMachine.answerDeadline))
        outputs.append(.send(ESCPOSCommandBytes.askStatus(question)))
    }

    /// Lets the printer speak of changes by itself.
    func askForChanges(_ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard capabilities.answersStatus else { return }
        outputs.append(.send(ESCPOSCommandBytes.enableAutomaticStatus))
    }

    /// Begins a round of questions unless one is under way or bytes of a job are.
    mutating func askSoon(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        if case .sending = work { return }
        switch asking {
        case .nothing, .resting: ask([], at: now, &outputs)
        case .asked, .askedPort, .draining: break
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
        // After a silence it may have been switched off meanwhile, and have forgotten.
        if misses > 0 || owesAutomaticStatus { askForChanges(&outputs) }
        owesAutomaticStatus = false
        known(status, at: now, &outputs)
    }

    /// A whole round of questions is answered.
    private mutating func known(
        _ status: PrinterStatus, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        asking = .resting(until: now.advanced(by: ESCPOSStateMachine.pollInterval))
        misses = 0
        silentStatus = .noAnswer
        lastAnswerAt = now
        setPresence(.ready, &outputs)
        learned(status, at: now, &outputs)
        roundEnded(status, at: now, &outputs)
    }

    mutating func portAnswered(
        _ byte: UInt8?, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        if case .askedPort = asking {
            if let byte {
                hasPortStatus = true
                known(ESCPOSStatusCodec.status(port: byte), at: now, &outputs)
            } else if hasPortStatus {
                missed(at: now, &outputs)
            } else {
                // Neither the printer nor the line ever says anything: it is there, and that is all there is to know.
                known(.ready, at: now, &outputs)
            }
        } else if let byte, misses >= ESCPOSStateMachine.missesBeforeSilent {
            // It answers nothing over the line, as some firmware does without paper; the port knows why.
            silentStatus = ESCPOSStatusCodec.status(port: byte)
            silentStatus.isOnline = false
            setStatus(silentStatus, &outputs)
        }
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
        case .asked(_, let deadline), .askedPort(let deadline):
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
        if capabilities.answersStatus { outputs.append(.askPortStatus) }
    }

    /// A status from either kind of reply.
    mutating func learned(
        _ new: PrinterStatus, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        setStatus(new, &outputs)
        if new.hasFault { fault(new, at: now, &outputs) }
    }
}
