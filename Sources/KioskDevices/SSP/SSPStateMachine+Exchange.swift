import KioskCore

/// The question on the line and its answer.
extension SSPStateMachine {
    mutating func askNext(_ now: KioskInstant) {
        if var lost = unanswered, !session.isSynced, session.againAt.map({ now >= $0 }) ?? true {
            lost.timesSent = 1
            lost.deadline = now.advanced(by: profile.responseDeadline)
            exchange = lost
            send(lost)
        } else if let request = nextRequest(now) {
            ask(request, now)
        }
    }

    private mutating func ask(_ request: SSPRequest, _ now: KioskInstant) {
        // After SYNC, whatever its flag was, the next packet has the flag 0.
        let flag = request == .sync ? session.syncFlag : nextFlag
        let asked = Exchange(
            request: request, flag: flag, firstSentAt: now, timesSent: 1,
            deadline: now.advanced(by: profile.responseDeadline))
        exchange = asked
        if request.isPoll {
            nextPollAt = now.advanced(by: profile.pollInterval)
            if note?.isHeld == true { note?.leftAt = now }
        }
        send(asked)
    }

    private mutating func send(_ asked: Exchange) {
        outputs.append(.send(SSPCodec.frame(SSPPacket(flag: asked.flag, data: asked.request.data))))
    }

    /// What is to be asked now, or nil for nothing before `nextPollAt`.
    private func nextRequest(_ now: KioskInstant) -> SSPRequest? {
        if let againAt = session.againAt, now < againAt { return nil }
        if let request = nextSetupRequest { return request }
        if awaitsEventAck, told.isEmpty, unvaluedChannel == nil { return .eventAck }
        // A note that came into the hands of the device since then goes first.
        if resetIsDue, note?.isHeld != true, found == nil, told.isEmpty { return .reset }
        if rejectCodeIsDue { return .lastRejectCode }
        if let found, found.leftAt == nil {
            if now >= found.rejectAt { return .reject }
            return now >= found.holdAt ? .hold : nil
        }
        if let note, note.isHeld { return escrowRequest(note, now) }
        return nextSetting(now) ?? (nextPollAt.map { now >= $0 } ?? true ? pollRequest : nil)
    }

    private var pollRequest: SSPRequest { session.pollsWithAck ?? true ? .pollWithAck : .poll }

    private var nextSetupRequest: SSPRequest? {
        if !session.isSynced { return .sync }
        if session.version == nil { return .hostProtocolVersion(session.nextVersion) }
        if !session.isSetUp { return .setup }
        if session.serial == nil { return .serialNumber }
        if !session.isIdentified { return .firmwareVersion }
        return session.isProbed ? nil : .hold
    }

    /// A note lies in escrow. A poll would accept it, so nothing else but the decision polls.
    private func escrowRequest(_ note: EscrowedNote, _ now: KioskInstant) -> SSPRequest? {
        if let choice = note.decision.dueChoice(now) { return choice == .stack ? pollRequest : .reject }
        return note.decision.isHoldDue(now) ? .hold : nil
    }

    private func nextSetting(_ now: KioskInstant) -> SSPRequest? {
        guard session.hasPolled, wish.mayInsist(now) else { return nil }
        let target = target
        if target.isEmpty { return isEnabled == false ? nil : .disable }
        guard powerUp == nil, condition.cashBox == .inPlace, activity.fault == nil, !activity.isInitialising else {
            return nil
        }
        if applied != target { return .setInhibits(target) }
        return isEnabled == true ? nil : .enable
    }

    // MARK: Answers

    mutating func heard(_ bytes: [UInt8], _ now: KioskInstant) {
        // A damaged answer is asked for again when its time is up, as the manual has it.
        for case .packet(let packet) in codec.received(bytes) {
            // What comes while nothing is asked, or with another flag, answers an earlier question. An echo of the
            // question itself is no answer of the protocol.
            guard let asked = exchange, packet.flag == asked.flag, packet.address == SSPCodec.validatorAddress,
                let answer = SSPAnswer(packet.data)
            else { continue }
            exchange = nil
            if unanswered != nil {
                lateAnswered(asked, answer)
            } else {
                nextFlag = asked.request == .sync ? false : !asked.flag
                answered(asked, answer, now)
            }
        }
    }

    /// Kept until it is known whether the device is still the same.
    private mutating func lateAnswered(_ asked: Exchange, _ answer: SSPAnswer) {
        unanswered = nil
        guard case .ok(let data) = answer else { return }
        lateAnswer = LateAnswer(data: data, withAck: asked.request == .pollWithAck, askedAt: asked.firstSentAt)
    }

    private mutating func answered(_ asked: Exchange, _ answer: SSPAnswer, _ now: KioskInstant) {
        let request = asked.request
        if answer == .refused(.keyNotSet), request != .pollWithAck, request != .eventAck {
            setupFailed(
                "The note acceptor demands the encrypted protocol (eSSP): switch its encryption off in its options.",
                now)
            return
        }
        switch request {
        case .sync, .hostProtocolVersion, .setup, .serialNumber, .firmwareVersion: setUp(request, answer, now)
        case .poll, .pollWithAck: answeredPoll(asked, answer, now)
        case .eventAck:
            awaitsEventAck = false
            if case .ok = answer { repeatedAnswer = nil }
            nextPollAt = now
        case .lastRejectCode: answeredRejectCode(answer)
        case .hold: answeredHold(answer, now)
        case .reject: answeredReject(answer, now)
        case .setInhibits(let channels): setting(isTaken: answer == .ok([]), now) { $0.applied = channels }
        case .enable:
            setting(isTaken: answer == .ok([]), now) {
                $0.isEnabled = true
                $0.enabledAt = now
            }
        case .disable:
            setting(isTaken: answer == .ok([]), now) {
                $0.isEnabled = false
                $0.activity.quietPolls = 0
            }
        case .reset: beginSession(againAt: now.advanced(by: profile.setupInterval))
        }
    }

    private mutating func answeredPoll(_ asked: Exchange, _ answer: SSPAnswer, _ now: KioskInstant) {
        let withAck = asked.request == .pollWithAck
        switch answer {
        case .ok(let data):
            session.refusals = 0
            if withAck { session.pollsWithAck = true }
            polled(data, withAck: withAck, askedAt: asked.firstSentAt, now)
        case .refused(let response):
            if withAck, session.pollsWithAck == nil {
                session.pollsWithAck = false
                nextPollAt = now
                return
            }
            session.refusals += 1
            guard session.refusals >= profile.sendsBeforeAbsent else { return }
            let text = "The note acceptor refuses to be polled (\(response)): switch it off and on."
            tell(condition.presenceBecame(.faulty(text)))
        }
    }

    private mutating func setting(isTaken: Bool, _ now: KioskInstant, _ take: (inout Self) -> Void) {
        if isTaken {
            take(&self)
        } else {
            wish.wait(until: now.advanced(by: profile.settingsPatience))
        }
    }

    // MARK: No answer

    mutating func expire(_ now: KioskInstant) {
        guard var asked = exchange, now >= asked.deadline else { return }
        codec.reset()
        if asked.timesSent >= profile.sendsBeforeAbsent { tell(condition.presenceBecame(.absent)) }
        guard asked.timesSent <= profile.retryLimit else { return giveUp(asked, now) }
        asked.timesSent += 1
        asked.deadline = now.advanced(by: profile.responseDeadline)
        exchange = asked
        send(asked)
    }

    /// "After twenty retries, the master will assume that the slave has crashed" (GA138, section Transport Layer).
    private mutating func giveUp(_ asked: Exchange, _ now: KioskInstant) {
        exchange = nil
        unanswered = asked.request.isPoll ? asked : nil
        identification = nil
        awaitsEventAck = false
        beginSession(againAt: now.advanced(by: profile.setupInterval))
        tell(condition.presenceBecame(.absent))
    }
}
