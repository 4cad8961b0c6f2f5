package import KioskCore

/// How one payment terminal is driven. Each wait has its bound here.
package struct ZVTProfile: Hashable, Sendable {
    package var framing: ZVTFraming
    package var currency: Currency
    /// Six digits; the terminal's maker or acquirer gives it.
    package var password = 0
    /// Bits of the registration: 08 intermediate status wanted, 10 payments and 20 administration are started from
    /// the kiosk only. Without 02 and 04 the terminal prints its own receipts, or none.
    package var configuration: UInt8 = 0x38

    /// How long the terminal may take to acknowledge a command.
    package var acknowledgement: Duration = .seconds(5)
    /// From the start of an authorisation to its end, the resident's search for the card included.
    package var authorisation: Duration = .seconds(180)
    /// From the status information to the completion.
    package var completion: Duration = .seconds(10)
    /// From the kiosk's abort to the outcome.
    package var abort: Duration = .seconds(30)
    package var reversal: Duration = .seconds(90)
    package var enquiry: Duration = .seconds(30)
    package var endOfDay: Duration = .seconds(300)
    package var registration: Duration = .seconds(30)
    /// From a lost terminal to the next attempt to register with it.
    package var registerAgain: Duration = .seconds(5)
    /// From one look whether an idle terminal still answers to the next.
    package var heartbeat: Duration = .seconds(30)
    /// From one question to a busy terminal to the next.
    package var askAgain: Duration = .seconds(2)
    /// How long an enquiry, a reversal or an end of day may wait for a terminal that is not ready.
    package var patience: Duration = .seconds(60)
    /// How long an authorisation may wait for the end of a look whether the terminal answers.
    package var authorisationPatience: Duration = .seconds(5)
    /// How long a terminal that was registered may be away before an authorisation that waits for it is declined.
    package var longestReturn: Duration = DeviceBlip.longest
    /// Cancelled by the terminal itself after this, with only "insert card" shown: nobody had put in a card.
    package var noCard: Duration = .seconds(20)
    /// Whether the terminal tells of its last transaction again (06 20, "Repeat Receipt"), which is the one command of
    /// the protocol made for a lost answer. Without it the driver asks for the turnover totals (06 10) before each
    /// charge and after a lost answer, and tells the charge by what it added; the status enquiry (05 01) would tell of
    /// the terminal's state alone. What such a driver remembers ends with its process: a charge that was open then
    /// stays unknown, unless it is the only one of its day.
    ///
    /// Must not be left true for a terminal without the command: its refusal has the code of `codesForNone`.
    package var repeatsReceipt = true
    /// Whether the terminal takes an abort (06 B0). To one that does not, none is ever sent: a charge there ends by the
    /// terminal's own cancel key, or by its own time.
    package var canAbort = true
    /// Error codes of a repeat of the receipt that mean: there is no last transaction.
    package var codesForNone: Set<UInt8> = [ZVTResultCode.functionNotPossible]

    package init(framing: ZVTFraming = .plain, currency: Currency = .cny) {
        self.framing = framing
        self.currency = currency
    }
}
