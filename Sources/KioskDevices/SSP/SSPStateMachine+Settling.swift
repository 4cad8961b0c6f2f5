import KioskCore

/// What follows from a poll once its events are told: presence, cash box, and whether the device is at rest.
extension SSPStateMachine {
    mutating func settle(_ list: SSPEventList, _ now: KioskInstant) {
        let isQuiet = !list.events.contains { $0.isMotion } && list.unreadable == nil
        condition.quietPolls = isQuiet ? condition.quietPolls + 1 : 0
        condition.isInitialising = list.events.contains(.initialising)
        if isQuiet { forgetLostNotes(now) } else { noteMoves(now) }
        settlePowerUp(now)
        if condition.cashBoxIsDoubted, isQuiet, powerUp == nil {
            condition.cashBoxIsDoubted = false
            if !list.events.contains(.cashBoxRemoved), !list.events.contains(.stackerFull) { cashBoxIs(.inPlace) }
        }
        // The kiosk hears of a power-up before it hears of a device that is ready.
        tellNext(now)
        settlePresence(list)
        settleSettings()
    }

    private mutating func noteMoves(_ now: KioskInstant) {
        if note?.leftAt != nil { note?.leftAt = now }
        if found?.leftAt != nil { found?.leftAt = now }
    }

    /// A note that left and of which nothing more is heard is lost from sight; the kiosk learns it by `disabled`.
    private mutating func forgetLostNotes(_ now: KioskInstant) {
        if let left = note?.leftAt, now >= left.advanced(by: profile.endPatience) { note = nil }
        if let left = found?.leftAt, now >= left.advanced(by: profile.endPatience) { found = nil }
    }

    private mutating func settlePowerUp(_ now: KioskInstant) {
        guard let starting = powerUp else { return }
        if condition.quietPolls == 0, now < starting.since.advanced(by: profile.longestPowerUp) {
            powerUp?.until = now.advanced(by: profile.powerUpPatience)
        } else if now >= starting.until, session.isProbed {
            powerUp = nil
            tell(.poweredUp(note: nil))
        }
    }

    private mutating func settlePresence(_ list: SSPEventList) {
        condition.fault = fault(list)
        if let fault = condition.fault {
            if list.events.contains(where: { $0 == .safeJam || $0 == .unsafeJam }), presence != .faulty(fault) {
                outputs.append(.report(.jammed))
            }
            setPresence(.faulty(fault))
        } else if session.isProbed, powerUp == nil, !condition.isInitialising {
            setPresence(.ready)
        }
    }

    private func fault(_ list: SSPEventList) -> String? {
        if told.count >= Self.longestQueue {
            return "The note acceptor tells of more notes than were put in: open the cash box and look."
        }
        if let channel = unvaluedChannel {
            return "A note of channel \(channel) was stacked, whose worth is not known: open the cash box and look."
        }
        if list.events.contains(.unsafeJam) { return "A note is jammed in the validator." }
        if list.events.contains(.safeJam) { return "A note is jammed in the cash box." }
        if list.events.contains(.notePathOpen) { return "The note path is open: close the validator's lid." }
        if let code = list.unreadable {
            let name = String(code, radix: 16, uppercase: true)
            return "The note acceptor tells of event \(name), which this program does not know: update its firmware."
        }
        if table?.isEmpty ?? true { return "The note acceptor knows no notes: load its data set." }
        return nil
    }

    private mutating func settleSettings() {
        let isAtRest =
            condition.quietPolls >= profile.pollsToRest && note == nil && found == nil && powerUp == nil
            && told.isEmpty && !awaitsEventAck && !rejectCodeIsDue
        let knowsNothingWanted = enabledIsDue && !wanted.isEmpty && target.isEmpty
        if isEnabled == false, isAtRest, disabledIsDue || knowsNothingWanted {
            disabledIsDue = false
            enabledIsDue = false
            outputs.append(.report(.disabled))
        } else if isEnabled == true, enabledIsDue, applied == target, condition.fault == nil {
            enabledIsDue = false
            outputs.append(.report(.enabled))
        }
    }

    // MARK: Cash box

    mutating func cashBoxIs(_ new: CashBox) {
        guard cashBox != new else { return }
        cashBox = new
        switch new {
        case .inPlace: outputs.append(.report(.cashBoxBack))
        case .removed: outputs.append(.report(.cashBoxRemoved))
        case .full: outputs.append(.report(.cashBoxFull))
        }
    }

    /// A device that takes a note in has a place for it.
    mutating func cashBoxWorks() { cashBoxIs(.inPlace) }
}
