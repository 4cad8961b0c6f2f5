package import KioskCore
import KioskDevices

/// What goes over the line.
extension SimulatedPaymentTerminal {
    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] {
        guard !isSilent else { return [] }
        var out = deadlineReached(at: now)
        let received = link.received(bytes, at: now)
        if !losesAnswers { out += received.toSend }
        for message in received.messages { out += heard(message, at: now) }
        return out
    }

    /// Messages one after another; the next goes out when the one before it is acknowledged.
    mutating func say(_ messages: [ZVTMessage], at now: KioskInstant) -> [UInt8] {
        let isWaiting = !script.isEmpty
        script += messages
        return isWaiting ? [] : sayNext(at: now)
    }

    private mutating func sayNext(at now: KioskInstant) -> [UInt8] {
        guard let message = script.first else {
            acknowledgedBy = nil
            if activity == .telling { activity = .idle }
            return []
        }
        acknowledgedBy = now.advanced(by: model.acknowledgement)
        return put(message, at: now)
    }

    private mutating func put(_ message: ZVTMessage, at now: KioskInstant) -> [UInt8] {
        let bytes = link.send(message, at: now)
        return losesAnswers ? [] : bytes
    }

    mutating func acknowledgementMissed(at now: KioskInstant) -> [UInt8] {
        guard let message = script.first else { return [] }
        script.removeFirst()
        if message.command == .statusInformation, model.reversesUnacknowledged, let index = captures.indices.last,
            !captures[index].isReversed, message.data == last
        {
            captures[index].isReversed = true
            last = nil
            script = [ZVTMessage(.abort, [ZVTResultCode.cancelledOrTimedOut])]
        }
        return sayNext(at: now)
    }

    private mutating func heard(_ message: ZVTMessage, at now: KioskInstant) -> [UInt8] {
        if message.command.isAcknowledgement || message.command.refusal != nil {
            if !script.isEmpty { script.removeFirst() }
            return sayNext(at: now)
        }
        if message.command == .abortFromKiosk {
            // Once the bank is asked, it is too late.
            let accepted = accept(at: now)
            return isBeforeBank ? accepted + refuse(ZVTResultCode.cancelledOrTimedOut, at: now) : accepted
        }
        if activity != .idle || !script.isEmpty { return refuseCommand(ZVTResultCode.pleaseWait, at: now) }
        if message.command == .registration { return register(at: now) }
        guard isRegistered else { return refuseCommand(ZVTResultCode.notRegistered, at: now) }
        switch message.command {
        case .statusEnquiry: return accept(at: now) + say([ZVTMessage(.completion, terminalField)], at: now)
        case .authorisation: return authorise(message.data, at: now)
        case .repeatReceipt: return repeatLast(at: now)
        case .turnoverTotals: return tellTotals(at: now)
        case .reversal: return reverse(message.data, at: now)
        case .endOfDay: return endDay(at: now)
        default: return refuseCommand(ZVTResultCode.functionNotPossible, at: now)
        }
    }

    private mutating func accept(at now: KioskInstant) -> [UInt8] { put(ZVTMessage(.acknowledged), at: now) }

    private mutating func refuseCommand(_ code: UInt8, at now: KioskInstant) -> [UInt8] {
        put(ZVTMessage(.refused(code)), at: now)
    }

    private mutating func register(at now: KioskInstant) -> [UInt8] {
        isRegistered = true
        let fields = ZVTField.field(ZVTField.paymentType, [0]) + terminalField + currencyField
        return accept(at: now) + say([ZVTMessage(.completion, fields)], at: now)
    }

    private mutating func authorise(_ data: [UInt8], at now: KioskInstant) -> [UInt8] {
        let asked = ZVTStatusInformation(data, currency: model.currency).amount
        guard let asked, asked.isPositive else { return refuseCommand(0x9A, at: now) }
        return accept(at: now) + beginCharge(asked, at: now)
    }

    private mutating func repeatLast(at now: KioskInstant) -> [UInt8] {
        guard let last, model.repeatsReceipt else { return refuseCommand(ZVTResultCode.functionNotPossible, at: now) }
        return accept(at: now)
            + say([ZVTMessage(.statusInformation, last), ZVTMessage(.completion)], at: now)
    }

    /// Three bytes of password, then the receipt number.
    private mutating func reverse(_ data: [UInt8], at now: KioskInstant) -> [UInt8] {
        let number = ZVTStatusInformation(Array(data.dropFirst(3)), currency: model.currency).receiptNumber
        let accepted = accept(at: now)
        guard let index = captures.lastIndex(where: { $0.receiptNumber == number }) else {
            return accepted + say([ZVTMessage(.abort, [0xB5])], at: now)
        }
        guard !captures[index].isReversed else {
            return accepted + say([ZVTMessage(.abort, [ZVTResultCode.alreadyReversed])], at: now)
        }
        captures[index].isReversed = true
        let capture = captures[index]
        let status =
            ZVTField.field(ZVTField.resultCode, [ZVTResultCode.done])
            + ZVTField.field(ZVTField.amount, bcd(Int(capture.amount.minorUnits), 6))
            + ZVTField.field(ZVTField.traceNumber, bcd(nextTraceNumber, 3))
            + ZVTField.field(ZVTField.originalTraceNumber, bcd(capture.traceNumber, 3))
            + ZVTField.field(ZVTField.receiptNumber, bcd(nextReceiptNumber, 2)) + terminalField + currencyField
        countOn()
        last = status
        return accepted + say([ZVTMessage(.statusInformation, status), ZVTMessage(.completion)], at: now)
    }

    private mutating func endDay(at now: KioskInstant) -> [UInt8] {
        let status = statusOfTotals
        firstOfDay = captures.count
        if model.repeatsEndOfDay { last = status }
        return accept(at: now)
            + say(
                [
                    ZVTMessage(.intermediateStatus, [0x0E]), ZVTMessage(.statusInformation, status),
                    ZVTMessage(.completion),
                ], at: now)
    }

    private mutating func tellTotals(at now: KioskInstant) -> [UInt8] {
        guard model.tellsTotals else { return refuseCommand(ZVTResultCode.functionNotPossible, at: now) }
        return accept(at: now)
            + say([ZVTMessage(.statusInformation, statusOfTotals), ZVTMessage(.completion)], at: now)
    }

    /// First and last receipt number, then the charges of the one kind of card there is: their count and their sum.
    private var statusOfTotals: [UInt8] {
        let ofDay = captures.dropFirst(firstOfDay).filter { !$0.isReversed }
        let total = bcd(Int(ofDay.map(\.amount).total(model.currency).minorUnits), 6)
        let range = bcd(ofDay.first?.receiptNumber ?? 0, 2) + bcd(ofDay.last?.receiptNumber ?? 0, 2)
        let totals = range + [UInt8(truncatingIfNeeded: ofDay.count)] + total
        return ZVTField.field(ZVTField.resultCode, [ZVTResultCode.done]) + ZVTField.field(ZVTField.amount, total)
            + ZVTField.field(ZVTField.totals, totals) + currencyField
    }
}
