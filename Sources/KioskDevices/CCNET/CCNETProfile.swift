/// How one model of CCNET note acceptor is driven. Each wait and each retry has its bound here.
package struct CCNETProfile: Hashable, Sendable {
    /// The interface of the standard, section 2.1.
    package static let line = SerialSettings(baud: 9_600, parity: .none, stopBits: 1)

    /// From one poll to the next; the standard allows 100 to 200 ms.
    package var pollInterval: Duration = .milliseconds(200)
    /// How long an answer may take. The standard says 10 ms on the wire; a socket or a busy machine needs more.
    package var responseDeadline: Duration = .milliseconds(500)
    /// How often a frame is sent, all in all, before the device counts as absent.
    package var sendLimit = 3
    /// From one poll to the next while the device is absent.
    package var absentPollInterval: Duration = .seconds(1)
    /// When a note in escrow is held anew: the device gives it back 10 s after the last HOLD.
    package var holdInterval: Duration = .seconds(5)
    /// A kiosk that has not decided after this long has lost the note from its mind: it is given back.
    package var longestHold: Duration = .seconds(300)
    /// How long the device may stay in escrow after it accepted STACK or RETURN, before it is told again.
    package var decisionPatience: Duration = .seconds(2)
    /// RESET makes the device forget where it found a note, so it waits for `acknowledge`, at most this long.
    package var resetWait: Duration = .seconds(5)
    /// How long a power-up state may stay after RESET was accepted, before RESET is sent again.
    package var resetPatience: Duration = .seconds(3)
    /// From one report of an unacknowledged `stacked` or `returned` to the next.
    package var outcomeRepeat: Duration = .seconds(1)
    /// How long the device may still call itself disabled after it accepted bill types, before it is told again.
    package var settingsPatience: Duration = .seconds(1)
    /// What the bill types are worth, for a device that refuses to say so while it holds a note.
    package var knownBillTable: CCNETBillTable?

    package init(knownBillTable: CCNETBillTable? = nil) { self.knownBillTable = knownBillTable }
}
