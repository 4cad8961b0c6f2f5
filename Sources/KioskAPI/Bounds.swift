package import KioskCore

/// Checks what came over the network before it is reckoned with: KioskCore's `Money` traps on overflow and on
/// mixed currencies, so neither may get past this point.
///
/// It remembers the first fault and goes on, so that callers need no `try` a field.
package struct Bounds {
    package static let mostAllocations = AccountStatement.mostBillsInAPayment
    package static let mostTenders = 32
    /// Notes of one denomination in one payment; more would not fit into a cash box.
    package static let mostNotes = 3_000
    package static let longestText = 64

    package private(set) var firstFault: RequestFault?
    private var currency: Currency?

    package init() {}

    package mutating func fault(_ field: String, _ message: String) {
        if firstFault == nil { firstFault = RequestFault(field, message) }
    }

    package func throwFirstFault() throws(RequestFault) {
        if let firstFault { throw firstFault }
    }

    /// Ids are part of paths and of logs: letters, digits and `-._` alone.
    package mutating func check(_ id: some Identifier, _ field: String) {
        let allowed = id.text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if id.text.isEmpty || !allowed { fault(field, "Give letters, digits, `-`, `.` and `_`, at least one.") }
        check(text: id.text, field)
    }

    package mutating func check(text: String, _ field: String) {
        if text.utf8.count > Bounds.longestText {
            fault(field, "The text is longer than \(Bounds.longestText) bytes.")
        }
    }

    /// A time of the years 1900 to 9998, so that its day can be told. A clock may be years off; none is further off.
    package mutating func check(_ time: WallTime, _ field: String) {
        if !(-2_208_988_800_000...253_370_764_800_000).contains(time.milliseconds) {
            fault(field, "Give milliseconds since 1970, of the years 1900 to 9998.")
        }
    }

    /// A billion units of anything is more than a household uses.
    package mutating func check(_ quantity: Quantity?, _ field: String) {
        guard let quantity, quantity.thousandths.magnitude > 1_000_000_000_000 else { return }
        fault(field, "A quantity is at most a billion units.")
    }

    /// A positive amount of the currency that all other amounts have.
    package mutating func check(positive money: Money, _ field: String) {
        check(money, field)
        if !money.isPositive { fault(field, "The amount must be above zero.") }
    }

    /// An amount of either sign of the currency that all other amounts have.
    package mutating func check(_ money: Money, _ field: String) {
        if money.minorUnits.magnitude > UInt64(Money.largestAccepted) {
            fault(field, "The amount is past \(Money.largestAccepted) minor units.")
        }
        if let currency, currency != money.currency {
            fault(field, "Amounts of \(currency.code) and \(money.currency.code) are mixed.")
        }
        currency = currency ?? money.currency
    }

    mutating func check(_ allocations: [Allocation]) {
        if allocations.count > Bounds.mostAllocations {
            fault("allocations", "At most \(Bounds.mostAllocations) allocations are taken in one payment.")
        }
        for (index, allocation) in allocations.enumerated() {
            check(positive: allocation.amount, "allocations[\(index)].amount")
            if let bill = allocation.bill { check(bill, "allocations[\(index)].bill") }
        }
        checkSum(allocations.map(\.amount.minorUnits), "allocations")
    }

    mutating func check(_ tenders: [TenderBody]) {
        if tenders.isEmpty { fault("tenders", "No money was taken, so there is nothing to submit: cancel instead.") }
        if tenders.count > Bounds.mostTenders {
            fault("tenders", "At most \(Bounds.mostTenders) tenders are taken in one payment.")
        }
        for (index, tender) in tenders.enumerated() {
            switch tender {
            case .notes(let denomination, let count):
                check(positive: denomination, "tenders[\(index)].denomination")
                if !(1...Bounds.mostNotes).contains(count) {
                    fault("tenders[\(index)].count", "Give 1 to \(Bounds.mostNotes) notes.")
                }
            case .card(let capture):
                check(positive: capture.amount, "tenders[\(index)].amount")
                check(capture, index)
            case .wallet(let receipt):
                check(receipt, "tenders[\(index)]")
            case .creditNote(let note):
                check(positive: note.amount, "tenders[\(index)].amount")
            }
        }
        checkSum(tenders.map(\.minorUnits), "tenders")
    }

    mutating func check(_ receipt: WalletReceipt, _ field: String) {
        check(positive: receipt.amount, field + ".amount")
        if receipt.reference.isEmpty { fault(field + ".reference", "Give the provider's number of the transaction.") }
        check(text: receipt.reference, field + ".reference")
    }

    /// A sum past the largest amount is no payment of a household's; and nothing must overflow on the way to it.
    mutating func checkSum(_ amounts: [Int64], _ field: String) {
        var sum: Int64 = 0
        for amount in amounts {
            let (next, overflow) = sum.addingReportingOverflow(amount)
            guard !overflow, next <= Money.largestAccepted else {
                return fault(field, "Together they are past \(Money.largestAccepted) minor units.")
            }
            sum = next
        }
    }

    private mutating func check(_ capture: CardCapture, _ index: Int) {
        check(text: capture.authorisationCode, "tenders[\(index)].authorisationCode")
        check(text: capture.cardName, "tenders[\(index)].cardName")
        check(text: capture.terminalID, "tenders[\(index)].terminalID")
        // A clear card number must never get this far, under whatever name.
        if capture.lastFour.utf8.count > 4 { fault("tenders[\(index)].lastFour", "Send four digits at most.") }
    }
}
