package import KioskCore

/// What a person, or an accident, can do to a card reader.
package enum CardReaderHand: Sendable {
    case insert(SimulatedChipCard)
    case remove
    /// The card is pulled out when the next power-on or transfer after so many others has come, before it is answered.
    case removeDuring(Int)
    /// Another card in place of this one, faster than anybody looks.
    case exchange(SimulatedChipCard)
    /// The card in the slot behaves in another way from now on.
    case change(SimulatedChipCard.Misbehaviour)
    case goSilent
    case wakeUp
    /// These bytes go out and mean nothing.
    case garble([UInt8])
    /// So many of the next commands are answered with "slot busy".
    case beBusy(Int)
    /// So many of the next answers carry a sequence number that is not theirs.
    case mistakeSequence(Int)
    /// Before so many of the next answers the reader asks for time, once each.
    case askForTime(Int)
    /// So many of the next transfers end in a parity error.
    case breakParity(Int)
    /// Something conducts where nothing should: the notification of an over-current.
    case shortCircuit
}

/// The firmware of a simulated CCID card reader with one slot in use.
///
/// Answers and notifications go out in one stream, in the order in which they happen; `transfers` takes them apart
/// for a device with endpoints of its own. What waits for the card's time is sent later (`nextDeadline`), so that a
/// card can be pulled out in the middle.
///
/// Source: CCID revision 1.1, sections 5 and 6; written from it and not from the driver.
package struct SimulatedCardReader: SimulatedDevice {
    package let model: CardReaderModel
    package internal(set) var card: SimulatedChipCard?
    package internal(set) var isSilent = false
    /// Power-ons and transfers that came, for tests that cut in at each of them.
    package internal(set) var exchanges = 0
    /// The voltages that were asked for, one a power-on; 0 lets the reader choose. The last hundred.
    package internal(set) var powerSelections: [UInt8] = []
    /// The last protocol data structure that was set.
    package internal(set) var parameters: [UInt8] = []

    static let mostBuffered = 70_000

    var buffer: [UInt8] = []
    var protocolInUse: UInt8 = 0
    /// An answer that goes out when its time has come.
    var pending: Pending?
    var chain = Chain()
    var busyLeft = 0
    var wrongSequencesLeft = 0
    var timeRequestsLeft = 0
    var parityErrorsLeft = 0
    var removalIn: Int?

    struct Pending: Sendable {
        var at: KioskInstant
        var asksForTimeFirst: Bool
        var command: Command
        var answer: Answer
    }

    /// A command that came.
    struct Command: Sendable {
        let type: UInt8
        let slot: UInt8
        let sequence: UInt8
        let specific: [UInt8]
        let data: [UInt8]
    }

    /// What it is answered with, beside slot and sequence.
    struct Answer: Sendable {
        var type: UInt8
        /// `bmCommandStatus`: 0 done, 1 failed, 2 more time.
        var status: UInt8 = 0
        var error: UInt8 = 0
        var specific: UInt8 = 0
        var data: [UInt8] = []
    }

    /// An extended APDU in parts, there and back.
    struct Chain: Sendable {
        var command: [UInt8] = []
        var answer: ArraySlice<UInt8> = []
        var hasBegunAnswer = false
    }

    package init(model: CardReaderModel = CardReaderModel(), card: SimulatedChipCard? = nil) {
        self.model = model
        self.card = card
        if model.activatesOnInsertion { _ = self.card?.reset(voltage: 0) }
    }

    package static let classDescriptor = CardReaderModel().classDescriptor
    package var classDescriptor: [UInt8] { model.classDescriptor }

    package var nextDeadline: KioskInstant? { isSilent ? nil : pending?.at }

    // MARK: A person's hands

    package mutating func hand(_ hand: CardReaderHand, at now: KioskInstant) -> [UInt8] {
        switch hand {
        case .insert(let new): return insert(new)
        case .remove: return remove()
        case .removeDuring(let count): removalIn = exchanges + count
        case .exchange(let new):
            let out = remove()
            return out + insert(new)
        case .change(let misbehaviour): card?.misbehaviour = misbehaviour
        case .goSilent: isSilent = true
        case .wakeUp:
            isSilent = false
            buffer = []
            pending = nil
        case .garble(let bytes): return bytes
        case .beBusy(let count): busyLeft = count
        case .mistakeSequence(let count): wrongSequencesLeft = count
        case .askForTime(let count): timeRequestsLeft = count
        case .breakParity(let count): parityErrorsLeft = count
        case .shortCircuit: return [0x51, 0x00, 0x00, 0x01]
        }
        return []
    }

    private mutating func insert(_ new: SimulatedChipCard) -> [UInt8] {
        card = new
        card?.powerOff()
        protocolInUse = new.protocols.first ?? 0
        if model.activatesOnInsertion { _ = card?.reset(voltage: 0) }
        return notification
    }

    mutating func remove() -> [UInt8] {
        guard card != nil else { return [] }
        card = nil
        chain = Chain()
        var out = notification
        if let pending, !isSilent {
            // What the card was asked comes to nothing: mute, and no card there.
            self.pending = nil
            out += bytes(Answer(type: pending.answer.type, status: 1, error: 0xFE), to: pending.command)
        }
        return out
    }

    /// The state of slot 0, changed; the other slots stay empty (section 6.3.1).
    private var notification: [UInt8] {
        guard model.notifies, !isSilent else { return [] }
        let others = [UInt8](repeating: 0, count: (Int(model.maximumSlotIndex) + 4) / 4 - 1)
        return [0x50, card == nil ? 0x02 : 0x03] + others
    }

    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] {
        let card = card
        self = SimulatedCardReader(model: model, card: nil)
        return card.map { insert($0) } ?? []
    }

    // MARK: The line

    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] {
        guard !isSilent else { return [] }
        buffer += bytes
        var out: [UInt8] = []
        while buffer.count >= 10 {
            let length = (0..<4).reduce(0) { $0 | Int(buffer[1 + $1]) << (8 * $1) }
            guard length <= SimulatedCardReader.mostBuffered else {
                buffer = []
                break
            }
            guard buffer.count >= 10 + length else { break }
            let command = Command(
                type: buffer[0], slot: buffer[5], sequence: buffer[6], specific: Array(buffer[7..<10]),
                data: Array(buffer[10..<(10 + length)]))
            buffer.removeFirst(10 + length)
            out += take(command, at: now)
        }
        return out
    }

    private mutating func take(_ command: Command, at now: KioskInstant) -> [UInt8] {
        if command.slot != 0 { return bytes(refused(command, 5), to: command) }
        // One command at a time: another one while the card is asked finds the slot busy (section 6.2.6).
        if pending != nil || busyLeft > 0, command.type != 0x65 {
            busyLeft = max(busyLeft - 1, 0)
            return bytes(refused(command, 0xE0), to: command)
        }
        var out: [UInt8] = []
        if command.type == 0x62 || command.type == 0x6F {
            exchanges += 1
            if let removalIn, exchanges > removalIn {
                self.removalIn = nil
                out = remove()
            }
        }
        let answer = carryOut(command)
        guard command.type == 0x6F || command.type == 0x62, card != nil else { return out + bytes(answer, to: command) }
        let asksForTime = timeRequestsLeft > 0
        timeRequestsLeft = max(timeRequestsLeft - 1, 0)
        pending = Pending(
            at: now.advanced(by: model.thinking), asksForTimeFirst: asksForTime, command: command, answer: answer)
        return out
    }

    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] {
        guard !isSilent, var due = pending, now >= due.at else { return [] }
        guard due.asksForTimeFirst else {
            pending = nil
            return bytes(due.answer, to: due.command)
        }
        due.asksForTimeFirst = false
        due.at = now.advanced(by: .seconds(6))
        pending = due
        return bytes(Answer(type: due.answer.type, status: 2, error: 2), to: due.command)
    }

    private mutating func bytes(_ answer: Answer, to command: Command) -> [UInt8] {
        var sequence = command.sequence
        if wrongSequencesLeft > 0 {
            wrongSequencesLeft -= 1
            sequence &+= 100
        }
        let count = answer.data.count
        let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        let state: UInt8 = card.map { $0.isPowered ? 0 : 1 } ?? 2
        let head = [answer.type] + length + [command.slot, sequence, answer.status << 6 | state, answer.error]
        return head + [answer.specific] + answer.data
    }

    func refused(_ command: Command, _ error: UInt8) -> Answer {
        let type: UInt8 =
            switch command.type {
            case 0x62, 0x6F, 0x69: 0x80
            case 0x61, 0x6C, 0x6D: 0x82
            case 0x6B: 0x83
            case 0x73: 0x84
            default: 0x81
            }
        return Answer(type: type, status: 1, error: error)
    }

    // MARK: Endpoints

    package enum Transfer: Hashable, Sendable {
        case bulk([UInt8])
        case interrupt([UInt8])
    }

    /// Whole messages as this reader gives them out, by the endpoint on which a USB device sends each.
    package func transfers(_ out: [UInt8]) -> [Transfer] {
        var transfers: [Transfer] = []
        var rest = out[...]
        while let type = rest.first {
            switch type {
            case 0x50: transfers.append(.interrupt(Array(rest.prefix(1 + (Int(model.maximumSlotIndex) + 4) / 4))))
            case 0x51: transfers.append(.interrupt(Array(rest.prefix(4))))
            default:
                let header = Array(rest.prefix(10))
                let length = header.count < 10 ? 0 : (0..<4).reduce(0) { $0 | Int(header[1 + $1]) << (8 * $1) }
                transfers.append(.bulk(Array(rest.prefix(10 + length))))
            }
            switch transfers[transfers.count - 1] {
            case .bulk(let bytes), .interrupt(let bytes): rest = rest.dropFirst(bytes.count)
            }
        }
        return transfers
    }
}
