/// Paper. A slip is composed from the journal, and printed once; again only when asked for, and marked COPY.
extension KioskMachine {
    mutating func printSlip(of payment: PaymentID, isCopy: Bool = false, at now: KioskInstant) {
        guard devices.canPrint else { return }
        let job = PrintJobID(ledger.lastPrintJob + 1)
        record(.printIntended(payment, job, isCopy: isCopy), at: now)
        printing[job] = now.advanced(by: settings.patience.printing)
        perform(.printSlip(payment, job, isCopy: isCopy))
    }

    /// Copies of one slip: enough for a torn one, too few to empty the roll.
    static let mostCopies = 2

    mutating func reprint(at now: KioskInstant) {
        guard let id = paymentOnScreen, let payment = ledger[id], canReprint(payment) else { return }
        // Only a slip that was never begun is the first one.
        printSlip(of: id, isCopy: payment.slip != .none, at: now)
    }

    func canReprint(_ payment: PaymentRecord) -> Bool {
        guard devices.canPrint, payment.copies < KioskMachine.mostCopies else { return false }
        return switch payment.slip {
        case .none, .failed, .printed: true
        case .printing: false
        }
    }

    mutating func printerReported(_ report: ReceiptPrinterReport, at now: KioskInstant) {
        switch report {
        case .presence(let presence):
            devices.printer = presence
            printWhatWaits(at: now)
        case .status(let status):
            devices.printerStatus = status
            printWhatWaits(at: now)
        case .printed(let job):
            printing[job] = nil
            if let payment = payment(printing: job) { record(.printed(payment, job), at: now) }
        case .failed(let job, let status):
            devices.printerStatus = status
            printFailed(job, at: now)
        }
    }

    /// Paper is back, or the printer came up, while the resident still looks at a result without a slip.
    private mutating func printWhatWaits(at now: KioskInstant) {
        guard let id = paymentOnScreen, let payment = ledger[id], payment.slip == .none, payment.isResolved else {
            return
        }
        printSlip(of: id, at: now)
    }

    mutating func printFailed(_ job: PrintJobID, at now: KioskInstant) {
        printing[job] = nil
        if let payment = payment(printing: job) { record(.printFailed(payment, job), at: now) }
    }

    /// The payment whose result is on the screen.
    var paymentOnScreen: PaymentID? {
        switch session.phase {
        case .done(let id): id
        case .failed(let notice): notice.payment
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling, .thanks:
            nil
        }
    }

    private func payment(printing job: PrintJobID) -> PaymentID? {
        ledger.index.printing[job]
    }
}
