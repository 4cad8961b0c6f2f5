import KioskCodes
import KioskCore
import Testing

@Suite struct EPCTransferTests {
    /// EPC069-12, the example of the guidelines in version 002, and with a BIC as in 001.
    static let example =
        "BCD\n002\n1\nSCT\n\nRed Cross of Belgium\nBE72000000001616\nEUR1\nCHAR\n\nUrgency fund\nSample QR code"
    static let old = "BCD\n001\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR12.5\n\nRF18539007547034"

    private func transfer(_ bytes: [UInt8]) throws -> EPCTransfer {
        guard case .epcTransfer(let transfer) = try CodeParser.parse(ScannedCode(bytes: bytes, aim: nil)) else {
            throw CodeParser.notABill
        }
        return transfer
    }

    private func transfer(_ text: String) throws -> EPCTransfer { try transfer(Array(text.utf8)) }

    @Test func theGuidelinesExampleIsRead() throws {
        let transfer = try transfer(EPCTransferTests.example)
        #expect(transfer.name == "Red Cross of Belgium")
        #expect(transfer.iban == "BE72000000001616")
        #expect(transfer.amount?.minorUnits == 100)
        #expect(transfer.purpose == "CHAR")
        #expect(transfer.text == "Urgency fund")
        #expect(transfer.information == "Sample QR code")
        #expect(transfer.bic == nil && transfer.reference == nil)
        let old = try self.transfer(EPCTransferTests.old)
        #expect(old.bic == "BPOTBEB1")
        #expect(old.amount?.decimal == "12.50")
        #expect(old.reference == "RF18539007547034")
    }

    @Test func linesMayEndWithCarriageReturnsAndWhatIsNotNeededMayBeLeftOut() throws {
        let text = EPCTransferTests.example
        #expect(try transfer(text.replacing("\n", with: "\r\n")) == (try transfer(text)))
        #expect(try transfer(text + "\n") == (try transfer(text)))
        let short = try transfer("BCD\n002\n1\nSCT\n\nRed Cross\nBE72000000001616")
        #expect(short.amount == nil)
    }

    /// The same name in each of the eight character sets, by the code charts of ISO 8859.
    static let names: [(String, [UInt8], String)] = [
        ("1", [0xC3, 0xA9, 0xE2, 0x82, 0xAC], "é€"), ("2", [0xE9, 0xFC, 0xA3], "éü£"),
        ("3", [0xA3, 0xF3, 0xB6], "Łóś"),
        ("4", [0xBB, 0xEE, 0xF8], "ģîø"), ("5", [0xBF, 0xD8, 0xF0], "Пи№"), ("6", [0xC1, 0xE1, 0xA4], "Αα€"),
        ("7", [0xE1, 0xB6, 0xFE], "áķþ"), ("8", [0xA4, 0xA6, 0xBC], "€ŠŒ"),
    ]

    @Test(arguments: names)
    func theCharacterSetIsTheOneThatIsNamed(set: String, bytes: [UInt8], name: String) throws {
        let head = Array("BCD\n002\n\(set)\nSCT\n\n".utf8)
        let tail = Array("\nBE72000000001616\nEUR1".utf8)
        let transfer = try transfer(head + bytes + tail)
        #expect(transfer.name == name)
    }

    @Test func aReaderThatHasMadeUTF8OfItIsBelieved() throws {
        #expect(try transfer("BCD\n002\n2\nSCT\n\nZürich\nBE72000000001616").name == "Zürich")
    }

    @Test func bytesOutsideTheNamedSetAreAFaultOfEncoding() {
        let head = Array("BCD\n002\n6\nSCT\n\nx".utf8)
        // 0xD2 is nothing in ISO 8859-7, and 0xFF is nothing in UTF-8.
        #expect(Fault(fault(of: head + [0xD2] + Array("\nBE".utf8))) == Fault(.encoding, head.count))
        #expect(Fault(fault(of: Array("BCD\n002\n1\nSCT\n\nx".utf8) + [0xFF])) == Fault(.encoding, 16))
    }

    @Test(arguments: [
        ("002", "003", Fault(.version, 4)), ("\n1\n", "\n9\n", Fault(.value, 8)), ("\n1\n", "\n\n", Fault(.value, 8)),
        ("SCT", "INS", Fault(.value, 10)), ("SCT", "", Fault(.missing, 10)),
        ("SCT\n\n", "SCT\nABC\n", Fault(.length, 14)), ("SCT\n\n", "SCT\nBPOTXXB1\n", Fault(.country, 18)),
        ("SCT\n\n", "SCT\nBPO1BEB1\n", Fault(.character, 17)), ("Red Cross of Belgium", "", Fault(.missing, 15)),
        ("BE72000000001616", "BE72000000001617", Fault(.checkDigit, 38)),
        ("BE72000000001616", "", Fault(.missing, 36)), ("EUR1", "USD1", Fault(.currency, 53)),
        ("EUR1", "EUR0", Fault(.amount, 53)), ("EUR1", "EUR1.234", Fault(.amount, 53)),
        ("EUR1", "EUR1000000000", Fault(.amount, 53)), ("EUR1", "EUR01", Fault(.amount, 53)),
        ("EUR1", "EUR1,50", Fault(.amount, 53)), ("CHAR", "CHARX", Fault(.length, 62)),
        ("CHAR", "char", Fault(.character, 58)),
        ("CHAR\n\n", "CHAR\nRF18539007547034\n", Fault(.exclusive, 80)),
        ("CHAR\n\nUrgency fund", "CHAR\nRF18539007547035\n", Fault(.checkDigit, 65)),
        ("Sample QR code", "a\nb", Fault(.trailing, 79)),
    ])
    func aFaultPointsAtItsPlace(old: String, new: String, expected: Fault) {
        let text = EPCTransferTests.example.replacing(old, with: new, maxReplacements: 1)
        let found = fault(of: text)
        #expect(Fault(found) == expected)
        #expect(found?.format == .epcTransfer)
    }

    @Test func versionOneNeedsTheBIC() {
        #expect(Fault(fault(of: EPCTransferTests.old.replacing("BPOTBEB1", with: ""))) == Fault(.missing, 14))
    }

    @Test func threeHundredAndThirtyOneBytesAreTheMost() {
        let text = EPCTransferTests.example.replacing("Sample QR code", with: String(repeating: "é", count: 140))
        #expect(fault(of: text)?.code == .tooLong)
    }
}
