package import KioskCore

/// The pure half of the driver for note validators that speak SSP, unencrypted.
///
/// One question is on the line at a time. What to ask next is derived from what is known and wanted (`nextRequest`),
/// not from a queue of commands: after any loss of power or line the same rule leads back to work. The machine never
/// decides about money.
///
/// **A poll moves money.** "A poll command after this value has been given will cause the banknote to be accepted from
/// the escrow position" (GA138, event Read). So while a note lies in escrow the machine does not poll until the kiosk
/// has said `stackNote`; it sends HOLD, which keeps the note, or REJECT, which gives it back. It does not even poll to
/// learn whether a note is there: a new machine sends HOLD first, and what HOLD finds it reports as
/// `poweredUp(note: .inAcceptor)` and gives back once that is written down, because nobody can say what it is worth.
///
/// **Credit is NOTE CREDIT, not STACKED.** `stacked` is reported at NOTE CREDIT: "the banknote has been moved from the
/// escrow position to a safe position within the validator system where the banknote cannot be retreived by the user.
/// At this point, it is safe for the host to use this event as it's 'Credit' point." It names the channel, and it alone
/// is repeated until EVENT ACK. STACKED comes later, once, and names nothing; after a jam behind the safe position it
/// never comes, and the note is the kiosk's all the same.
///
/// **What a kill can lose.** With POLL WITH ACK the device repeats NOTE CREDIT until EVENT ACK, which waits for the
/// kiosk's `acknowledge`. Many validators grant it to encrypted hosts only; then plain POLL brings each event once. An
/// answer lost on the line is asked for again with the same flag, also after the line was away, and comes from the
/// device's memory. But when the kiosk is killed between the answer and its record, the answer is gone: at the next
/// start the open intent meets a STACKED without credit (`poweredUp(note: .inStacker)`), a note given back
/// (`.inAcceptor`), or nothing, and then `disabled` leaves the note in suspense for its owner. It is never credited
/// twice.
///
/// Source: ITL, SSP Protocol Manual GA138 (2.2.2).
package struct SSPStateMachine: DeviceStateMachine {
    package typealias Command = NoteAcceptorCommand
    package typealias Report = NoteAcceptorReport

    /// Money and findings that wait for their acknowledgement. A device cannot fill it by the rules of the protocol.
    package static let longestQueue = 8

    let profile: SSPProfile
    var codec = SSPCodec()
    var isConnected = false
    /// The question on the line.
    var exchange: Exchange?
    /// A poll whose answer never came before the line went: asked again, with its own flag, before anything else.
    var unanswered: Exchange?
    /// What that poll brought after all. It counts once the device turns out to be the same.
    var lateAnswer: LateAnswer?
    /// The flag of the next new packet.
    var nextFlag = true
    var nextPollAt: KioskInstant?
    var outputs: [DeviceOutput<NoteAcceptorReport>] = []

    var session = Session()
    var table: SSPChannelTable?
    /// Of the device that was last set up; another one is another device.
    var serial: [UInt8]?
    var identification: DeviceIdentification?

    var powerUp: PowerUp?
    var found: FoundNote?
    var note: EscrowedNote?
    /// What the kiosk must write down before the device may forget it, told one at a time.
    var told: [UntilAcknowledged] = []
    /// The channel last credited, until another note is read. A NOTE CREDIT of it is that credit again, since a note
    /// cannot be accepted that was not read.
    var lastCredit: Int?
    /// A note that was stacked without this machine having seen it must have been accepted by an earlier one.
    var hasSeenNote = false
    var rejectCodeIsDue = false
    /// A credit of a channel whose worth is not known: out of service until somebody has looked.
    var unvaluedChannel: Int?
    /// The device repeats its last answer, this one, until EVENT ACK.
    var awaitsEventAck = false
    var repeatedAnswer: [UInt8]?
    var activity = Activity()
    var condition = SlotCondition()

    var wish = SlotWish()
    /// What the device last accepted; nil when that is not known.
    var applied: SSPChannels?
    var isEnabled: Bool?
    /// Since when; until it had time to obey, the device is not doubted.
    var enabledAt: KioskInstant?
    var resetIsDue = false

    package init(profile: SSPProfile = SSPProfile()) { self.profile = profile }

    struct Exchange: Sendable {
        let request: SSPRequest
        let flag: Bool
        let firstSentAt: KioskInstant
        var timesSent: Int
        var deadline: KioskInstant
    }

    struct LateAnswer: Sendable {
        let data: [UInt8]
        let withAck: Bool
        let askedAt: KioskInstant
    }

    /// What was learned of the device since it was last out of reach.
    struct Session: Sendable {
        var isSynced = false
        var syncFlag = true
        var version: UInt8?
        var nextVersion = SSPProfile.highestProtocolVersion
        var isSetUp = false
        /// Nil until asked; empty when the device does not say.
        var serial: [UInt8]?
        var firmware: String?
        var isIdentified = false
        /// HOLD has said whether a note is there.
        var isProbed = false
        /// Whether it knows POLL WITH ACK; nil until tried.
        var pollsWithAck: Bool?
        var hasPolled = false
        var refusals = 0
        var againAt: KioskInstant?
    }

    struct PowerUp: Sendable {
        let since: KioskInstant
        /// When it is over, should the device say nothing of a note.
        var until: KioskInstant
    }

    /// A note that lay in escrow when this machine came, of which the device does not say the channel.
    struct FoundNote: Sendable {
        var rejectAt: KioskInstant
        var holdAt: KioskInstant
        /// When REJECT was accepted, or when the note was last seen to move after it.
        var leftAt: KioskInstant?
    }

    struct EscrowedNote: Sendable {
        let channel: Int
        var lastSeenAt: KioskInstant
        var decision: EscrowDecision
        /// When it left the escrow, or was last seen to move after that; nil while it is there.
        var leftAt: KioskInstant?

        var isHeld: Bool { leftAt == nil }
    }

    /// What the last polls said of the device.
    struct Activity: Sendable {
        var quietPolls = 0
        var isInitialising = false
        var fault: String?
        /// After a power-up the cash box may be back without a word.
        var cashBoxIsDoubted = false
    }

    package var nextDeadline: KioskInstant? {
        isConnected ? exchange?.deadline ?? nextPollAt : nil
    }

    /// Bytes kept of an unfinished packet.
    package var bufferedByteCount: Int { codec.bufferedCount }

    package mutating func received(
        _ input: DeviceInput<NoteAcceptorCommand>, at now: KioskInstant
    ) -> [DeviceOutput<NoteAcceptorReport>] {
        switch input {
        case .connected:
            lineChanged()
            isConnected = true
        case .disconnected:
            lineChanged()
            isConnected = false
            tell(condition.presenceBecame(.absent))
        case .bytes(let bytes):
            if isConnected { heard(bytes, now) }
        case .command(let command): take(command, now)
        case .described, .portStatus: break
        case .deadlineReached: expire(now)
        }
        tellNext(now)
        reportEscrow(now)
        if isConnected, exchange == nil { askNext(now) }
        if exchange == nil, nextPollAt.map({ $0 <= now }) ?? true {
            nextPollAt = now.advanced(by: profile.pollInterval)
        }
        defer { outputs.removeAll() }
        return outputs
    }

    private mutating func take(_ command: NoteAcceptorCommand, _ now: KioskInstant) {
        switch command {
        case .enable(let denominations): wish.enable(denominations)
        case .disable: wish.disable()
        case .stackNote: note?.decision.decide(.stack)
        case .returnNote: note?.decision.decide(.giveBack)
        case .acknowledge: acknowledged(now)
        case .reset: wantsReset()
        }
    }

    /// A technician has looked: what was stacked of unknown worth is known to people now. Never while a note is in the
    /// hands of the device; a jam means that it is not, since somebody cleared it.
    private mutating func wantsReset() {
        guard note?.isHeld != true, found == nil, told.isEmpty else { return }
        guard activity.fault != nil || note == nil && activity.quietPolls > 0 else { return }
        unvaluedChannel = nil
        resetIsDue = true
    }

    /// The channels that are to be taken now.
    var target: SSPChannels { unvaluedChannel == nil ? table?.channels(worth: wish.denominations) ?? [] : [] }

    mutating func tell(_ news: [NoteAcceptorReport]) { outputs += news.map { .report($0) } }

    /// The line came or went: the device may be another one now. A poll on its way is kept, because its answer is.
    private mutating func lineChanged() {
        if let exchange, exchange.request.isPoll { unanswered = exchange }
        codec.reset()
        exchange = nil
        nextPollAt = nil
        identification = nil
        // What the device now waits for, if anything, it says again.
        awaitsEventAck = false
        beginSession()
    }

    /// Everything about the device is to be learned again. What the kiosk was told of a note stays known: plain polls
    /// tell it once.
    mutating func beginSession(againAt: KioskInstant? = nil) {
        session = Session(againAt: againAt)
        found = nil
        applied = nil
        isEnabled = nil
        wish.wait(until: nil)
        resetIsDue = false
        activity.quietPolls = 0
        wish.deviceMayHaveForgotten()
    }
}
