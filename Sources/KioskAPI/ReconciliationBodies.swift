package import KioskCore

extension CashCollection {
    /// Denominations of all currencies that an acceptor takes.
    package static let mostDenominations = 64
    /// A cash box holds a few thousand notes, and each payment at least one.
    package static let mostPayments = 4_000
    package static let mostUncertain = 64
    /// The largest body of a collection, in bytes: 4,000 payments of 200.
    package static let largestBody = 1_024 * 1_024

    /// Throws what is out of bounds, before anything is reckoned.
    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        bounds.check(id, "id")
        bounds.check(kiosk, "kiosk")
        bounds.check(text: by, "by")
        if counted.count > CashCollection.mostDenominations { bounds.fault("counted", "Too many denominations.") }
        if payments.count > CashCollection.mostPayments { bounds.fault("payments", "More than a cash box can hold.") }
        if uncertain.count > CashCollection.mostUncertain { bounds.fault("uncertain", "Too many uncertain notes.") }
        for (index, notes) in counted.enumerated() {
            bounds.check(positive: notes.denomination, "counted[\(index)].denomination")
            if !(0...Bounds.mostNotes).contains(notes.count) {
                bounds.fault("counted[\(index)].count", "Give 0 to \(Bounds.mostNotes) notes.")
            }
        }
        if Set(counted.map(\.denomination)).count < counted.count {
            bounds.fault("counted", "A denomination is counted twice.")
        }
        bounds.check(payments, "payments")
        bounds.check(uncertain, "uncertain")
        bounds.check(taken, "taken")
        try bounds.throwFirstFault()
        // Each product is below 3,000 × 10^10, and there are at most 64: far from the end of 64 bits.
        bounds.checkSum(counted.map { $0.denomination.minorUnits * Int64($0.count) }, "counted")
        try bounds.throwFirstFault()
    }
}

extension Bounds {
    fileprivate mutating func check(_ payments: [PaymentCash], _ field: String) {
        for (index, payment) in payments.enumerated() {
            check(payment.payment, "\(field)[\(index)].payment")
            check(positive: payment.cash, "\(field)[\(index)].cash")
        }
        if Set(payments.map(\.payment)).count < payments.count { fault(field, "A payment is listed twice.") }
        checkSum(payments.map(\.cash.minorUnits), field)
    }
}

extension DayStatement {
    /// One payment every four seconds, all day long.
    package static let mostLines = 20_000
    /// The largest body of a statement, in bytes: 20,000 lines of 200.
    package static let largestBody = 4 * 1_024 * 1_024

    /// Throws what is out of bounds, before anything is reckoned.
    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        bounds.check(kiosk, "kiosk")
        if lines.count > DayStatement.mostLines {
            bounds.fault("lines", "A day has at most \(DayStatement.mostLines) payments.")
        }
        for (index, line) in lines.enumerated() {
            bounds.check(line.payment, "lines[\(index)].payment")
            bounds.check(positive: line.taken, "lines[\(index)].taken")
        }
        if Set(lines.map(\.payment)).count < lines.count { bounds.fault("lines", "A payment is listed twice.") }
        bounds.checkSum(lines.map(\.taken.minorUnits), "lines")
        try bounds.throwFirstFault()
    }
}

/// The answer to a cash collection: where count, ledger and hub do not say the same, a difference a payment.
package struct CollectionAnswer: Hashable, Codable, Sendable {
    package let collection: CollectionID
    /// The first `mostDifferences`; the hub keeps all.
    package let differences: [PaymentDifference]

    package init(collection: CollectionID, differences: [PaymentDifference]) {
        self.collection = collection
        self.differences = Array(differences.prefix(PaymentDifference.mostInAnAnswer))
    }
}

/// The answer to a day statement.
package struct DayAnswer: Hashable, Codable, Sendable {
    package let kiosk: KioskID
    package let date: CalendarDate
    /// The first `mostDifferences`; the hub keeps all.
    package let differences: [PaymentDifference]

    package init(kiosk: KioskID, date: CalendarDate, differences: [PaymentDifference]) {
        self.kiosk = kiosk
        self.date = date
        self.differences = Array(differences.prefix(PaymentDifference.mostInAnAnswer))
    }
}

extension PaymentDifference {
    /// So many fit into `HubJSON.largestBody`.
    package static let mostInAnAnswer = 1_000

    /// Whether all of it can be believed: amounts within bounds, and a payment where the kind calls for one.
    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        if let payment { bounds.check(payment, "payment") }
        if payment == nil, kind != .countedOtherwise { bounds.fault("payment", "Name the payment.") }
        bounds.check(kiosk, "kiosk")
        bounds.check(hub, "hub")
        try bounds.throwFirstFault()
    }
}
