package import KioskCore

/// What the acceptor answers to a status request. Source: ID03-001E rev. 05, section 6-2.
package enum ID003Status: Hashable, Sendable {
    case idling, accepting, stacking
    /// The note cannot be pulled back any more. Told until ACK comes; does not say which note.
    case vendValid
    case stacked, returning, holding
    /// The device takes no notes because it was told so.
    case inhibited
    case initialising
    /// A note is held, of the denomination at this place in the table.
    case escrow(type: Int)
    case rejecting(reason: UInt8)
    case powerUp
    /// The power came back while a note was in the acceptor: RESET gives it back.
    case powerUpWithNoteInAcceptor
    /// The power came back while a note was on its way into the stacker: RESET finishes the way.
    case powerUpWithNoteInStacker
    case stackerFull, stackerOpen, jamInAcceptor, jamInStacker, paused, cheated
    case failure(part: UInt8)

    /// Nil when `payload` is no status, or is cut short: an escrow without its denomination is no escrow.
    package init?(_ payload: [UInt8]) {
        guard let code = payload.first else { return nil }
        let detail = payload.count > 1 ? payload[1] : nil
        switch code {
        case 0x11: self = .idling
        case 0x12: self = .accepting
        case 0x13:
            guard let type = detail.flatMap(ID003DenominationTable.type(ofCode:)) else { return nil }
            self = .escrow(type: type)
        case 0x14: self = .stacking
        case 0x15: self = .vendValid
        case 0x16: self = .stacked
        case 0x17:
            guard let detail else { return nil }
            self = .rejecting(reason: detail)
        case 0x18: self = .returning
        case 0x19: self = .holding
        case 0x1A: self = .inhibited
        case 0x1B: self = .initialising
        case 0x40: self = .powerUp
        case 0x41: self = .powerUpWithNoteInAcceptor
        case 0x42: self = .powerUpWithNoteInStacker
        case 0x43: self = .stackerFull
        case 0x44: self = .stackerOpen
        case 0x45: self = .jamInAcceptor
        case 0x46: self = .jamInStacker
        case 0x47: self = .paused
        case 0x48: self = .cheated
        case 0x49:
            guard let detail else { return nil }
            self = .failure(part: detail)
        default: return nil
        }
    }

    /// Where a note was found when the power came back; nil when this is not a power-up.
    var powerUpFinding: PowerUpFinding? {
        switch self {
        case .powerUp: .noNote
        case .powerUpWithNoteInAcceptor: .note(.inAcceptor)
        case .powerUpWithNoteInStacker: .note(.inStacker)
        case .idling, .accepting, .stacking, .vendValid, .stacked, .returning, .holding, .inhibited, .initialising,
            .escrow, .rejecting, .stackerFull, .stackerOpen, .jamInAcceptor, .jamInStacker, .paused, .cheated,
            .failure:
            nil
        }
    }

    /// The device does its work, or waits for it, with the cash box in place.
    var isWorking: Bool {
        switch self {
        case .idling, .accepting, .stacking, .vendValid, .stacked, .returning, .holding, .inhibited, .escrow,
            .rejecting, .paused:
            true
        case .initialising, .powerUp, .powerUpWithNoteInAcceptor, .powerUpWithNoteInStacker, .stackerFull,
            .stackerOpen, .jamInAcceptor, .jamInStacker, .cheated, .failure:
            false
        }
    }

    /// No note is in the device.
    var isAtRest: Bool { self == .idling || self == .inhibited }

    /// A note lies in escrow.
    var holdsNote: Bool {
        if case .escrow = self { return true }
        return self == .holding
    }

    /// Nothing moves that RESET would interrupt, and no note waits for a decision or an acknowledgement.
    var allowsReset: Bool {
        switch self {
        case .idling, .inhibited, .stackerFull, .stackerOpen, .jamInAcceptor, .jamInStacker, .paused, .cheated,
            .failure:
            true
        case .accepting, .stacking, .vendValid, .stacked, .returning, .holding, .initialising, .escrow, .rejecting,
            .powerUp, .powerUpWithNoteInAcceptor, .powerUpWithNoteInStacker:
            false
        }
    }
}

/// The data behind REJECTING and FAILURE.
package enum ID003Reason {
    /// What the kiosk makes of a reason to reject; reasons this list does not know count as a note not recognised.
    package static func rejection(_ reason: UInt8) -> NoteRejection {
        switch reason {
        // Inserted crooked.
        case 0x71: .badInsertion
        // Inhibited denomination or direction.
        case 0x79: .denominationNotTaken
        // A note left inside; conveying; operation; a note found where none should be.
        case 0x73, 0x75, 0x7B, 0x7C: .deviceTrouble
        // Magnetic pattern, calibration, discrimination, photo pattern and level, length, colour.
        default: .notRecognised
        }
    }

    /// The part behind FAILURE, for technicians.
    static func failure(_ part: UInt8) -> String {
        switch part {
        case 0xA2: "stack motor"
        case 0xA5: "transport motor speed"
        case 0xA6: "transport motor"
        case 0xA7: "aligning motor"
        case 0xAB: "cash box not ready"
        case 0xAC: "optical sensor"
        case 0xAD: "magnetic sensor"
        case 0xAF: "validator head removed"
        case 0xB0: "boot ROM"
        case 0xB1: "external ROM"
        case 0xB2: "ROM"
        case 0xB3: "writing of the external ROM"
        default: "part \(String(part, radix: 16, uppercase: true))"
        }
    }
}
