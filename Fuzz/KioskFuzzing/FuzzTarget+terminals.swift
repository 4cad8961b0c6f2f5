import KioskCore
import KioskDevices

extension FuzzTarget {
    static let terminals = [
        FuzzTarget(name: "zvt-codec", run: zvtCodec),
        FuzzTarget(name: "zvt-machine") { bytes in
            var input = FuzzInput(bytes)
            let first = input.byte()
            var profile = ZVTProfile(framing: first & 1 == 0 ? .plain : .serial)
            profile.repeatsReceipt = first & 2 == 0
            FuzzBench.play(
                input, to: ZVTStateMachine(profile: profile), with: TerminalPartner(framing: profile.framing))
        },
    ]

    /// The first byte says of what the rest is.
    private static let zvtCodec: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        switch input.byte() & 0x03 {
        case 0:
            var framing = ZVTPlainFraming()
            let events = input.pieces().flatMap { piece in
                let events = framing.received(piece)
                precondition(framing.bufferedCount <= ZVTCodec.largestMessage, "a codec holds more than a message")
                return events
            }
            checkMessages(events) { message in
                var again = ZVTPlainFraming()
                return again.received(ZVTCodec.encode(message))
            }
        case 1:
            let pieces = input.pieces()
            var framing = ZVTSerialFraming()
            let events = pieces.flatMap { piece in
                let events = framing.received(piece)
                precondition(framing.bufferedCount <= ZVTCodec.largestMessage, "a codec holds more than a message")
                return events
            }
            var bytewise = ZVTSerialFraming()
            precondition(pieces.joined().flatMap { bytewise.received([$0]) } == events, "cut otherwise, other frames")
            checkMessages(events) { message in
                var again = ZVTSerialFraming()
                return again.received(ZVTSerialFraming.frame(message))
            }
        case 2: checkStatus(ZVTStatusInformation(input.all(), currency: .cny))
        default:
            let content = input.all()
            guard let number = ZVTCodec.number(bcd: content[...]) else { return }
            precondition(ZVTCodec.bcd(number, byteCount: content.count) == content, "a number does not come back")
        }
    }

    private static func checkMessages(_ events: [ZVTFramingEvent], _ again: (ZVTMessage) -> [ZVTFramingEvent]) {
        for case .message(let message) in events {
            precondition(again(message) == [.message(message)], "a message does not come back from its own frame")
        }
    }

    /// Of a card number never more than four digits leave the parser, wherever the terminal puts it.
    private static func checkStatus(_ status: ZVTStatusInformation) {
        func digits(_ text: String) -> Int { text.utf8.count { (0x30...0x39).contains($0) } }
        precondition(digits(status.lastFour) <= 4 && status.lastFour.utf8.count <= 4)
        precondition(digits(status.cardName) <= 6 && status.cardName.utf8.count <= ZVTStatusInformation.longestCardName)
        precondition(status.authorisationCode.utf8.count <= 8 && status.terminalID.utf8.count <= 8)
        precondition(status.amount.map { $0.minorUnits <= Money.largestAccepted } ?? true)
        _ = status.capture
    }
}

/// The kiosk's middle behind a payment terminal.
///
/// The law: the kiosk never counts more charges than whole messages of the terminal told of.
struct TerminalPartner: FuzzPartner {
    typealias Machine = ZVTStateMachine

    private var kiosk: FuzzKiosk
    private let framing: ZVTFraming
    private var plain = ZVTPlainFraming()
    private var serial = ZVTSerialFraming()
    private var statuses = 0
    var captures: Int { kiosk.captures }

    init(framing: ZVTFraming) {
        kiosk = FuzzKiosk(at: KioskInstant(sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: 1_700_000_000_000)))
        self.framing = framing
    }

    /// The first two bytes are class and instruction; the length and the frame are put around the rest.
    func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        var input = FuzzInput(content)
        let command = ZVTCommand(rawValue: UInt16(input.byte()) << 8 | UInt16(input.byte()))
        let message = ZVTMessage(command, input.all())
        switch framing {
        case .plain: return ZVTCodec.encode(message)
        // A serial line's other side has first acknowledged the frame before.
        case .serial: return [ZVTSerialFraming.acknowledgement] + ZVTSerialFraming.frame(message)
        }
    }

    mutating func overhears(_ bytes: [UInt8]) {
        let events =
            switch framing {
            case .plain: plain.received(bytes)
            case .serial: serial.received(bytes)
            }
        for case .message(let message) in events where message.command == .statusInformation { statuses += 1 }
    }

    mutating func lineBroke() {
        plain.reset()
        serial.reset()
    }

    mutating func wish(_ number: Int, at now: KioskInstant) -> Wishes {
        switch number % 8 {
        case 0, 1: return commands(kiosk.beginPayment(by: .card, at: now))
        case 2: return commands(kiosk.tell(.residentChose(.stopCash), at: now))
        case 3: return commands(kiosk.tell(.residentChose(.end), at: now))
        case 4:
            kiosk.restart(at: now)
            return []
        case 5: return [.enquireBaseline]
        case 6: return [.reverse(terminalReceiptNumber: number, amount: Money(8_640, .cny))]
        default: return [.endOfDay]
        }
    }

    mutating func heard(_ report: PaymentTerminalReport, at now: KioskInstant) -> Wishes {
        let wishes = commands(kiosk.tell(.terminalReported(report), at: now))
        precondition(kiosk.captures <= statuses, "a charge is counted that the terminal did not tell of")
        return wishes
    }

    var nextDeadline: KioskInstant? { kiosk.nextDeadline }

    mutating func deadlineReached(at now: KioskInstant) -> Wishes {
        commands(kiosk.tell(.deadlineReached, at: now))
    }

    func judge(_ machine: ZVTStateMachine) {
        precondition(machine.bufferedByteCount <= ZVTCodec.largestMessage, "a codec holds more than a message")
    }

    private func commands(_ actions: [KioskAction]) -> Wishes {
        actions.compactMap { if case .terminal(let command) = $0 { command } else { nil } }
    }
}
