import KioskCore
import KioskDevices
import Testing

@Suite struct ATRParserTests {
    struct Known: Sendable {
        var card: String
        var bytes: String
        var convention = ATR.Convention.direct
        var transmissions: [SmartCardTransmission]
        var mode = ATR.Mode.negotiable
        var fi = 372
        var di = 1
        var guardTime: UInt8 = 0
        var waitingInteger: UInt8 = 10
        var blockSize: UInt8 = 32
        var bwi: UInt8 = 4
        var cwi: UInt8 = 13
        var check = ATR.BlockCheck.lrc
        var historical: String
    }

    /// Answers of real cards, with what others read in them.
    static let known = [
        // blog "Parsing an ATR" of the author of pcsc-lite, 2010-04: OpenPGP card 1.
        Known(
            card: "OpenPGP", bytes: "3B FA 13 00 FF 81 31 80 45 00 31 C1 73 C0 01 00 00 90 00 B1",
            transmissions: [.t1], di: 4, guardTime: 255, blockSize: 128, cwi: 5,
            historical: "00 31 C1 73 C0 01 00 00 90 00"),
        // smartcard-atr.appspot.com: Estonian identity card, warm reset.
        Known(
            card: "EstEID 3.0", bytes: "3B FE 18 00 00 80 31 FE 45 80 31 80 66 40 90 A4 16 2A 00 83 0F 90 00 EF",
            transmissions: [.t0, .t1], di: 12, blockSize: 254, cwi: 5,
            historical: "80 31 80 66 40 90 A4 16 2A 00 83 0F 90 00"),
        // pcsc_scan of a pay-TV card in a bug report of 2011: inverse convention, specific mode.
        Known(
            card: "pay-TV", bytes: "3F FF 11 25 03 10 80 41 B0 07 69 FF 4A 50 70 00 00 50 31 01 00 11",
            convention: .inverse, transmissions: [.t0], mode: .specific(.t0, speedIsImplicit: false), guardTime: 3,
            historical: "41 B0 07 69 FF 4A 50 70 00 00 50 31 01 00 11"),
        // LudovicRousseau/pyscard-contrib issue 2.
        Known(
            card: "TB1 and TC1 alone", bytes: "3F 6A 00 00 00 64 01 50 01 0C 82 01 01 A9", convention: .inverse,
            transmissions: [.t0], historical: "00 64 01 50 01 0C 82 01 01 A9"),
        // ludovicrousseau.blogspot.com, "ATR statistics: TD3", 2019-03.
        Known(
            card: "with T=15", bytes: "3B 94 18 81 B1 80 7D 1F 03 19 C8 00 50 DC", transmissions: [.t1], di: 12,
            blockSize: 128, bwi: 7, historical: "19 C8 00 50"),
        Known(
            card: "DESFire SAM",
            bytes: "3B DE 18 FF 81 F1 FE 43 00 3F 07 83 44 45 53 46 69 72 65 38 20 53 41 4D 2D 58 17",
            transmissions: [.t1], di: 12, guardTime: 255, blockSize: 254, cwi: 3,
            historical: "44 45 53 46 69 72 65 38 20 53 41 4D 2D 58"),
        // popovec/oseid, doc/T1_CRC.txt: a card whose blocks end in a CRC.
        Known(
            card: "OsEID", bytes: "3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E", transmissions: [.t0, .t1], fi: 512,
            di: 32, guardTime: 2, blockSize: 254, bwi: 6, cwi: 5, check: .crc, historical: "4F 73 45 49 44"),
        // pySim, pySim/cards: a USIM, T=0 with a check character because of T=15.
        Known(
            card: "USIM", bytes: "3B 9F 95 80 1F C3 80 31 E0 73 FE 21 13 57 86 81 02 86 98 44 18 A8",
            transmissions: [.t0], fi: 512, di: 16, historical: "80 31 E0 73 FE 21 13 57 86 81 02 86 98 44 18"),
        // pcsc_scan of a security key, 2025-06.
        Known(
            card: "YubiKey 5", bytes: "3B FD 13 00 00 81 31 FE 15 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 40",
            transmissions: [.t1], di: 4, blockSize: 254, bwi: 1, cwi: 5,
            historical: "80 73 C0 21 C0 57 59 75 62 69 4B 65 79"),
    ]

    @Test(arguments: known) func answersOfRealCardsAreReadAsTheirPublishersReadThem(_ card: Known) throws {
        let answer = try ATR.parse(octets(card.bytes))
        #expect(answer.convention == card.convention)
        #expect(answer.transmissions == card.transmissions)
        #expect(answer.mode == card.mode)
        #expect(ATRSpeed(rawValue: answer.speed).clockRateConversion == card.fi)
        #expect(ATRSpeed(rawValue: answer.speed).baudRateAdjustment == card.di)
        #expect(answer.extraGuardTime == card.guardTime)
        #expect(answer.waitingInteger == card.waitingInteger)
        #expect(answer.blockSize == card.blockSize)
        #expect(answer.blockWaitingInteger == card.bwi)
        #expect(answer.characterWaitingInteger == card.cwi)
        #expect(answer.blockCheck == card.check)
        #expect(answer.historicalBytes == octets(card.historical))
        #expect(answer.bytes == octets(card.bytes))
    }

    @Test(arguments: known) func anAnswerCutShortAnywhereIsToldAndNeverReadPastItsEnd(_ card: Known) {
        let bytes = octets(card.bytes)
        for count in 0..<bytes.count {
            #expect(throws: SmartCardATRProblem.self) { try ATR.parse(Array(bytes.prefix(count))) }
        }
    }

    @Test(arguments: known) func oneFlippedBitOfACheckedAnswerIsFound(_ card: Known) {
        let bytes = octets(card.bytes)
        guard bytes.dropFirst().reduce(0, ^) == 0 else { return }
        for index in 1..<bytes.count {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                let answer = try? ATR.parse(damaged)
                // Bits of T0 and TD that announce bytes may leave an answer that only looks shorter or longer.
                #expect(answer == nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(
        arguments: [
            ([], SmartCardATRProblem.empty),
            ([0x3B], .empty),
            // An inverse card read in direct convention.
            ([0x03, 0x00], .unknownInitialCharacter),
            // smartcard-atr.apdu.fr: "truncated: 13 bytes are missing".
            (octets("3B FF 96 00 FF 81 31 FE 40 65 63"), .truncated),
            // ZimengXiong/tinyTouch issue 16: the check character left out of account.
            (octets("3B 80 01 01"), .checkCharacterWrong),
            (octets("3B 80 01"), .checkCharacterMissing),
            (octets("3B 00 00 00"), .trailingBytes),
            (octets("3B 02 41 42 43"), .trailingBytes),
            (octets("3B 80 0F 8F"), .protocolMissing),
            // TA2 names T=14.
            (octets("3B 80 10 0E 9E"), .protocolMissing),
            // Specific mode at a reserved Di.
            (octets("3B 90 1A 10 00"), .reservedSpeed),
            (octets("3B 80 81 11 FF EF"), .reservedBlockSize),
            (octets("3B 80 81 21 A5 85"), .reservedWaitingTime),
            ([0x3B, 0x0F] + [UInt8](repeating: 0, count: 32), .tooLong),
        ] as [([UInt8], SmartCardATRProblem)])
    func malformedAnswersAreNamed(_ bytes: [UInt8], _ problem: SmartCardATRProblem) {
        #expect(throws: problem) { try ATR.parse(bytes) }
    }

    @Test func aRightCheckCharacterWhereNoneBelongsIsForgiven() throws {
        let answer = try ATR.parse(octets("3B 02 41 42 01"))
        #expect(answer.hasNeedlessCheckCharacter)
        #expect(answer.historicalBytes == octets("41 42"))
    }

    @Test func theCorrectedAnswerOfThatTokenIsRead() throws {
        #expect(try ATR.parse(octets("3B 80 01 81")).transmissions == [.t1])
    }

    @Test func noBytesWhateverMakeTheParserFail() {
        var noise = RepeatableNoise(state: 7)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &noise)
            var bytes = noise.bytes(count)
            if count > 0, Bool.random(using: &noise) { bytes[0] = 0x3B }
            if let answer = try? ATR.parse(bytes) {
                #expect(answer.bytes == bytes && answer.historicalBytes.count <= 15)
                #expect(Set(answer.transmissions).count == answer.transmissions.count)
            }
        }
    }
}
