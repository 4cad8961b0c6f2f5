/// A card that was charged for nobody's payment is given its money back by the terminal: told again until it has, up to
/// the seventh failure, and then a person does it.
extension KioskMachine {
    mutating func reverse(_ capture: CardCapture, at now: KioskInstant) {
        record([.incident(.captureWithoutPayment), .cardReversalIntended(capture)], at: now)
        // Its number is the terminal's last one now, so that it is taken for nobody's charge later.
        terminalBaseline = capture.terminalReceiptNumber
        tellToReverse(capture, at: now)
    }

    private mutating func tellToReverse(_ capture: CardCapture, at now: KioskInstant) {
        reversalAsked = capture.terminalReceiptNumber
        nextReversal = now.advanced(by: settings.patience.cardEnquiryInBackground)
        perform(.terminal(.reverse(terminalReceiptNumber: capture.terminalReceiptNumber, amount: capture.amount)))
    }

    mutating func reversed(_ number: Int, at now: KioskInstant) {
        guard ledger.reversals[number] != nil else { return }
        record(.cardReversed(terminalReceiptNumber: number), at: now)
        reversalAsked = nil
    }

    mutating func reversalFailed(_ number: Int, _ why: String, at now: KioskInstant) {
        guard let reversal = ledger.reversals[number], !reversal.needsPerson else {
            return record(.incident(.captureNotReversed), at: now)
        }
        record(
            [
                .cardReversalFailed(terminalReceiptNumber: number, String(why.prefix(Ledger.longestReason))),
                .incident(.captureNotReversed),
            ], at: now)
        reversalAsked = nil
    }

    /// The next one that is open, while the terminal has nothing else to do. No answer to the last one is a failure.
    mutating func reverseAgain(at now: KioskInstant) {
        nextReversal = nil
        guard let open = openReversal else { return }
        nextReversal = now.advanced(by: settings.patience.cardEnquiryInBackground)
        guard devices.canTakeCards, openCard == nil else { return }
        if reversalAsked == open.terminalReceiptNumber {
            reversalFailed(open.terminalReceiptNumber, "the terminal did not answer", at: now)
        }
        if let next = openReversal { tellToReverse(next, at: now) }
    }

    var openReversal: CardCapture? {
        ledger.reversals.filter { !$0.value.needsPerson }.min { $0.key < $1.key }?.value.capture
    }
}
