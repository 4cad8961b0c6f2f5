/// What a certified payment terminal can be told. Amounts are checked against the answers by the middle.
package enum PaymentTerminalCommand: Hashable, Codable, Sendable {
    /// Charge a card. `displayed` is what the terminal's own display may show.
    case authorise(Money)
    /// Give up the running authorisation, if it is not too late: an outcome follows either way.
    case abort
    /// What became of the last transaction? Asked after a lost answer and after a restart.
    case enquireLast
    /// What was the last transaction? Asked while no outcome is open, so that a later one is told apart from it by its
    /// number. Terminals that know their last receipt's number but no longer its amount can answer this one alone.
    case enquireBaseline
    /// Undo a captured transaction.
    case reverse(terminalReceiptNumber: Int, amount: Money)
    case endOfDay
}

package enum PaymentTerminalReport: Hashable, Codable, Sendable {
    case presence(DevicePresence)
    /// What the terminal shows its customer now.
    case prompted(TerminalPrompt)
    /// The card was charged.
    case approved(CardCapture)
    case declined(CardDecline)
    /// No answer within the deadline, or the line broke in the middle: the outcome is unknown.
    case silent
    /// The answer to `enquireLast`: the last transaction that was captured and not reversed, if any.
    case last(CardCapture?)
    /// The answer to `enquireBaseline`: the last receipt's number, if there is one. It settles nothing.
    case baseline(lastReceiptNumber: Int?)
    case reversed(terminalReceiptNumber: Int)
    case reversalFailed(terminalReceiptNumber: Int, String)
    case dayEnded(total: Money)
}

package enum TerminalPrompt: String, CaseIterable, Codable, Sendable {
    case insertCard, enterPIN, wait, removeCard, other
}

package enum CardDecline: String, CaseIterable, Codable, Sendable {
    /// The bank said no.
    case declinedByIssuer
    /// Cancel was pressed on the terminal, or the kiosk's abort came in time.
    case cancelled
    /// Nobody put in a card.
    case noCard
    case cardNotReadable
    case terminalTrouble
}
