/// Command bytes of ID-003, and the bytes that answer them. Source: ID03-001E rev. 05, section 5.
package enum ID003Command: UInt8, CaseIterable, Sendable {
    case statusRequest = 0x11
    case reset = 0x40
    /// VEND VALID is told when the note has passed the lever of the stacker and cannot be pulled back.
    case stack1 = 0x41
    case returnNote = 0x43
    /// Keeps a note in escrow for another ten seconds.
    case hold = 0x44
    /// Answers VEND VALID; as an answer, says that an operation was accepted.
    case acknowledge = 0x50
    case versionRequest = 0x88
    case bootVersionRequest = 0x89
    case currencyAssignRequest = 0x8A
    case enable = 0xC0
    case security = 0xC1
    case communicationMode = 0xC2
    case inhibit = 0xC3

    /// As an answer: the device could not read the command.
    package static let communicationError: UInt8 = 0x4A
    /// As an answer: the command is not known, or not allowed in the present state.
    package static let invalid: UInt8 = 0x4B
}

/// What the driver asks of the device, one at a time.
enum ID003Request: Hashable, Sendable {
    case status, reset, stack, returnNote, hold, version, bootVersion, denominations, polledMode
    case security(isHigh: Bool)
    case enable(ID003Types)
    case inhibit(Bool)

    private var command: ID003Command {
        switch self {
        case .status: .statusRequest
        case .reset: .reset
        case .stack: .stack1
        case .returnNote: .returnNote
        case .hold: .hold
        case .version: .versionRequest
        case .bootVersion: .bootVersionRequest
        case .denominations: .currencyAssignRequest
        case .polledMode: .communicationMode
        case .security: .security
        case .enable: .enable
        case .inhibit: .inhibit
        }
    }

    private var data: [UInt8] {
        switch self {
        case .status, .reset, .stack, .returnNote, .hold, .version, .bootVersion, .denominations: []
        // Mode 0: the device speaks only when asked.
        case .polledMode: [0x00]
        case .security(let isHigh): isHigh ? [0xFF, 0xFF] : [0x00, 0x00]
        case .enable(let types): types.refusing
        case .inhibit(let isInhibited): [isInhibited ? 0x01 : 0x00]
        }
    }

    var payload: [UInt8] { [command.rawValue] + data }

    /// Reads what an answer to this request says; nil for an answer that does not fit it.
    func answer(_ payload: [UInt8]) -> Answer? {
        if payload == [ID003Command.invalid] { return self == .status ? nil : .refused }
        switch self {
        case .status: return ID003Status(payload).map(Answer.status)
        case .reset, .stack, .returnNote, .hold:
            return payload == [ID003Command.acknowledge.rawValue] ? .accepted : nil
        // Settings are echoed as they were understood.
        case .polledMode, .security, .enable, .inhibit:
            guard payload.first == command.rawValue else { return nil }
            return payload == self.payload ? .accepted : .refused
        case .version, .bootVersion, .denominations:
            guard payload.first == command.rawValue else { return nil }
            return .told(Array(payload.dropFirst()))
        }
    }

    enum Answer: Equatable {
        case status(ID003Status)
        case accepted
        case refused
        case told([UInt8])
    }
}
