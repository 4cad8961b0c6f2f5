package import KioskCore

/// What the validator answers to a poll. Source: MAN_CCNET rev. 2.3.1, section 5.4, POLL.
package enum CCNETStatus: Hashable, Sendable {
    case powerUp
    /// The power came back while a note was in the validator: RESET gives it back.
    case powerUpWithBillInValidator
    /// The power came back while a note was on its way into the cassette: RESET finishes the way.
    case powerUpWithBillInStacker
    case initialising, idling, accepting, stacking, returning, disabled, holding
    case busy
    case rejecting(reason: UInt8)
    case cassetteFull, cassetteRemoved, validatorJammed, cassetteJammed, cheated, paused
    case failed(part: UInt8)
    case escrow(type: Int)
    case stacked(type: Int)
    case returned(type: Int)
    /// A state of other machines of the family, bill recyclers for example.
    case other(code: UInt8)

    /// Nil when `payload` is no answer to a poll, or is cut short: an event without its bill type is no event.
    package init?(_ payload: [UInt8]) {
        guard let code = payload.first else { return nil }
        let detail = payload.count > 1 ? payload[1] : nil
        switch code {
        case 0x00, 0x30, 0xFF: return nil
        case 0x10: self = .powerUp
        case 0x11: self = .powerUpWithBillInValidator
        case 0x12: self = .powerUpWithBillInStacker
        case 0x13: self = .initialising
        case 0x14: self = .idling
        case 0x15: self = .accepting
        case 0x17: self = .stacking
        case 0x18: self = .returning
        case 0x19: self = .disabled
        case 0x1A: self = .holding
        case 0x1B: self = .busy
        case 0x41: self = .cassetteFull
        case 0x42: self = .cassetteRemoved
        case 0x43: self = .validatorJammed
        case 0x44: self = .cassetteJammed
        case 0x45: self = .cheated
        case 0x46: self = .paused
        case 0x1C, 0x47, 0x80, 0x81, 0x82:
            guard let detail else { return nil }
            switch code {
            case 0x1C: self = .rejecting(reason: detail)
            case 0x47: self = .failed(part: detail)
            case 0x80: self = .escrow(type: Int(detail))
            case 0x81: self = .stacked(type: Int(detail))
            default: self = .returned(type: Int(detail))
            }
        default: self = .other(code: code)
        }
    }

    package var payload: [UInt8] {
        switch self {
        case .powerUp: [0x10]
        case .powerUpWithBillInValidator: [0x11]
        case .powerUpWithBillInStacker: [0x12]
        case .initialising: [0x13]
        case .idling: [0x14]
        case .accepting: [0x15]
        case .stacking: [0x17]
        case .returning: [0x18]
        case .disabled: [0x19]
        case .holding: [0x1A]
        // The second byte is the time to wait, in tenths of a second.
        case .busy: [0x1B, 0x01]
        case .rejecting(let reason): [0x1C, reason]
        case .cassetteFull: [0x41]
        case .cassetteRemoved: [0x42]
        case .validatorJammed: [0x43]
        case .cassetteJammed: [0x44]
        case .cheated: [0x45]
        case .paused: [0x46]
        case .failed(let part): [0x47, part]
        case .escrow(let type): [0x80, UInt8(truncatingIfNeeded: type)]
        case .stacked(let type): [0x81, UInt8(truncatingIfNeeded: type)]
        case .returned(let type): [0x82, UInt8(truncatingIfNeeded: type)]
        case .other(let code): [code]
        }
    }

    /// Where a note was found when the power came back; nil when this is not a power-up.
    var powerUp: PowerUpFinding? {
        switch self {
        case .powerUp: .noNote
        case .powerUpWithBillInValidator: .note(.inAcceptor)
        case .powerUpWithBillInStacker: .note(.inStacker)
        case .initialising, .idling, .accepting, .stacking, .returning, .disabled, .holding, .busy, .rejecting,
            .cassetteFull, .cassetteRemoved, .validatorJammed, .cassetteJammed, .cheated, .paused, .failed, .escrow,
            .stacked, .returned, .other:
            nil
        }
    }

    /// The device does its work, or waits for it, with the cash box in place.
    var isWorking: Bool {
        switch self {
        case .idling, .accepting, .stacking, .returning, .disabled, .holding, .busy, .rejecting, .paused, .escrow,
            .stacked, .returned:
            true
        case .powerUp, .powerUpWithBillInValidator, .powerUpWithBillInStacker, .initialising, .cassetteFull,
            .cassetteRemoved, .validatorJammed, .cassetteJammed, .cheated, .failed, .other:
            false
        }
    }
}

/// Why the validator pushed a note back, in the second byte of REJECTING.
package enum CCNETRejectReason {
    /// What the kiosk makes of a reason; reasons this list does not know count as a note not recognised.
    package static func rejection(_ reason: UInt8) -> NoteRejection {
        switch reason {
        // Insertion: crooked, or pulled.
        case 0x60: .badInsertion
        // Inhibit: a known note that is not enabled.
        case 0x68: .denominationNotTaken
        // A note left in the head; conveying; operation.
        case 0x62, 0x64, 0x6A: .deviceTrouble
        // Magnetic, multiplying, identification, verification, optic, capacity, length.
        default: .notRecognised
        }
    }

    package static let insertion: UInt8 = 0x60
    package static let conveying: UInt8 = 0x64
    package static let identification: UInt8 = 0x65
    package static let inhibit: UInt8 = 0x68

    /// The part behind GENERIC FAILURE, for technicians.
    static func failure(_ part: UInt8) -> String {
        switch part {
        case 0x50: "stack motor"
        case 0x51: "transport motor speed"
        case 0x52: "transport motor"
        case 0x53: "aligning motor"
        case 0x54: "initial cassette status"
        case 0x55: "optic canal"
        case 0x56: "magnetic canal"
        case 0x5F: "capacitance canal"
        default: "part \(String(part, radix: 16, uppercase: true))"
        }
    }
}
