/// How one model of SSP note validator is driven. Each wait and each retry has its bound here.
package struct SSPProfile: Hashable, Sendable {
    /// GA138, section Hardware layer.
    package static let line = SerialSettings(baud: 9_600, parity: .none, stopBits: 2)

    /// Versions say which events a poll may bring, and how long each is. Below 6 the device neither tells the currency
    /// of each channel nor values above 255; 8 brought POLL WITH ACK; 9 makes READ and NOTE CREDIT of the SMART
    /// Currency longer. So 8 is asked for, and where the device refuses it, 7 and then 6.
    package static let highestProtocolVersion: UInt8 = 8
    package static let lowestProtocolVersion: UInt8 = 6

    /// From one poll to the next. A device that is not polled for 10 s gives the note in escrow back.
    package var pollInterval: Duration = .milliseconds(200)
    /// How long an answer may take before the same packet is sent again (GA138, section Transport Layer).
    package var responseDeadline: Duration = .seconds(1)
    /// How often a packet is sent again before the device counts as crashed and is spoken to from the start (ibidem).
    package var retryLimit = 20
    /// After so many packets without an answer the kiosk is told that the device is absent, long before it counts as
    /// crashed: nobody should stand before a slot that takes no notes for 20 s.
    package var sendsBeforeAbsent = 3
    /// From one attempt to the next while the device does not let itself be set up.
    package var setupInterval: Duration = .seconds(1)
    /// When a note in escrow is held anew. It need be done every 10 s only; it is also the one sign of life then.
    package var holdInterval: Duration = .seconds(1)
    /// Within this time after its last sign, the note in escrow is still the same: the device gives it back after 10 s
    /// of silence, and only then could another one come.
    package var sameNoteFor: Duration = .seconds(9)
    /// A kiosk that has not decided after this long has lost the note from its mind: it is given back.
    package var longestHold: Duration = .seconds(300)
    /// How long after REJECT the device may still hold the note before it is told again.
    package var decisionPatience: Duration = .milliseconds(500)
    /// How long an accepted or rejected note may be without a word of it before it counts as gone, nobody knows where.
    package var endPatience: Duration = .seconds(5)
    /// A note found at the start waits for `acknowledge` before it is given back, at most this long; and a power-up
    /// that was told blocks what is told after it no longer.
    package var resetWait: Duration = .seconds(5)
    /// How long after a power-up the device may take to say what it did with a note it found.
    package var powerUpPatience: Duration = .seconds(4)
    /// And when it is busy all that time, how long at most.
    package var longestPowerUp: Duration = .seconds(30)
    /// From one report of an unacknowledged `stacked` or `returned` to the next.
    package var outcomeRepeat: Duration = .seconds(1)
    /// How long the device may still call itself disabled after ENABLE, and how long a refused setting waits.
    package var settingsPatience: Duration = .seconds(1)
    /// Polls without motion after which the device is at rest.
    package var pollsToRest = 3

    package init() {}
}
