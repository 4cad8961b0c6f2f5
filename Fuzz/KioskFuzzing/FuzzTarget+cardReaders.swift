import KioskCore
import KioskDevices

extension FuzzTarget {
    static let cardReaders = [
        FuzzTarget(name: "ccid-codec", run: ccidCodec),
        FuzzTarget(name: "ccid-machine") { bytes in
            FuzzBench.play(FuzzInput(bytes), to: CCIDStateMachine(assuming: nil), with: CardReaderPartner())
        },
        FuzzTarget(name: "card-values", run: cardValues),
        FuzzTarget(name: "card-t1", run: cardT1),
        FuzzTarget(name: "card-apdu", run: cardAPDU),
    ]

    /// A class descriptor, and then messages by it.
    private static let ccidCodec: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        let told = input.take(CCIDClassDescriptor.byteCount)
        guard let descriptor = try? CCIDClassDescriptor(parsing: told) else { return }
        let lengths = CCIDClassDescriptor.shortestMessage...CCIDClassDescriptor.longestMessage
        precondition(lengths.contains(descriptor.maximumMessage), "the reader says how much is kept")
        precondition((1_000...20_000).contains(descriptor.defaultClock) && (1...254).contains(descriptor.maximumIFSD))
        _ = descriptor.refusal
        var codec = CCIDCodec(descriptor)
        for piece in input.pieces() {
            let events = codec.received(piece)
            precondition(codec.bufferedCount < descriptor.maximumMessage, "a codec holds a whole message or more")
            // A header that turns out to be none sets the bytes in it free.
            let most = piece.count + CCIDCodec.headerLength + 1
            precondition(events.count <= most, "more messages than bytes")
        }
        precondition(codec.reset() < descriptor.maximumMessage)
        precondition(codec.bufferedCount == 0)
    }

    /// What a card says or is told in one piece: an answer to reset, a block of T=1, a command.
    private static let cardValues: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        switch input.byte() & 0x03 {
        case 0:
            guard let answer = try? ATR.parse(input.all()) else { return }
            precondition(answer.bytes.count <= ATR.mostBytes && answer.historicalBytes.count <= 15)
            precondition((1...254).contains(answer.blockSize) && answer.blockWaitingInteger <= 9)
            let rate = ATRSpeed(rawValue: answer.speed).dataRate(clock: 20_000)
            precondition(rate.map { $0 > 0 } ?? true, "a card that never speaks")
            for transmission in SmartCardTransmission.allCases {
                let parameters = CCIDParameters(answer, transmission, speed: answer.speed)
                precondition(parameters.bytes.count == (transmission == .t0 ? 5 : 7))
            }
        case 1: checkBlock(input.all(), .lrc)
        case 2: checkBlock(input.all(), .crc)
        default:
            guard let command = CommandAPDU(parsing: input.all()) else { return }
            precondition(CommandAPDU(parsing: command.bytes) == command, "a command does not come back from its bytes")
        }
    }

    private static func checkBlock(_ bytes: [UInt8], _ check: ATR.BlockCheck) {
        guard let block = try? T1Block.parse(bytes, check) else { return }
        precondition(block.information.count <= T1Block.mostInformation)
        let again = try? T1Block.parse(block.bytes(check), check)
        precondition(again == block, "a block does not come back from its bytes")
    }

    /// A card that speaks T=1: its answer to reset is one of a few, its blocks are the fuzzer's.
    private static let cardT1: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        // The usual one; blocks of 254 bytes; a cyclic check; blocks of one byte.
        let answers: [[UInt8]] = [
            [0x3B, 0x80, 0x01, 0x81], [0x3B, 0x80, 0x81, 0x11, 0xFE, 0xEE], [0x3B, 0x80, 0x81, 0x41, 0x01, 0x41],
            [0x3B, 0x80, 0x81, 0x11, 0x01, 0x11],
        ]
        guard let answer = try? ATR.parse(answers[Int(input.byte()) % answers.count]) else { return }
        var link = T1Link(answer)
        for _ in 0..<FuzzBounds.inputs {
            guard !input.isAtEnd else { break }
            let first = input.byte()
            let step: T1Link.Step =
                switch first & 0x07 {
                case 0: link.received(.block(input.take(Int(first >> 3))))
                case 1, 2, 3:
                    link.received(.block(block(control: input.byte(), input.take(Int(first >> 3)), answer.blockCheck)))
                case 4: link.received(.nothing)
                case 5: link.received(.parityError)
                case 6: link.agreeOnSize(Int(first >> 3) * 8)
                default: link.send(input.take(Int(first >> 3) * 16 + 1))
                }
            switch step {
            case .send(let block, _):
                guard (try? T1Block.parse(block, answer.blockCheck)) != nil else {
                    preconditionFailure("a block goes out that no card takes")
                }
            case .answered(let data): precondition(data.count <= APDUConversation.longestAnswer)
            case .sizeAgreed, .failed: break
            }
        }
    }

    /// A block with a right check, whatever stands in it. `T1Block` itself makes only those that may be.
    private static func block(control: UInt8, _ information: [UInt8], _ check: ATR.BlockCheck) -> [UInt8] {
        let body = [0x00, control, UInt8(information.count)] + information
        switch check {
        case .lrc: return body + [body.reduce(0, ^)]
        case .crc:
            let crc = body.reduce(UInt16(0xFFFF)) { crc, byte in
                (0..<8).reduce(crc ^ UInt16(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x8408 : crc >> 1 }
            }
            return body + [UInt8(crc >> 8), UInt8(crc & 0xFF)]
        }
    }

    /// A command and what belongs to it; the first byte says in what form the reader takes commands.
    private static let cardAPDU: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        let forms: [APDUConversation.Form] = [.t0, .short(isT0: true), .short(isT0: false), .any]
        let form = forms[Int(input.byte() & 0x03)]
        let given = input.take(Int(input.byte()) * 2)
        guard let command = CommandAPDU(parsing: given) else { return }
        var conversation = APDUConversation(command, given: given, form: form)
        var step = conversation.begin()
        var steps = 0
        while case .send(let sent) = step {
            precondition(sent.count <= CommandAPDU.longest && sent.count >= 4, "a command goes out that no card takes")
            guard !input.isAtEnd else { return }
            steps += 1
            precondition(steps <= 3 * APDUConversation.mostPortions, "a card is asked without end")
            // Small answers are spelled out, large ones are filled up: 256 bytes, or an extended one.
            let length = input.byte()
            let filling = [UInt8](repeating: 0, count: length == 0xFE ? 256 : 65_536)
            let data = length < 0xFE ? input.take(Int(length)) : filling
            step = conversation.answered(data + input.take(2))
        }
        if case .answered(let answer) = step {
            precondition((2...APDUConversation.longestAnswer).contains(answer.count), "an answer past every answer")
        }
    }
}
