import KioskCore

/// What the terminal says, and what follows when it does not.
extension ZVTStateMachine {
    mutating func heard(_ bytes: [UInt8], _ now: KioskInstant) {
        let received = link.received(bytes, at: now)
        if !received.toSend.isEmpty { outputs.append(.send(received.toSend)) }
        for message in received.messages { heard(message, now) }
    }

    private mutating func heard(_ message: ZVTMessage, _ now: KioskInstant) {
        if message.command.isAcknowledgement { return acknowledged(now) }
        if let code = message.command.refusal { return refused(code, now) }
        switch message.command {
        case .intermediateStatus, .statusInformation, .completion, .abort, .printLine, .printTextBlock:
            // Acknowledged also when it comes too late for the kiosk: the terminal would undo a charge whose
            // status information nobody takes, and the enquiry that follows a silence must find what is true.
            send(ZVTMessage(.acknowledged), now)
        default: return send(ZVTMessage(.refused(ZVTResultCode.functionNotPossible)), now)
        }
        guard let running = operation, running.isAcknowledged else { return }
        switch message.command {
        case .intermediateStatus: prompted(message.data.first, now)
        case .statusInformation:
            operation?.status = ZVTStatusInformation(message.data, currency: profile.currency)
            operation?.deadline = min(running.endsBy, now.advanced(by: profile.completion))
        case .completion: completed(running, now)
        case .abort: aborted(running, message.data.first ?? 0xFF, now)
        default: break
        }
    }

    private mutating func acknowledged(_ now: KioskInstant) {
        guard let running = operation, !running.isAcknowledged else { return }
        operation?.isAcknowledged = true
        operation?.deadline = running.endsBy
        if running.abort == .wanted { sendAbort(now) }
    }

    private mutating func prompted(_ status: UInt8?, _ now: KioskInstant) {
        guard let running = operation, let status else { return }
        if running.status != nil { operation?.deadline = min(running.endsBy, now.advanced(by: profile.completion)) }
        let prompt = ZVTResultCode.prompt(status)
        guard running.errand.isAuthorisation, running.prompt != prompt else { return }
        operation?.prompt = prompt
        report(.prompted(prompt))
    }

    /// The command was not begun. A refusal of anything else, an abort for example, changes nothing.
    private mutating func refused(_ code: UInt8, _ now: KioskInstant) {
        guard let running = operation, !running.isAcknowledged else { return }
        if code == ZVTResultCode.notRegistered { isRegistered = false }
        switch running.errand {
        case .register, .lookAlive: notRegistered(code, now)
        case .authorise:
            finish(now)
            report(.declined(.terminalTrouble))
        case .enquire, .baseline: enquiryFailed(running.errand, code, now)
        case .count: notCounted(now)
        case .reverse, .endOfDay: aborted(running, code, now)
        }
    }

    private mutating func completed(_ running: Operation, _ now: KioskInstant) {
        if running.errand == .register {
            isRegistered = true
            returnsBy = nil
        }
        finish(now)
        switch running.errand {
        case .register, .lookAlive: setPresence(.ready)
        case .authorise:
            guard let status = running.status, let code = status.resultCode else { return report(.silent) }
            guard code == ZVTResultCode.done else { return report(.declined(decline(code, running, now))) }
            // A charge whose amount is not told is unknown. One of another amount than asked is reported as it is:
            // the money has moved, and only the kiosk's books can set it right.
            knowsOfCharge = true
            report(status.capture.map(PaymentTerminalReport.approved) ?? .silent)
        case .enquire, .baseline: enquired(running, now)
        case .count: counted(running.status, now)
        case .reverse(let receipt, _):
            guard let code = running.status?.resultCode else { return report(.silent) }
            reversed(receipt, code)
        case .endOfDay:
            let total = running.status?.amount ?? running.status?.totals?.sum
            knowsOfCharge = false
            report(total.map { .dayEnded(total: $0) } ?? .silent)
        }
    }

    /// The answer to a question for the last transaction.
    private mutating func enquired(_ running: Operation, _ now: KioskInstant) {
        guard profile.repeatsReceipt else { return told(running.status, of: running.errand) }
        guard let status = running.status, let code = status.resultCode else { return report(.silent) }
        if status.totals != nil, code == ZVTResultCode.done {
            // The last thing it did was to end the day: what it charged before that, it tells no more.
            return report(running.errand == .baseline ? .baseline(lastReceiptNumber: nil) : .silent)
        }
        if status.isReversal || code != ZVTResultCode.done { return answer(running.errand, nil) }
        guard let capture = status.capture else { return report(.silent) }
        knowsOfCharge = true
        answer(running.errand, capture)
    }

    /// Of the last transaction, a question for the baseline wants the number alone.
    private mutating func answer(_ errand: Errand, _ capture: CardCapture?) {
        report(errand == .baseline ? .baseline(lastReceiptNumber: capture?.terminalReceiptNumber) : .last(capture))
    }

    /// The terminal ended what it had begun (06 1E).
    private mutating func aborted(_ running: Operation, _ code: UInt8, _ now: KioskInstant) {
        switch running.errand {
        case .register, .lookAlive: notRegistered(code, now)
        case .authorise:
            finish(now)
            // First "charged", then "aborted": which of the two holds, only an enquiry tells.
            if running.status?.resultCode == ZVTResultCode.done { return report(.silent) }
            report(.declined(decline(code, running, now)))
        case .enquire, .baseline: enquiryFailed(running.errand, code, now)
        case .count: notCounted(now)
        case .reverse(let receipt, _):
            finish(now)
            reversed(receipt, code)
        case .endOfDay:
            finish(now)
            report(.silent)
        }
    }

    private mutating func notRegistered(_ code: UInt8, _ now: KioskInstant) {
        isRegistered = false
        finish(now, attemptAgainIn: profile.registerAgain)
        setPresence(.faulty("The payment terminal refuses to work: \(ZVTResultCode.text(code))."))
        // It may still be at a charge from before the line broke, which nobody waits for any more.
        if code == ZVTResultCode.pleaseWait { endForgottenCharge(now) }
    }

    private func decline(_ code: UInt8, _ running: Operation, _ now: KioskInstant) -> CardDecline {
        let hasWaited = running.abort == .notWanted && now >= running.since.advanced(by: profile.noCard)
        let sawNoCard = running.prompt == nil || running.prompt == .insertCard
        if code == ZVTResultCode.cancelledOrTimedOut, hasWaited, sawNoCard { return .noCard }
        return ZVTResultCode.decline(code)
    }

    /// What was reversed before is reversed: the answer to the first attempt was lost.
    private mutating func reversed(_ receipt: Int, _ code: UInt8) {
        switch code {
        case ZVTResultCode.done, ZVTResultCode.alreadyReversed:
            knowsOfCharge = false
            report(.reversed(terminalReceiptNumber: receipt))
        default:
            let why = "The terminal says \(ZVTResultCode.text(code))."
            report(.reversalFailed(terminalReceiptNumber: receipt, why))
        }
    }

    private mutating func enquiryFailed(_ errand: Errand, _ code: UInt8, _ now: KioskInstant) {
        let until = enquiryUntil ?? now
        finish(now)
        if profile.repeatsReceipt, profile.codesForNone.contains(code) {
            // It has charged before our eyes: it cannot repeat what it did, which is not to say that it did nothing.
            return knowsOfCharge ? report(.silent) : answer(errand, nil)
        }
        let mayAskAgain = [ZVTResultCode.pleaseWait, ZVTResultCode.notReady, ZVTResultCode.notRegistered].contains(code)
        guard mayAskAgain, now < until else { return report(.silent) }
        queue.insert(Waiting(errand: errand, until: until), at: 0)
        guard code != ZVTResultCode.notRegistered else { return }
        // It is still at the charge that was given up: that ends before the question is asked again.
        endForgottenCharge(now)
        isBusyElsewhere = true
        nextAttemptAt = now.advanced(by: profile.askAgain)
    }

    mutating func finish(_ now: KioskInstant, attemptAgainIn delay: Duration? = nil) {
        operation = nil
        nextAttemptAt = now.advanced(by: delay ?? (isRegistered ? profile.heartbeat : .zero))
    }

    // MARK: Silence

    mutating func expire(_ now: KioskInstant) {
        let again = link.deadlineReached(at: now)
        if !again.isEmpty { outputs.append(.send(again)) }
        giveUpLate(now)
        guard let running = operation, now >= running.deadline else { return }
        // Half a message that never came whole must not swallow the next one.
        link.reset()
        // A charge that may still be going on is to end now: the kiosk waits for it no longer.
        if running.errand.isAuthorisation { endForgottenCharge(now) }
        terminalLost(running, now)
        finish(now, attemptAgainIn: profile.registerAgain)
    }

    private mutating func giveUpLate(_ now: KioskInstant) {
        for late in queue where now >= late.until { giveUp(late.errand) }
        queue.removeAll { now >= $0.until }
    }

    /// The terminal came back: what waited for it is given the time of a registration.
    mutating func lineIsBack(_ now: KioskInstant) {
        let until = now.advanced(by: profile.authorisationPatience)
        queue = queue.map { $0.errand.isAuthorisation ? Waiting(errand: $0.errand, until: until) : $0 }
    }

    mutating func lineLost(_ now: KioskInstant) {
        if isRegistered { returnsBy = now.advanced(by: profile.longestReturn) }
        isConnected = false
        isRegistered = false
        nextAttemptAt = nil
        link.reset()
        // Nothing was sent of those that wait. They wait on, but no longer than the terminal may be away.
        let until = returnsBy ?? now
        queue = queue.map { $0.errand.isAuthorisation ? Waiting(errand: $0.errand, until: min($0.until, until)) : $0 }
        giveUpLate(now)
        if let running = operation { terminalLost(running, now) } else { setPresence(.absent) }
        operation = nil
    }

    /// In the middle of something the terminal, or the line, is gone.
    private mutating func terminalLost(_ running: Operation, _ now: KioskInstant) {
        isRegistered = false
        setPresence(.absent)
        switch running.errand {
        case .register, .lookAlive: break
        case .count:
            // Behind a blip it is asked for again.
            if isConnected { notCounted(now) }
        case .authorise:
            if let code = running.status?.resultCode, code != ZVTResultCode.done {
                // It has already said that it did not charge.
                report(.declined(decline(code, running, now)))
            } else {
                report(.silent)
            }
        case .enquire, .baseline:
            if let until = enquiryUntil, now < until, !isConnected {
                queue.insert(Waiting(errand: running.errand, until: until), at: 0)
            } else {
                report(.silent)
            }
        case .reverse, .endOfDay: report(.silent)
        }
    }
}
