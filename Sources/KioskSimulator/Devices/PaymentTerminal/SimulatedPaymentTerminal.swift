package import KioskCore
package import KioskDevices

/// A card as the simulated terminal sees it.
package struct SimulatedCard: Hashable, Sendable {
    package enum Behaviour: Hashable, Sendable {
        case approved
        /// The bank says no, with this code.
        case declined(UInt8)
        case unreadable
    }

    package let behaviour: Behaviour
    package let lastFour: String
    package let name: String

    package static let good = SimulatedCard(.approved)
    package static let refused = SimulatedCard(.declined(ZVTResultCode.declinedByHost))
    package static let unreadable = SimulatedCard(.unreadable)

    /// `lastFour` is four digits.
    package init(_ behaviour: Behaviour, lastFour: String = "4771", name: String = "UnionPay Debit") {
        self.behaviour = behaviour
        self.lastFour = lastFour
        self.name = name
    }
}

/// What a person, or an accident, can do to a payment terminal.
package enum PaymentTerminalHand: Hashable, Sendable {
    case insertCard(SimulatedCard)
    case pressCancel
    case goSilent(PaymentTerminalSilence)
    /// The firmware comes to itself; whatever it was doing is over.
    case wakeUp
    /// While set, the terminal works on and nothing it says gets out.
    case loseAnswers(Bool)
    /// Dead until `powerCycled`.
    case cutPower
}

package enum PaymentTerminalSilence: Hashable, Sendable {
    case now
    /// When the bank would be asked for the next charge: nothing is captured.
    case beforeCapture
    /// After the bank has captured the next charge, before the kiosk is told.
    case afterCapture
}

/// What one terminal is like.
package struct PaymentTerminalModel: Hashable, Sendable {
    package var framing = ZVTFraming.plain
    package var currency = Currency.cny
    package var terminalID = 28_004_869
    package var cardWait: Duration = .seconds(60)
    package var reading: Duration = .milliseconds(800)
    package var enteringPIN: Duration = .seconds(3)
    package var askingBank: Duration = .milliseconds(1_500)
    /// How long the kiosk may take to acknowledge a message.
    package var acknowledgement: Duration = .seconds(5)
    /// Put in this card this long after the charge was begun, without anybody's hand.
    package var insertsByItself: SimulatedCard?
    package var insertsByItselfAfter: Duration = .seconds(2)
    /// Whether a charge whose status information the kiosk does not acknowledge is undone.
    package var reversesUnacknowledged = false
    /// Set wrongly: sends the whole card number.
    package var sendsClearCardNumber = false
    /// Broken: charges this instead of what was asked.
    package var chargesInstead: Money?
    package var firstReceiptNumber = 1
    /// Whether it tells of its last transaction again (06 20).
    package var repeatsReceipt = true
    /// Whether it tells what it has taken since the last end of day (06 10).
    package var tellsTotals = true
    /// Whether the last receipt is the one of the end of the day, once the day was ended.
    package var repeatsEndOfDay = false

    package init() {}
}

/// A charge as the bank has it.
package struct SimulatedCapture: Hashable, Sendable {
    package let amount: Money
    package let receiptNumber: Int
    package let traceNumber: Int
    package internal(set) var isReversed: Bool
}

/// The firmware of a ZVT payment terminal, with the bank behind it.
///
/// `captures` is what really happened, whatever the kiosk was told. Charges survive a loss of power; a charge that
/// was under way does not. One message is on the line at a time and waits for the kiosk's acknowledgement.
package struct SimulatedPaymentTerminal: SimulatedDevice {
    package let model: PaymentTerminalModel

    package internal(set) var captures: [SimulatedCapture] = []
    package internal(set) var isRegistered = false
    package internal(set) var isSilent = false

    var link: ZVTLink
    var activity = Activity.idle
    var until: KioskInstant?
    /// What is still to be said; the first is on the line.
    var script: [ZVTMessage] = []
    var acknowledgedBy: KioskInstant?
    /// What the status information of the last transaction was.
    var last: [UInt8]?
    var armedSilence: PaymentTerminalSilence?
    var losesAnswers = false
    var nextReceiptNumber: Int
    var nextTraceNumber: Int
    var firstOfDay = 0

    package init(model: PaymentTerminalModel = PaymentTerminalModel()) {
        self.model = model
        link = ZVTLink(model.framing)
        nextReceiptNumber = model.firstReceiptNumber
        nextTraceNumber = model.firstReceiptNumber
    }

    enum Activity: Hashable, Sendable {
        case idle
        case waitingForCard(Money)
        case reading(Money, SimulatedCard)
        case enteringPIN(Money, SimulatedCard)
        case askingBank(Money, SimulatedCard)
        /// Tells the kiosk the end of it.
        case telling
    }

    package var nextDeadline: KioskInstant? {
        isSilent ? nil : [until, acknowledgedBy, link.nextDeadline, insertsAt].compactMap { $0 }.min()
    }

    /// When the card that needs no hand goes in.
    var insertsAt: KioskInstant?

    /// What the bank has taken and not given back.
    package var capturedTotal: Money {
        captures.filter { !$0.isReversed }.map(\.amount).total(model.currency)
    }

    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] {
        stop()
        isRegistered = false
        armedSilence = nil
        losesAnswers = false
        return []
    }

    package mutating func hand(_ hand: PaymentTerminalHand, at now: KioskInstant) -> [UInt8] {
        var out = deadlineReached(at: now)
        switch hand {
        case .insertCard(let card): if !isSilent { out += insert(card, at: now) }
        case .pressCancel:
            if !isSilent, isBeforeBank { out += refuse(ZVTResultCode.cancelledOrTimedOut, at: now) }
        case .goSilent(.now), .cutPower: isSilent = true
        case .goSilent(let later): armedSilence = later
        case .wakeUp: if isSilent { stop() }
        case .loseAnswers(let loses): losesAnswers = loses
        }
        return out
    }

    /// Nothing has left for the bank: it can still be cancelled.
    var isBeforeBank: Bool {
        switch activity {
        case .waitingForCard, .reading, .enteringPIN: true
        case .idle, .askingBank, .telling: false
        }
    }

    private mutating func stop() {
        isSilent = false
        activity = .idle
        until = nil
        insertsAt = nil
        script = []
        acknowledgedBy = nil
        link.reset()
    }
}
