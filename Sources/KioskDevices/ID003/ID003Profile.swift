package import KioskCore

/// How one model of ID-003 note acceptor is driven. Each wait and each retry has its bound here.
package struct ID003Profile: Hashable, Sendable {
    /// The interface of the specification's section 2. Some models can be switched to 19,200 baud.
    package static let line = SerialSettings(baud: 9_600, parity: .even, stopBits: 1)

    /// From one status request to the next; the specification allows 100 to 200 ms.
    package var pollInterval: Duration = .milliseconds(200)
    /// How long an answer may take. The device begins it within 100 ms; a socket or a busy machine needs more.
    package var responseDeadline: Duration = .milliseconds(500)
    /// How often a frame is sent, all in all, before the device counts as absent.
    package var sendLimit = 3
    /// From one status request to the next while the device is absent.
    package var absentPollInterval: Duration = .seconds(1)
    /// When a note in escrow is held anew: the device gives it back 10 s after it was told last.
    package var holdInterval: Duration = .seconds(5)
    /// A kiosk that has not decided after this long has lost the note from its mind: it is given back.
    package var longestHold: Duration = .seconds(300)
    /// How long the device may stay in escrow after it accepted STACK or RETURN, before it is told again.
    package var decisionPatience: Duration = .seconds(2)
    /// RESET makes the device forget where it found a note, so it waits for `acknowledge`, at most this long.
    package var resetWait: Duration = .seconds(5)
    /// How long a power-up state may stay after RESET was accepted, before RESET is sent again.
    package var resetPatience: Duration = .seconds(3)
    /// From one report of an unacknowledged outcome to the next.
    package var outcomeRepeat: Duration = .seconds(1)
    /// How long the device may contradict settings it accepted, before it is told again.
    package var settingsPatience: Duration = .seconds(1)
    /// Whether all denominations are examined at the high level of security. It rejects more worn notes.
    package var hasHighSecurity = true
    /// What a country code in the denomination table means.
    package var currencies = ID003DenominationTable.knownCurrencies
    /// What the denominations are worth, for a device that refuses to say so, at all or while it holds a note.
    package var knownTable: ID003DenominationTable?

    package init(knownTable: ID003DenominationTable? = nil) { self.knownTable = knownTable }
}
