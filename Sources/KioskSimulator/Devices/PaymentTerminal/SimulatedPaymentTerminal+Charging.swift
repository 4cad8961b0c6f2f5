package import KioskCore
import KioskDevices

/// From the card to the bank and back.
extension SimulatedPaymentTerminal {
    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] {
        guard !isSilent else { return [] }
        let again = link.deadlineReached(at: now)
        var out = losesAnswers ? [] : again
        if let due = acknowledgedBy, due <= now { out += acknowledgementMissed(at: now) }
        if let due = insertsAt, due <= now {
            insertsAt = nil
            if let card = model.insertsByItself { out += insert(card, at: now) }
        }
        if let due = until, due <= now {
            until = nil
            out += activityEnded(at: now)
        }
        return out
    }

    mutating func beginCharge(_ amount: Money, at now: KioskInstant) -> [UInt8] {
        enter(.waitingForCard(amount), for: model.cardWait, at: now)
        insertsAt = model.insertsByItself == nil ? nil : now.advanced(by: model.insertsByItselfAfter)
        return say([ZVTMessage(.intermediateStatus, [0x0A])], at: now)
    }

    mutating func insert(_ card: SimulatedCard, at now: KioskInstant) -> [UInt8] {
        guard case .waitingForCard(let amount) = activity else { return [] }
        enter(.reading(amount, card), for: model.reading, at: now)
        return say([ZVTMessage(.intermediateStatus, [0x0E])], at: now)
    }

    private mutating func enter(_ new: Activity, for time: Duration, at now: KioskInstant) {
        activity = new
        until = now.advanced(by: time)
    }

    private mutating func activityEnded(at now: KioskInstant) -> [UInt8] {
        switch activity {
        case .idle, .telling: return []
        case .waitingForCard: return refuse(ZVTResultCode.cancelledOrTimedOut, at: now)
        case .reading(let amount, let card):
            if card.behaviour == .unreadable { return refuse(ZVTResultCode.cardNotReadable, at: now) }
            enter(.enteringPIN(amount, card), for: model.enteringPIN, at: now)
            return say([ZVTMessage(.intermediateStatus, [0x01])], at: now)
        case .enteringPIN(let amount, let card):
            enter(.askingBank(amount, card), for: model.askingBank, at: now)
            return say([ZVTMessage(.intermediateStatus, [0x04])], at: now)
        case .askingBank(let amount, let card): return bankAnswered(amount, card, at: now)
        }
    }

    private mutating func bankAnswered(_ amount: Money, _ card: SimulatedCard, at now: KioskInstant) -> [UInt8] {
        if armedSilence == .beforeCapture { return becomeSilent() }
        switch card.behaviour {
        case .declined(let code): return refuse(code, at: now)
        case .unreadable: return refuse(ZVTResultCode.cardNotReadable, at: now)
        case .approved:
            let capture = SimulatedCapture(
                amount: model.chargesInstead ?? amount, receiptNumber: nextReceiptNumber,
                traceNumber: nextTraceNumber, isReversed: false)
            captures.append(capture)
            countOn()
            let status = statusInformation(of: capture, card: card, at: now)
            last = status
            if armedSilence == .afterCapture { return becomeSilent() }
            activity = .telling
            return say(
                [
                    ZVTMessage(.intermediateStatus, [0x4B]), ZVTMessage(.statusInformation, status),
                    ZVTMessage(.completion),
                ], at: now)
        }
    }

    mutating func countOn() {
        nextReceiptNumber = nextReceiptNumber % 9_999 + 1
        nextTraceNumber += 1
    }

    private mutating func becomeSilent() -> [UInt8] {
        armedSilence = nil
        isSilent = true
        return []
    }

    /// Tells that nothing was charged, and why.
    mutating func refuse(_ code: UInt8, at now: KioskInstant) -> [UInt8] {
        activity = .telling
        until = nil
        insertsAt = nil
        let status = ZVTField.field(ZVTField.resultCode, [code]) + terminalField
        return say([ZVTMessage(.statusInformation, status), ZVTMessage(.abort, [code])], at: now)
    }

    var terminalField: [UInt8] { ZVTField.field(ZVTField.terminalID, bcd(model.terminalID, 4)) }

    var currencyField: [UInt8] {
        ZVTField.field(ZVTField.currency, bcd(Int(ZVTStatusInformation.numericCode(of: model.currency) ?? 0), 2))
    }

    func bcd(_ number: Int, _ byteCount: Int) -> [UInt8] {
        ZVTCodec.bcd(Int64(number), byteCount: byteCount) ?? Array(repeating: 0, count: byteCount)
    }

    private func statusInformation(
        of capture: SimulatedCapture, card: SimulatedCard, at now: KioskInstant
    ) -> [UInt8] {
        let number = model.sendsClearCardNumber ? "621234567890\(card.lastFour)" : "EEEEEEEEEEEE\(card.lastFour)"
        let code = String(100_000 + capture.traceNumber % 900_000)
        return ZVTField.field(ZVTField.resultCode, [ZVTResultCode.done])
            + ZVTField.field(ZVTField.amount, bcd(Int(capture.amount.minorUnits), 6))
            + ZVTField.field(ZVTField.traceNumber, bcd(capture.traceNumber, 3)) + timeFields(at: now)
            + ZVTField.field(ZVTField.expiry, [0x25, 0x12]) + ZVTField.field(ZVTField.sequenceNumber, [0, 1])
            + ZVTField.field(ZVTField.paymentType, [0x70])
            + ZVTField.field(ZVTField.cardNumber, packed(number)) + terminalField
            + ZVTField.field(ZVTField.contractNumber, padded("100461763", 15))
            + ZVTField.field(ZVTField.authorisationAttribute, Array(code.utf8) + [0, 0])
            + ZVTField.field(ZVTField.additionalText, Array("APPROVAL \(code)".utf8)) + currencyField
            + ZVTField.field(ZVTField.receiptNumber, bcd(capture.receiptNumber, 2))
            + ZVTField.field(ZVTField.turnoverNumber, bcd(capture.traceNumber, 3))
            + ZVTField.field(ZVTField.cardType, [0x2E])
            + ZVTField.field(ZVTField.cardName, Array(card.name.utf8.prefix(24)) + [0])
    }

    /// Time and date where the terminals of this simulation stand, eight hours east of Greenwich.
    private func timeFields(at now: KioskInstant) -> [UInt8] {
        let date = CalendarDate(now.wall, offsetMinutes: 480)
        let ofDay = (now.wall.milliseconds / 1_000 + 28_800) % 86_400
        let time = Int(ofDay / 3_600 * 10_000 + ofDay / 60 % 60 * 100 + ofDay % 60)
        return ZVTField.field(ZVTField.time, bcd(time, 3))
            + ZVTField.field(ZVTField.date, bcd(date.month * 100 + date.day, 2))
    }

    private func padded(_ text: String, _ count: Int) -> [UInt8] {
        Array(text.utf8) + Array(repeating: 0x20, count: max(0, count - text.utf8.count))
    }

    /// Two digits a byte; E is a masked one.
    private func packed(_ digits: String) -> [UInt8] {
        let halves = digits.map { UInt8($0.hexDigitValue ?? 0xF) }
        return stride(from: 0, to: halves.count - 1, by: 2).map { halves[$0] << 4 | halves[$0 + 1] }
    }
}
