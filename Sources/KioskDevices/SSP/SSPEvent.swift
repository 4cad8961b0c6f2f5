package import KioskCore

/// One event in the answer to a poll, at protocol versions 6 to 8. Source: GA138, the events of the NV9USB and NV200.
package enum SSPEvent: Hashable, Sendable {
    /// The device was powered up, and has run through its start.
    case slaveReset
    /// A note is on its way in and not yet recognised.
    case reading
    /// A note lies in escrow. The next poll accepts it.
    case read(channel: Int)
    /// The note is where its owner cannot get it back.
    case credit(channel: Int)
    case rejecting, rejected, stacking, stacked, safeJam, unsafeJam, disabled, stackerFull
    /// Channel 0 where the note is not known.
    case fraudAttempt(channel: Int)
    case clearedFromFront(channel: Int)
    case clearedIntoCashBox(channel: Int)
    case cashBoxRemoved, cashBoxReplaced, notePathOpen
    /// All channels are inhibited: the device takes no note.
    case channelDisable
    case initialising
    /// A barcode ticket was read or stacked, or a jam is being cleared. Nothing that moves money.
    case other(code: UInt8)

    package var bytes: [UInt8] {
        switch self {
        case .slaveReset: [0xF1]
        case .reading: [0xEF, 0]
        case .read(let channel): [0xEF, UInt8(truncatingIfNeeded: channel)]
        case .credit(let channel): [0xEE, UInt8(truncatingIfNeeded: channel)]
        case .rejecting: [0xED]
        case .rejected: [0xEC]
        case .stacked: [0xEB]
        case .safeJam: [0xEA]
        case .unsafeJam: [0xE9]
        case .disabled: [0xE8]
        case .stackerFull: [0xE7]
        case .fraudAttempt(let channel): [0xE6, UInt8(truncatingIfNeeded: channel)]
        case .cashBoxReplaced: [0xE4]
        case .cashBoxRemoved: [0xE3]
        case .clearedIntoCashBox(let channel): [0xE2, UInt8(truncatingIfNeeded: channel)]
        case .clearedFromFront(let channel): [0xE1, UInt8(truncatingIfNeeded: channel)]
        case .notePathOpen: [0xE0]
        case .stacking: [0xCC]
        case .initialising: [0xB6]
        case .channelDisable: [0xB5]
        case .other(let code): [code]
        }
    }

    /// Under POLL WITH ACK the device repeats it until EVENT ACK.
    package var wantsAcknowledgement: Bool {
        switch self {
        case .credit, .fraudAttempt, .clearedFromFront, .clearedIntoCashBox: true
        case .slaveReset, .reading, .read, .rejecting, .rejected, .stacking, .stacked, .safeJam, .unsafeJam, .disabled,
            .stackerFull, .cashBoxRemoved, .cashBoxReplaced, .notePathOpen, .channelDisable, .initialising, .other:
            false
        }
    }

    /// A note, or the device itself, is on its way to somewhere; the device says so in each poll until it is there.
    var isMotion: Bool {
        switch self {
        case .reading, .read, .rejecting, .stacking, .initialising, .safeJam, .unsafeJam, .notePathOpen: true
        case .slaveReset, .credit, .rejected, .stacked, .disabled, .stackerFull, .fraudAttempt, .clearedFromFront,
            .clearedIntoCashBox, .cashBoxRemoved, .cashBoxReplaced, .channelDisable, .other:
            false
        }
    }
}

/// The events of one poll, the oldest first.
///
/// An event has no length of its own: one that is not known ends the reading, since what follows it cannot be told
/// from its data. Reading on would take a byte of data for a credit.
package struct SSPEventList: Hashable, Sendable {
    package private(set) var events: [SSPEvent] = []
    /// The code of the event that could not be read: not known, or cut short.
    package private(set) var unreadable: UInt8?

    /// `data` is what stood after the response byte, at most 254 bytes.
    package init(_ data: [UInt8]) {
        var reader = ByteReader(data)
        while let code = reader.byte() {
            guard let event = Self.event(code, &reader) else {
                unreadable = code
                return
            }
            events.append(event)
        }
    }

    private static func event(_ code: UInt8, _ reader: inout ByteReader) -> SSPEvent? {
        switch code {
        case 0xF1: return .slaveReset
        case 0xED: return .rejecting
        case 0xEC: return .rejected
        case 0xEB: return .stacked
        case 0xEA: return .safeJam
        case 0xE9: return .unsafeJam
        case 0xE8: return .disabled
        case 0xE7: return .stackerFull
        case 0xE4: return .cashBoxReplaced
        case 0xE3: return .cashBoxRemoved
        case 0xE0: return .notePathOpen
        case 0xCC: return .stacking
        case 0xB6: return .initialising
        case 0xB5: return .channelDisable
        // Ticket read, ticket stacked, jam recovery: without data.
        case 0xE5, 0xD1, 0xB0: return .other(code: code)
        case 0xEF, 0xEE, 0xE6, 0xE2, 0xE1: break
        default: return nil
        }
        guard let channel = reader.byte().map(Int.init) else { return nil }
        switch code {
        case 0xEF: return channel == 0 ? .reading : .read(channel: channel)
        case 0xEE: return .credit(channel: channel)
        case 0xE6: return .fraudAttempt(channel: channel)
        case 0xE2: return .clearedIntoCashBox(channel: channel)
        default: return .clearedFromFront(channel: channel)
        }
    }
}

/// Why the validator gave the last note back: its answer to LAST REJECT CODE. Source: GA138, section Reject Codes.
package enum SSPRejectCode {
    package static let channelInhibited: UInt8 = 0x06
    package static let rejectedByHost: UInt8 = 0x08
    package static let disabledByHost: UInt8 = 0x0C
    package static let escrowTimeout: UInt8 = 0x13
    package static let unableToStack: UInt8 = 0x1D

    /// What the kiosk makes of a code; codes this list does not know count as a note not recognised.
    package static func rejection(_ code: UInt8) -> NoteRejection {
        switch code {
        case channelInhibited, disabledByHost, rejectedByHost: .denominationNotTaken
        // A second note, too long, no note seen, did not reach the head, pulled through too fast, too short, two at
        // once, a payment card.
        case 0x07, 0x0B, 0x10, 0x15, 0x18, 0x1A, 0x1C, 0x1F: .badInsertion
        // Sensors disagree, slow motor, nobody decided, could not be stacked.
        case 0x0A, 0x0D, escrowTimeout, unableToStack: .deviceTrouble
        default: .notRecognised
        }
    }

    /// The note had been in escrow: its owner has it back, whatever was decided about it.
    package static func wasInEscrow(_ code: UInt8) -> Bool {
        code == rejectedByHost || code == escrowTimeout || code == unableToStack
    }
}
