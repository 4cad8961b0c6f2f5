import KioskCore

/// What follows from a poll once its events are told: presence, cash box, and whether the device is at rest.
extension SSPStateMachine {
    mutating func settle(_ list: SSPEventList, _ now: KioskInstant) {
        let isQuiet = !list.events.contains { $0.isMotion } && list.unreadable == nil
        activity.quietPolls = isQuiet ? activity.quietPolls + 1 : 0
        activity.isInitialising = list.events.contains(.initialising)
        if isQuiet { forgetLostNotes(now) } else { noteMoves(now) }
        settlePowerUp(now)
        if activity.cashBoxIsDoubted, isQuiet, powerUp == nil {
            activity.cashBoxIsDoubted = false
            let isAway = list.events.contains(.cashBoxRemoved) || list.events.contains(.stackerFull)
            if !isAway { tell(condition.cashBoxBecame(.inPlace)) }
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
        if activity.quietPolls == 0, now < starting.since.advanced(by: profile.longestPowerUp) {
            powerUp?.until = now.advanced(by: profile.powerUpPatience)
        } else if now >= starting.until, session.isProbed {
            powerUp = nil
            queue(.poweredUp(note: nil))
        }
    }

    private mutating func settlePresence(_ list: SSPEventList) {
        activity.fault = fault(list)
        if let fault = activity.fault {
            let isJammed = list.events.contains(.safeJam) || list.events.contains(.unsafeJam)
            tell(isJammed ? condition.becameJammed(fault) : condition.presenceBecame(.faulty(fault)))
        } else if session.isProbed, powerUp == nil, !activity.isInitialising {
            tell(condition.presenceBecame(.ready))
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
            activity.quietPolls >= profile.pollsToRest && note == nil && found == nil && powerUp == nil
            && told.isEmpty && !awaitsEventAck && !rejectCodeIsDue
        if isEnabled == false, isAtRest, wish.settleAsDisabled(knowsNoneWanted: target.isEmpty) {
            tell([.disabled])
        } else if isEnabled == true, applied == target, activity.fault == nil, wish.settleAsEnabled() {
            tell([.enabled])
        }
    }
}
