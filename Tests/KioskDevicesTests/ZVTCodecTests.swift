import KioskCore
import KioskDevices
import Testing

@Suite struct ZVTCodecTests {
    /// Serial frames as the tests of ecrterm, a driver in use with real terminals, publish them.
    /// The authorisation holds the amount 11,000 with a doubled 10.
    static let recordedFrames: [(message: ZVTMessage, frame: String)] = [
        (ZVTMessage(.acknowledged), "10 02 80 00 00 10 03 F5 1F"),
        (ZVTMessage(.refused(0x9C)), "10 02 84 9C 00 10 03 C3 41"),
        (
            ZVTMessage(.registration, [0x12, 0x34, 0x56, 0xBA, 0x09, 0x78]),
            "10 02 06 00 06 12 34 56 BA 09 78 10 03 24 C3"
        ),
        (
            ZVTMessage(.authorisation, [0x04, 0, 0, 0, 0x01, 0x10, 0, 0x49, 0x09, 0x78]),
            "10 02 06 01 0A 04 00 00 00 01 10 10 00 49 09 78 10 03 F2 FF"
        ),
        (ZVTMessage(.statusEnquiry, [0x12, 0x34, 0x56]), "10 02 05 01 03 12 34 56 10 03 E0 43"),
    ]

    @Test(arguments: recordedFrames)
    func serialFramesAreThoseOfRealTerminals(_ vector: (message: ZVTMessage, frame: String)) {
        let bytes = hex(vector.frame)
        #expect(ZVTSerialFraming.frame(vector.message) == bytes)
        var framing = ZVTSerialFraming()
        #expect(bytes.flatMap { framing.received([$0]) } == [.message(vector.message)])
    }

    @Test func aSerialLineTellsAcknowledgementsFromFrames() {
        var framing = ZVTSerialFraming()
        let bytes = [0x06] + hex("10 02 80 00 00 10 03 F5 1F") + [0x15, 0x00, 0x06]
        #expect(
            framing.received(bytes) == [
                .frameAcknowledged, .message(ZVTMessage(.acknowledged)), .frameRefused, .frameAcknowledged,
            ])
    }

    @Test func aDamagedSerialFrameIsToldAndTheNextOneFound() {
        var framing = ZVTSerialFraming()
        let good = hex("10 02 80 00 00 10 03 F5 1F")
        var damaged = good
        damaged[3] ^= 1
        #expect(framing.received(damaged) == [.garbled("a frame has a wrong check")])
        // Cut in the middle, then sent again from the start.
        #expect(framing.received(good.prefix(4) + good) == [.message(ZVTMessage(.acknowledged))])
    }

    @Test func aSerialFrameThatNeverEndsIsThrownAway() {
        var framing = ZVTSerialFraming()
        var events = framing.received([0x10, 0x02])
        for _ in 0..<10_000 {
            events += framing.received([0x41])
            #expect(framing.bufferedCount <= ZVTCodec.largestMessage)
        }
        #expect(events == [.garbled("a frame does not end")])
    }

    @Test(arguments: [0, 1, 254, 255, 256, 4_096]) func everyLengthReadsBackAsItWasWritten(_ count: Int) {
        let message = ZVTMessage(.statusInformation, [UInt8](repeating: 0x10, count: count))
        let bytes = ZVTCodec.encode(message)
        #expect(bytes.count == count + (count < 255 ? 3 : 5))
        var plain = ZVTPlainFraming()
        #expect(plain.received(bytes + bytes) == [.message(message), .message(message)])
        var serial = ZVTSerialFraming()
        #expect(serial.received(ZVTSerialFraming.frame(message)) == [.message(message)])
    }

    @Test func aMessageThatSaysItIsOversizedIsThrownAway() {
        var plain = ZVTPlainFraming()
        #expect(
            plain.received([0x04, 0x0F, 0xFF, 0x01, 0x10, 0x27, 0x00]) == [
                .garbled("a message of 4097 bytes is longer than 4096")
            ])
        #expect(plain.bufferedCount == 0)
        #expect(plain.received([0x80, 0x00, 0x00]) == [.message(ZVTMessage(.acknowledged))])
    }

    @Test func decimalsReadBackAndOverflowIsSeen() {
        #expect(ZVTCodec.bcd(2_040, byteCount: 6) == [0, 0, 0, 0, 0x20, 0x40])
        #expect(ZVTCodec.bcd(999_999_999_999, byteCount: 6) == [0x99, 0x99, 0x99, 0x99, 0x99, 0x99])
        #expect(ZVTCodec.bcd(1_000_000_000_000, byteCount: 6) == nil)
        #expect(ZVTCodec.bcd(-1, byteCount: 6) == nil)
        #expect(ZVTCodec.number(bcd: [0x04, 0x70]) == 470)
        #expect(ZVTCodec.number(bcd: [0x0A]) == nil)
        #expect(ZVTCodec.number(bcd: [UInt8](repeating: 0, count: 9)[...]) == nil)
    }

    /// Status informations recorded from terminals, as the tests of Portalum.Zvt publish them.
    @Test func theStatusInformationOfARealPaymentIsRead() {
        let data = hex(
            "27 00 04 00 00 00 00 20 40 0B 00 04 70 0C 22 39 53 0D 10 06 0E 25 12 17 00 01 19 70 22 F0 F8 EE EE EE EE "
                + "EE EE 47 71 29 28 00 48 69 2A 31 30 30 34 36 31 37 36 33 20 20 20 20 20 20 3B 36 31 31 38 30 34 00 "
                + "00 3C F0 F1 F4 47 45 4E 2E 4E 52 2E 3A 36 31 31 38 30 34 49 09 78 87 04 70 88 00 04 70 8A 2E 8B F1 "
                + "F7 44 65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 00")
        #expect(data.count == 0x77)
        let status = ZVTStatusInformation(data, currency: .eur)
        #expect(status.resultCode == 0)
        #expect(
            status.capture
                == CardCapture(
                    amount: Money(2_040, .eur), terminalReceiptNumber: 470, traceNumber: 470,
                    authorisationCode: "611804", lastFour: "4771", cardName: "Debit Mastercard",
                    terminalID: "28004869"))
        #expect(!status.isReversal)
        // The same amount in the wrong currency is no amount.
        #expect(ZVTStatusInformation(data, currency: .cny).capture == nil)
    }

    @Test func theStatusInformationOfARealCancelIsRead() {
        let data = hex("27 6C 29 28 00 48 69 3C F0 F1 F9 41 62 62 72 75 63 68 20 64 75 72 63 68 20 4B 75 6E 64 65")
        let status = ZVTStatusInformation(data, currency: .eur)
        #expect(status.resultCode == 0x6C)
        #expect(status.terminalID == "28004869")
        #expect(status.capture == nil)
    }

    @Test func fieldsBehindAContainerAreFound() {
        let data = hex(
            "27 00 04 00 00 00 00 20 40 06 2E 2F 08 1F 12 01 01 1F 10 01 03 60 1B 43 07 A0 00 00 00 04 10 10 44 10 44 "
                + "65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 1F 2B 04 10 01 60 05 87 00 05")
        let status = ZVTStatusInformation(data, currency: .eur)
        #expect(status.amount == Money(2_040, .eur))
        #expect(status.receiptNumber == 5)
        // The same with the two longer forms of the length.
        for prefix: [UInt8] in [[0x06, 0x81, 0x90], [0x06, 0x82, 0x00, 0x90]] {
            let long = prefix + [UInt8](repeating: 0x22, count: 0x90) + [0x87, 0x04, 0x71]
            #expect(ZVTStatusInformation(long, currency: .eur).receiptNumber == 471)
        }
    }

    /// 60 totals: receipt range, then a count and a total for each kind of card.
    @Test func theTotalsOfADayAreAddedUp() {
        let content = hex("00 01 00 09 02 00 00 00 00 10 00 00 00 00 00 00 00 00 01 00 00 00 00 02 50")
        let status = ZVTStatusInformation(ZVTField.field(ZVTField.totals, content), currency: .eur)
        #expect(status.totals?.sum == Money(1_250, .eur))
        #expect(status.totals?.count == 3)
        #expect(status.totals?.firstReceipt == 1 && status.totals?.lastReceipt == 9)
    }

    @Test func totalsThatAreCutShortOrNotDecimalAreNone() {
        let content = hex("00 01 00 09 02 00 00 00 00 10 00 01 00 00 00 00 02 50")
        for count in 0..<content.count where ![4, 11].contains(count) {
            let cut = Array(content.prefix(count))
            #expect(ZVTStatusInformation(ZVTField.field(ZVTField.totals, cut), currency: .eur).totals == nil)
        }
        var garbled = content
        garbled[8] = 0xA0
        #expect(ZVTStatusInformation(ZVTField.field(ZVTField.totals, garbled), currency: .eur).totals == nil)
    }

    @Test(arguments: [
        ("EE EE EE EE EE EE 47 71", "4771"), ("62 12 34 56 78 90 12 34", "1234"), ("62 12 34 56 78 90 12 3F", "0123"),
        ("EE EE EE EE EE EE EE EE", ""), ("12 34", ""), ("", ""),
    ])
    func ofACardNumberOnlyTheLastFourDigitsAreKept(_ number: String, _ lastFour: String) {
        let field = ZVTField.field(ZVTField.cardNumber, hex(number))
        let status = ZVTStatusInformation(field, currency: .cny)
        #expect(status.lastFour == lastFour)
        #expect(!"\(status)".contains("12345678"))
    }

    @Test func messagesDoNotShowTheirDataInLogs() {
        let message = ZVTMessage(
            .statusInformation, ZVTField.field(ZVTField.cardNumber, hex("62 12 34 56 78 90 12 34")))
        var dumped = ""
        dump(message, to: &dumped)
        for text in ["\(message)", String(reflecting: message), dumped] {
            #expect(!text.contains("98") && !text.contains("0x62") && !text.contains("6212"))
        }
        #expect("\(message)" == "04 0F with 11 bytes")
    }

    @Test func everyFieldCutShortIsLeftOut() {
        let whole = ZVTField.field(ZVTField.amount, [0, 0, 0, 0, 0x20, 0x40])
        for count in 0..<whole.count {
            #expect(ZVTStatusInformation(Array(whole.prefix(count)), currency: .eur).amount == nil)
        }
        #expect(ZVTStatusInformation([0x8B, 0xF9, 0xF9, 0x41], currency: .eur).cardName == "")
        #expect(ZVTStatusInformation([0x8B, 0x11, 0xF1, 0x41], currency: .eur).cardName == "")
        #expect(ZVTStatusInformation([0xCC, 0x00] + whole, currency: .eur).amount == nil)
    }
}

func hex(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }
