package import KioskCore

extension PaymentOrder {
    /// Throws what is out of bounds, before anything is reckoned.
    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        bounds.check(payment, "payment")
        bounds.check(kiosk, "kiosk")
        bounds.check(text: inquiry, "inquiry")
        bounds.check(biller, "biller")
        bounds.check(account, "account")
        if allocations.isEmpty { bounds.fault("allocations", "Name at least one bill or amount to pay.") }
        bounds.check(allocations)
        try bounds.throwFirstFault()
    }
}

extension Inquiry {
    /// Throws what is out of bounds.
    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        bounds.check(biller, "biller")
        bounds.check(account, "account")
        try bounds.throwFirstFault()
    }
}

extension AccountStatement {
    package static let mostBills = 120
    package static let mostLines = 64

    /// Throws what could not be reckoned with: mixed currencies, amounts past the limit, lists without end.
    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        if openBills.count > AccountStatement.mostBills || history.count > AccountStatement.mostBills {
            bounds.fault("openBills", "More than \(AccountStatement.mostBills) bills or months.")
        }
        bounds.check(.zero(biller.currency), "biller.currency")
        for (index, bill) in openBills.enumerated() {
            let field = "openBills[\(index)]"
            bounds.check(bill.amountDue, field + ".amountDue")
            bounds.check(bill.usage, field + ".usage")
            if bill.lines.count > AccountStatement.mostLines { bounds.fault(field + ".lines", "Too many lines.") }
            for line in bill.lines {
                bounds.check(line.amount, field + ".lines")
                bounds.check(line.quantity, field + ".lines")
                if let price = line.price, let quantity = line.quantity,
                    price.millionths.multipliedReportingOverflow(by: quantity.thousandths).overflow
                {
                    bounds.fault(field + ".lines", "Quantity × price is past reckoning.")
                }
            }
        }
        for figure in history {
            bounds.check(figure.amount, "history")
            bounds.check(figure.usage, "history")
        }
        if let lastPaid { bounds.check(lastPaid.amount, "lastPaid") }
        if let balance { bounds.check(balance, "balance") }
        for amount in suggestedAmounts { bounds.check(positive: amount, "suggestedAmounts") }
        try bounds.throwFirstFault()
    }
}
