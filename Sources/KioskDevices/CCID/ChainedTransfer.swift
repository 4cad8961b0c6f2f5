import KioskCore

/// An APDU of any length on its way through a reader of extended APDU level, in one message or several.
///
/// Source: CCID revision 1.1, sections 3.2.2, 6.1.4 and 6.2.1.
struct ChainedTransfer: Sendable {
    enum Step {
        case ask(CCIDCommand)
        case answered([UInt8])
        case failed(SmartCardFailure)
    }

    /// Messages of one answer; readers fill theirs, so that an honest answer needs far fewer.
    static let mostMessages = 1_024

    private let room: Int
    private var outgoing: ArraySlice<UInt8>
    private var hasBegun = false
    private var incoming: [UInt8] = []
    private var messages = 0

    /// `room` is what a message holds beside its header.
    init(_ apdu: [UInt8], room: Int) {
        outgoing = apdu[...]
        self.room = max(room, 1)
    }

    mutating func begin() -> Step { next() }

    private mutating func next() -> Step {
        let portion = Array(outgoing.prefix(room))
        outgoing = outgoing.dropFirst(room)
        let level: CCIDChaining =
            switch (hasBegun, outgoing.isEmpty) {
            case (false, true): .whole
            case (false, false): .begins
            case (true, true): .ends
            case (true, false): .continues
            }
        hasBegun = true
        return .ask(.transfer(portion, level: level))
    }

    mutating func answered(_ chaining: UInt8, _ data: [UInt8]) -> Step {
        messages += 1
        guard messages <= ChainedTransfer.mostMessages else { return .failed(.answerTooLong) }
        guard let chaining = CCIDChaining(rawValue: chaining) else {
            return .failed(.protocolViolated("the reader chains its answer in an unknown way"))
        }
        if chaining == .goOn {
            guard !outgoing.isEmpty else { return .failed(.protocolViolated("the reader asks for more than there is")) }
            return next()
        }
        // An answer before the end of the command: the card or the reader has had enough of it.
        outgoing = []
        guard incoming.count + data.count <= APDUConversation.longestAnswer else { return .failed(.answerTooLong) }
        incoming += data
        switch chaining {
        case .whole, .ends: return .answered(incoming)
        case .begins, .continues, .goOn: return .ask(.transfer([], level: .goOn))
        }
    }
}
