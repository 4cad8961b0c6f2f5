package import KioskCore

/// The pure half of the driver for smart card readers that speak CCID.
///
/// One question is on the line at a time, and one command of the kiosk in hand; further ones wait in a queue. Only
/// slot 0 is used: a kiosk's reader has one slot for cards. What comes from other slots is passed over and told once.
///
/// Whether a card lies in the slot is learned from the status that every answer carries. A notification of the
/// interrupt endpoint is taken as a hint and asked after. The slot is asked every `fastCheck` until the first
/// notification shows that the reader has that endpoint, and every `slowCheck` afterwards. A card that lost its power
/// without being told to counts as exchanged; so does one that was said to be, in a reader that gives power by itself.
///
/// A card is trusted with nothing: the lengths it tells, the time and the blocks it asks for are all bounded. After a
/// failure that leaves the card's state unknown it loses its power, and the kiosk activates it again.
///
/// Source: CCID revision 1.1; ISO/IEC 7816-3:2006.
package struct CCIDStateMachine: DeviceStateMachine {
    package typealias Command = SmartCardReaderCommand
    package typealias Report = SmartCardReaderReport

    static let fastCheck = Duration.milliseconds(500)
    static let slowCheck = Duration.seconds(5)
    /// However many notifications come, the slot is not asked more often.
    static let leastCheckPause = Duration.milliseconds(50)
    static let statusDeadline = Duration.seconds(1)
    /// A silent reader is asked again at this pace.
    static let silentCheck = Duration.seconds(2)
    /// Missed answers in a row before the reader counts as faulty.
    static let missesBeforeFaulty = 3
    /// What a card and its reader may take for one command of the kiosk, with all that belongs to it.
    package static let longestCommand = Duration.seconds(120)
    /// How long an answer is still waited for when a notification says that the card is gone.
    static let removalGrace = Duration.milliseconds(500)
    /// Readers notify of the card they find when they start; that is no exchange of the card.
    static let settling = Duration.seconds(1)
    static let busyPause = Duration.milliseconds(100)
    static let mostBusyAnswers = 30
    package static let longestQueue = 8
    static let noticePause = Duration.seconds(10)

    let assumed: CCIDClassDescriptor?
    var descriptor: CCIDClassDescriptor?
    /// Why there is no descriptor, or why it is of no use.
    var refusal: String?
    var codec: CCIDCodec?
    var isConnected = false
    var presence: DevicePresence?
    var slot = Slot.unknown
    var session: CardSession?
    var work = Work.idle
    var queue: [SmartCardReaderCommand] = []

    var sequence: UInt8 = 0
    var question: Question?
    /// A command that the reader was too busy for.
    var postponed: (question: Question, until: KioskInstant)?
    /// What the command in hand asks next.
    var toAsk: CCIDCommand?
    /// The card is to lose its power, because nobody knows its state.
    var owesPowerOff = false
    var misses = 0
    var checkAt: KioskInstant?
    var checkedAt: KioskInstant?
    /// A notification said that the card was exchanged; the next status confirms it.
    var suspectsExchange = false
    var hasNotified = false
    var settledAt: KioskInstant?
    var hasToldOtherSlots = false
    var noticeAt: KioskInstant?
    var outputs: [DeviceOutput<SmartCardReaderReport>] = []

    /// `assuming` stands for the class descriptor on lines whose devices do not describe themselves.
    package init(assuming descriptor: CCIDClassDescriptor? = nil) {
        assumed = descriptor
        describe(descriptor)
    }

    enum Slot: Sendable { case unknown, empty, occupied }

    /// The kiosk's command in hand.
    enum Work: Sendable {
        case idle
        case activating(CardActivation, until: KioskInstant)
        case transmitting(until: KioskInstant)
        case deactivating(until: KioskInstant)

        var until: KioskInstant? {
            switch self {
            case .idle: nil
            case .activating(_, let time), .transmitting(let time), .deactivating(let time): time
            }
        }
    }

    enum Purpose: Sendable { case check, work, cleanUp }

    /// What is on the line.
    struct Question: Sendable {
        let command: CCIDCommand
        let purpose: Purpose
        var sequence: UInt8
        /// What one answer may take; a card that asks for more gets a multiple of it.
        var wait: Duration
        var deadline: KioskInstant
        var busyAnswers = 0
        /// The card is said to be gone: silence is no fault of the reader then.
        var isHopeless = false
    }

    package var nextDeadline: KioskInstant? {
        guard isConnected, refusal == nil else { return nil }
        if let question { return question.deadline }
        return [postponed?.until, checkAt].compactMap { $0 }.min()
    }

    /// Bytes kept of an unfinished message.
    package var bufferedByteCount: Int { codec?.bufferedCount ?? 0 }

    package mutating func received(
        _ input: DeviceInput<SmartCardReaderCommand>, at now: KioskInstant
    ) -> [DeviceOutput<SmartCardReaderReport>] {
        switch input {
        case .described(let bytes): describe(bytes)
        case .connected: connect(now)
        case .disconnected: disconnect()
        case .bytes(let bytes): if isConnected, refusal == nil { heard(bytes, now) }
        case .command(let command): told(command)
        case .portStatus: break
        case .deadlineReached: expire(now)
        }
        proceed(now)
        defer { outputs.removeAll() }
        return outputs
    }

    private mutating func describe(_ bytes: [UInt8]) {
        do {
            describe(try CCIDClassDescriptor(parsing: bytes))
        } catch {
            descriptor = nil
            refusal = error.explanation
        }
    }

    private mutating func describe(_ new: CCIDClassDescriptor?) {
        descriptor = new
        refusal =
            new.map(\.refusal)
            ?? "the reader gave no CCID class descriptor: it is no CCID reader, or its profile names another protocol"
        codec = new.map { CCIDCodec($0) }
    }

    private mutating func connect(_ now: KioskInstant) {
        forgetReader()
        isConnected = true
        settledAt = now.advanced(by: CCIDStateMachine.settling)
        if let refusal { setPresence(.faulty(refusal)) } else { checkAt = now }
    }

    private mutating func disconnect() {
        isConnected = false
        fail(.readerUnavailable)
        failQueue(.readerUnavailable)
        setSlot(.unknown)
        forgetReader()
        setPresence(.absent)
    }

    private mutating func forgetReader() {
        codec?.reset()
        slot = .unknown
        session = nil
        work = .idle
        question = nil
        postponed = nil
        toAsk = nil
        owesPowerOff = false
        misses = 0
        checkAt = nil
        checkedAt = nil
        suspectsExchange = false
        hasNotified = false
        hasToldOtherSlots = false
    }

    private mutating func told(_ command: SmartCardReaderCommand) {
        guard isConnected, refusal == nil, misses < CCIDStateMachine.missesBeforeFaulty else {
            outputs.append(.report(.failed(.readerUnavailable)))
            return
        }
        guard queue.count < CCIDStateMachine.longestQueue else {
            outputs.append(.report(.failed(.tooManyCommands)))
            return
        }
        queue.append(command)
    }

    // MARK: What the kiosk hears

    mutating func setPresence(_ new: DevicePresence) {
        guard presence != new else { return }
        presence = new
        outputs.append(.report(.presence(new)))
    }

    /// Tells of cards coming and going, in pairs.
    mutating func setSlot(_ new: Slot) {
        switch (slot, new) {
        case (.occupied, .empty), (.occupied, .unknown): outputs.append(.report(.cardRemoved))
        case (.empty, .occupied), (.unknown, .occupied): outputs.append(.report(.cardInserted))
        case (.occupied, .occupied), (.empty, .empty), (.empty, .unknown), (.unknown, .empty), (.unknown, .unknown):
            break
        }
        slot = new
        if new != .occupied { session = nil }
    }

    /// Ends the command in hand, if there is one.
    mutating func fail(_ failure: SmartCardFailure) {
        guard work.until != nil else { return }
        work = .idle
        toAsk = nil
        postponed = nil
        outputs.append(.report(.failed(failure)))
    }

    mutating func failQueue(_ failure: SmartCardFailure) {
        for _ in queue { outputs.append(.report(.failed(failure))) }
        queue.removeAll()
    }

    mutating func notice(_ text: String, _ now: KioskInstant) {
        if let noticeAt, now < noticeAt { return }
        noticeAt = now.advanced(by: CCIDStateMachine.noticePause)
        outputs.append(.report(.noticed(text)))
    }
}
