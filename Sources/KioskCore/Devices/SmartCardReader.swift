/// What a smart card reader can be told.
///
/// Commands are served one after another. Each is answered once and in order: `activate` by `activated`, `transmit`
/// by `answered`, `deactivate` by `deactivated`, and each of them by `failed` when it came to nothing. Only
/// `failed(.tooManyCommands)` comes at once and out of order.
///
/// The reader serves utility cards and technicians' badges. Payment cards go through the certified terminal; a
/// command that selects a payment application is refused before it reaches the card.
package enum SmartCardReaderCommand: Hashable, Codable, Sendable {
    /// Give the card power, read its answer to reset and agree on a protocol. A card that has power is reset.
    case activate
    /// Hand the card a command APDU, short or extended (ISO/IEC 7816-4:2013, section 5.2). The answer is whole: what
    /// the card gives in portions is fetched before it is told.
    case transmit([UInt8])
    /// Take the power from the card, before it is taken out or left in the slot.
    case deactivate
}

package enum SmartCardReaderReport: Hashable, Codable, Sendable {
    case presence(DevicePresence)
    /// A card lies in the slot, without a session yet. Comes in pairs with `cardRemoved`.
    case cardInserted
    case activated(SmartCard)
    /// The response APDU: data, then SW1 and SW2. What the status word means is for whoever asked.
    case answered([UInt8])
    case deactivated
    case failed(SmartCardFailure)
    /// The card is gone, or another one lies in its place (then `cardInserted` follows).
    case cardRemoved
    /// Something odd that changes nothing: for the log, told now and then at most.
    case noticed(String)
}

extension SmartCardReaderReport: DeviceReport {
    package var toldPresence: DevicePresence? { if case .presence(let presence) = self { presence } else { nil } }
}

/// What a card said of itself when it got power.
package struct SmartCard: Hashable, Codable, Sendable {
    /// The whole answer to reset (ISO/IEC 7816-3:2006, section 8), 2 to 33 bytes.
    package var answerToReset: [UInt8]
    /// The part of it that names the kind of card, at most 15 bytes.
    package var historicalBytes: [UInt8]
    /// How the reader and the card talk.
    package var transmission: SmartCardTransmission

    package init(answerToReset: [UInt8], historicalBytes: [UInt8], transmission: SmartCardTransmission) {
        self.answerToReset = answerToReset
        self.historicalBytes = historicalBytes
        self.transmission = transmission
    }
}

/// The transmission protocols of ISO/IEC 7816-3: T=0 sends bytes, T=1 sends blocks.
package enum SmartCardTransmission: UInt8, CaseIterable, Codable, Sendable {
    case t0 = 0
    case t1 = 1
}

/// Why a command to the card came to nothing.
package enum SmartCardFailure: Hashable, Codable, Sendable {
    case noCard
    /// The card was taken out while the command was under way. What it did of it is unknown.
    case cardRemoved
    /// There is no session: the card was not activated, or an earlier failure ended its session.
    case notActivated
    /// The card does not answer: put in the wrong way round, dirty, broken, or no chip card.
    case mute
    case malformedAnswerToReset(SmartCardATRProblem)
    /// The card speaks no protocol that the reader speaks.
    case protocolNotSupported
    /// The card and the reader could not agree on parameters.
    case parametersRefused
    /// Blocks or bytes stayed damaged after all repetitions. What the card did of the command is unknown.
    case transmissionFailed
    /// The card answered what no card may answer.
    case protocolViolated(String)
    /// The card lost its power in the middle of the command.
    case powerLost
    /// The bytes are no command APDU.
    case malformedCommand
    /// The reader or the card cannot take a command of this length.
    case commandTooLong
    /// The card's answer does not end.
    case answerTooLong
    /// Payment applications are for the certified terminal.
    case paymentApplicationRefused
    /// The reader or the card took longer than any command may take.
    case timedOut
    /// The reader is at something else and stays so.
    case readerBusy
    /// The reader refused, with the error code of its own protocol.
    case readerRefused(code: UInt8)
    /// The reader cannot be reached, or cannot be used.
    case readerUnavailable
    case tooManyCommands
}

/// What is wrong with an answer to reset (ISO/IEC 7816-3:2006, section 8.2).
package enum SmartCardATRProblem: String, CaseIterable, Codable, Sendable {
    /// There are no bytes at all, or only the first.
    case empty
    /// TS is neither 3B nor 3F.
    case unknownInitialCharacter
    /// It ends before all announced bytes.
    case truncated
    /// There are more than 33 bytes.
    case tooLong
    /// Bytes follow after its announced end.
    case trailingBytes
    /// The check character TCK, needed by every card that offers more than T=0, is not there.
    case checkCharacterMissing
    case checkCharacterWrong
    /// TD1 names no transmission protocol.
    case protocolMissing
    /// The card insists on a speed that the standard does not define.
    case reservedSpeed
    /// The size of its blocks is 0 or 255, which are reserved.
    case reservedBlockSize
    /// Its waiting time integer is above 9, which is reserved.
    case reservedWaitingTime
}

extension SmartCardFailure {
    /// What happened and what to do, for technicians.
    package var explanation: String {
        switch self {
        case .noCard: "there is no card in the reader: put one in"
        case .cardRemoved: "the card was taken out too early: put it in again and leave it there"
        case .notActivated: "the card has no session: activate it first"
        case .mute: "the card does not answer: put it in chip first, clean it, or try another one"
        case .malformedAnswerToReset(let problem):
            "the card's answer to reset is malformed (\(problem.rawValue)): try another card"
        case .protocolNotSupported: "card and reader have no protocol in common: this card cannot be used here"
        case .parametersRefused: "card and reader cannot agree on parameters: this card cannot be used here"
        case .transmissionFailed: "the exchange with the card stayed damaged: clean the contacts and try again"
        case .protocolViolated(let what): "the card does not keep to its protocol (\(what)): try another card"
        case .powerLost: "the card lost its power: put it in again"
        case .malformedCommand: "the bytes are no command for a card"
        case .commandTooLong: "the command is too long for this reader or this card"
        case .answerTooLong: "the card's answer does not end: try another card"
        case .paymentApplicationRefused: "payment cards are read by the payment terminal, never by this reader"
        case .timedOut: "the card took too long: try again"
        case .readerBusy: "the reader stays busy: unplug it and plug it in again"
        case .readerRefused(let code): "the reader refused with error \(code): see its manual"
        case .readerUnavailable: "the reader cannot be reached or used: see its presence"
        case .tooManyCommands: "too many commands wait for the reader: wait for their answers"
        }
    }
}
