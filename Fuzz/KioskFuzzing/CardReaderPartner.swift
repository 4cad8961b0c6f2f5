import KioskCore
import KioskDevices

/// The kiosk's side of a smart card reader.
///
/// The law: each command has one outcome, at the latest when the line is gone; and cards come and go in turn.
struct CardReaderPartner: FuzzPartner {
    typealias Machine = CCIDStateMachine

    private var commands = 0
    private var outcomes = 0
    private var hasCard = false

    /// The first byte says what it is, the others go into its fields.
    func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        var input = FuzzInput(content)
        let kind = input.byte()
        let sequence = question.count > 6 ? question[6] : 0
        func answer(_ type: UInt8, _ status: UInt8, _ error: UInt8, _ specific: UInt8, _ data: [UInt8]) -> [UInt8] {
            let length = UInt8(truncatingIfNeeded: data.count)
            let high = UInt8(truncatingIfNeeded: data.count >> 8)
            return [type, length, high, 0, 0, 0, sequence, status, error, specific] + data
        }
        switch kind & 0x07 {
        case 0: return answer(0x80, 0, 0, 0, input.all())
        case 1: return answer(0x81, input.byte(), input.byte(), input.byte(), input.all())
        case 2: return answer(0x82, input.byte(), input.byte(), input.byte(), input.all())
        case 3: return answer(0x80, input.byte(), input.byte(), input.byte(), input.all())
        case 4, 5:
            // A block of T=1 in a data block.
            let (control, information) = (input.byte(), input.all())
            let block = [0x00, control, UInt8(truncatingIfNeeded: information.count)] + information
            return answer(0x80, 0, 0, 0, block + [block.reduce(0, ^)])
        case 6: return [0x50, input.byte() & 0x03]
        default: return [0x51, input.byte(), input.byte(), input.byte()]
        }
    }

    mutating func wish(_ number: Int, at now: KioskInstant) -> Wishes {
        commands += 1
        switch number % 8 {
        case 0, 1: return [.activate]
        case 2: return [.transmit([0x00, 0xA4, 0x04, 0x00, 0x02, 0x3F, 0x00, 0x00])]
        case 3: return [.transmit([0x00, 0xB0, 0x00, 0x00, 0x00])]
        case 4: return [.transmit([0x00, 0xD6, 0x00, 0x00, 0xFF] + [UInt8](repeating: 0x5A, count: 255))]
        case 5: return [.transmit([0x00, 0xD6, 0, 0, 0, 0x02, 0x58] + [UInt8](repeating: 0x5A, count: 600) + [0, 0])]
        case 6: return [.transmit([0x00])]
        default: return [.deactivate]
        }
    }

    mutating func heard(_ report: SmartCardReaderReport, at now: KioskInstant) -> Wishes {
        switch report {
        case .activated(let card):
            precondition(card.answerToReset.count <= ATR.mostBytes)
            outcomes += 1
        case .answered(let answer):
            precondition((2...APDUConversation.longestAnswer).contains(answer.count), "an answer past every answer")
            outcomes += 1
        case .deactivated, .failed: outcomes += 1
        case .cardInserted:
            precondition(!hasCard, "a card is put in twice")
            hasCard = true
        case .cardRemoved:
            precondition(hasCard, "a card is taken out that was not there")
            hasCard = false
        case .presence, .noticed: break
        }
        precondition(outcomes <= commands, "a command has two outcomes")
        return []
    }

    func judge(_ machine: CCIDStateMachine) {
        precondition(machine.bufferedByteCount < CCIDClassDescriptor.longestMessage, "a codec holds a whole message")
    }

    func judgeEnd(_ machine: CCIDStateMachine) {
        precondition(outcomes == commands, "a command has no outcome")
        precondition(!hasCard, "a card stays when its reader goes")
    }
}
