import KioskCore
import KioskDevices
import Testing

@Suite struct CCIDT1LinkTests {
    static let lrc = "3B 80 01 81"
    static let crc = "3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E"

    static func link(_ answer: String) throws -> T1Link { T1Link(try ATR.parse(octets(answer))) }

    private func block(_ text: String) -> T1Link.Reply {
        let body = octets(text)
        return .block(body + [body.reduce(0, ^)])
    }

    private func sent(_ text: String, waitMultiplier: UInt8 = 0) -> T1Link.Step {
        let body = octets(text)
        return .send(body + [body.reduce(0, ^)], waitMultiplier: waitMultiplier)
    }

    /// A conversation with a real card: popovec/oseid, doc/T1_CRC.txt.
    @Test func theTraceOfARealCardIsReplayedByteForByte() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.crc)
        #expect(link.agreeOnSize(254) == .send(octets("00 C1 01 FE 54 4E")))
        #expect(link.received(.block(octets("00 E1 01 FE 57 75"))) == .sizeAgreed)
        #expect(link.send(octets("00 A4 00 00 00")) == .send(octets("00 00 05 00 A4 00 00 00 B8 DA")))
        let first = "00 20 14 6F 17 81 02 7F FF 82 01 38 83 02 3F 00 86 03 11 3F FF 85 02 10 29"
        #expect(link.received(.block(octets(first))) == .send(octets("00 90 00 20 6E")))
        let second = "00 60 07 00 02 8A 01 AA 90 00 A6 33"
        #expect(link.received(.block(octets(second))) == .send(octets("00 80 00 B5 FF")))
        let answer = "6F 17 81 02 7F FF 82 01 38 83 02 3F 00 86 03 11 3F FF 85 02 00 02 8A 01 AA 90 00"
        #expect(link.received(.block(octets("00 00 00 39 33"))) == .answered(octets(answer)))
    }

    @Test func aLongCommandIsChainedInBlocksOfTheCardsSize() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        let command = (0..<70).map { UInt8($0) }
        let text = command.map { String($0, radix: 16) }
        #expect(link.send(command) == sent("0 20 20 " + text[0..<32].joined(separator: " ")))
        #expect(link.received(block("00 90 00")) == sent("0 60 20 " + text[32..<64].joined(separator: " ")))
        #expect(link.received(block("00 80 00")) == sent("0 0 6 " + text[64...].joined(separator: " ")))
        #expect(link.received(block("00 00 02 90 00")) == .answered([0x90, 0x00]))
        // The sequence numbers go on with the next command.
        #expect(link.send([1, 2, 3, 4]) == sent("0 40 4 1 2 3 4"))
    }

    @Test func aDamagedBlockIsAskedForAgainThreeTimesAndThenBothSidesStartAnew() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        _ = link.send([1, 2, 3, 4])
        #expect(link.received(.block(octets("00 00 02 90 00 FF"))) == sent("00 81 00"))
        #expect(link.received(.block([])) == sent("00 82 00"))
        #expect(link.received(.nothing) == sent("00 82 00"))
        #expect(link.received(.parityError) == sent("00 C0 00"))
        #expect(link.received(block("00 E0 00")) == .failed(.transmissionFailed, isUsable: true))
        #expect(link.send([1, 2, 3, 4]) == sent("0 0 4 1 2 3 4"))
    }

    @Test func aCardThatDoesNotStartAnewIsGivenUp() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        _ = link.send([1, 2, 3, 4])
        for _ in 0..<3 { _ = link.received(.nothing) }
        for _ in 0..<4 { #expect(link.received(.nothing) == sent("00 C0 00")) }
        #expect(link.received(.nothing) == .failed(.transmissionFailed, isUsable: false))
    }

    @Test func aBlockTheCardMissedIsSentAgain() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        let first = link.send([1, 2, 3, 4])
        #expect(link.received(block("00 81 00")) == first)
        #expect(link.received(block("00 00 02 90 00")) == .answered([0x90, 0x00]))
    }

    @Test func anAcknowledgementTheCardMissedIsSentAgain() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        _ = link.send([1, 2, 3, 4])
        #expect(link.received(block("00 20 01 AA")) == sent("00 90 00"))
        #expect(link.received(block("00 91 00")) == sent("00 90 00"))
        #expect(link.received(block("00 40 02 90 00")) == .answered([0xAA, 0x90, 0x00]))
    }

    @Test func timeIsGrantedUpToABound() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        _ = link.send([1, 2, 3, 4])
        for _ in 0..<T1Link.mostExtensions {
            #expect(link.received(block("00 C3 01 05")) == sent("00 E3 01 05", waitMultiplier: 5))
        }
        #expect(link.received(block("00 C3 01 05")) == .failed(.timedOut, isUsable: false))
    }

    @Test func otherBlockSizesAreTakenFromTheCard() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        _ = link.send([UInt8](repeating: 7, count: 40))
        #expect(link.received(block("00 C1 01 10")) == sent("00 E1 01 10"))
        let again = "00 20 10" + String(repeating: " 07", count: 16)
        #expect(link.received(block("00 82 00")) == sent(again))
        // Reserved sizes are no sizes.
        #expect(link.received(block("00 C1 01 FF")) == sent("00 82 00"))
    }

    @Test func anAnswerThatNeverEndsIsGivenUp() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        var step = link.send([1, 2, 3, 4])
        var blocks = 0
        while case .send = step, blocks < 10_000 {
            let body = [0, blocks % 2 == 0 ? 0x20 : 0x60, 254] + [UInt8](repeating: 1, count: 254)
            step = link.received(.block(body + [body.reduce(0, ^)]))
            blocks += 1
        }
        #expect(step == .failed(.answerTooLong, isUsable: false))
        #expect(blocks <= APDUConversation.longestAnswer / 254 + 1)
    }

    @Test func emptyBlocksWithoutEndAreGivenUp() throws {
        var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
        var step = link.send([1, 2, 3, 4])
        var blocks = 0
        while case .send = step, blocks < 10_000 {
            step = link.received(block(blocks % 2 == 0 ? "00 20 00" : "00 60 00"))
            blocks += 1
        }
        #expect(step == .failed(.answerTooLong, isUsable: false))
        #expect(blocks == T1Link.mostBlocks + 1)
    }

    @Test func noBlocksWhateverMakeTheLinkFailOrTalkForEver() throws {
        var noise = RepeatableNoise(state: 5)
        for _ in 0..<2_000 {
            var link = try CCIDT1LinkTests.link(CCIDT1LinkTests.lrc)
            var step = link.send([1, 2, 3, 4])
            var steps = 0
            while case .send(let bytes, _) = step {
                #expect(bytes.count <= 36)
                var body = noise.bytes(Int.random(in: 0...40, using: &noise))
                if body.count >= 3 {
                    // Half of them well formed, with a random meaning.
                    body[0] = 0
                    body[2] = UInt8(body.count - 3)
                }
                step = link.received(Bool.random(using: &noise) ? .block(body) : .block(body + [body.reduce(0, ^)]))
                steps += 1
                try #require(steps <= T1Link.mostBlocks + 1)
            }
        }
    }
}
