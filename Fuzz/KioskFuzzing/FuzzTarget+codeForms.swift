import KioskCodes
import KioskCore

extension FuzzTarget {
    /// One for each form that codes have of their own, and one for whatever comes.
    static let codeForms = [
        FuzzTarget(name: "code-any", run: { parse($0, aim: nil) }),
        FuzzTarget(name: "code-gs1", run: { parse($0, aim: "]C1") }),
        FuzzTarget(name: "code-febraban", run: { parse(numbered($0, behind: "8"), aim: "]I0") }),
        FuzzTarget(name: "code-pagopa", run: { parse(Array("PAGOPA|002|".utf8) + $0, aim: "]Q1") }),
        FuzzTarget(name: "code-swiss-qr-bill", run: { parse(Array("SPC\n0200\n1\n".utf8) + $0, aim: "]Q1") }),
        FuzzTarget(name: "code-epc069-12", run: { parse(Array("BCD\n".utf8) + $0, aim: "]Q1") }),
        FuzzTarget(name: "code-emvco", run: { parse(summed(Array("000201".utf8) + $0), aim: "]Q1") }),
        FuzzTarget(name: "code-japan91", run: { parse(japanese($0), aim: "]C1") }),
        FuzzTarget(name: "code-kiosk", run: kiosksOwn),
    ]

    /// Whatever a code holds, it is read or refused, the same each time; a fault points into the text, and what was read
    /// keeps the laws of its form.
    private static func parse(_ bytes: [UInt8], aim: String?) {
        let code = ScannedCode(bytes: bytes, aim: aim)
        let report = CodeReport(code, by: CodeInterpreter(profiles: []))
        precondition(
            report == CodeReport(code, by: CodeInterpreter(profiles: [])), "a code is read now so, now otherwise")
        precondition(!report.json.line.utf8.contains(UInt8(ascii: "\n")), "a report of more than one line")
        do throws(CodeFault) {
            check(try CodeParser.parse(code))
        } catch {
            precondition((0...bytes.count).contains(error.position), "a fault outside the code")
            precondition(!error.message.isEmpty)
        }
    }

    private static func check(_ parsed: ParsedCode) {
        if let demand = parsed.demand {
            precondition(!demand.payee.isEmpty, "a bill of nobody")
            precondition(demand.amount.map { $0.digits >= 0 && $0.decimals < 16 } ?? true, "an amount below nothing")
            precondition(demand.amount?.minorUnits.map { $0 <= Money.largestAccepted } ?? true, "more than anything")
        }
        switch parsed {
        case .febraban(let code):
            precondition(code.typedLine.utf8.count == 48, "a typed line of another length")
            for text in [code.barcode, code.typedLine] {
                let again = try? CodeParser.parse(ScannedCode(text, symbology: .itf))
                precondition(again == parsed, "bar code and typed line are not the same bill")
            }
        case .gs1(let elements):
            let text = elements.elements.map { "(\($0.identifier))" + $0.value.replacing("(", with: "\\(") }.joined()
            let again = try? CodeParser.parse(ScannedCode(text, symbology: .gs1Code128, aim: "]C1"))
            precondition(again == parsed || again?.format == .japaneseSlip, "elements do not come back from brackets")
        case .pagoPA, .swissQRBill, .epcTransfer, .emvMerchant, .japaneseSlip, .wallet, .creditNote, .badge: break
        }
    }

    // MARK: Codes with right check digits, which a fuzzer does not guess

    private static func digits(_ bytes: some Sequence<UInt8>, _ count: Int) -> String {
        let text = bytes.prefix(count).map { String($0 % 10) }.joined()
        return text + String(repeating: "0", count: count - text.utf8.count)
    }

    /// An arrecadação: the kind of value and the segment as they come, the check digit mended where the first byte is even.
    private static func numbered(_ bytes: [UInt8], behind first: String) -> [UInt8] {
        let rest = digits(bytes.dropFirst(), 42)
        let head = first + rest.prefix(2)
        let rule: CheckRule = "89".contains(rest.dropFirst().prefix(1)) ? .mod11 : .luhn
        let check = (bytes.first ?? 0) % 2 == 0 ? rule.checkDigits(for: head + rest.dropFirst(2)) ?? "0" : "0"
        return Array((head + check + rest.dropFirst(2)).utf8)
    }

    private static func japanese(_ bytes: [UInt8]) -> [UInt8] {
        let body = "91" + digits(bytes.dropFirst(), 41)
        let check = (bytes.first ?? 0) % 2 == 0 ? CheckRule.weighted31.checkDigits(for: body) ?? "0" : "0"
        return Array((body + check).utf8)
    }

    /// CRC-16 over everything and `6304`, bit by bit.
    private static func summed(_ bytes: [UInt8]) -> [UInt8] {
        let body = bytes + Array("6304".utf8)
        var crc: UInt32 = 0xFFFF
        for byte in body {
            crc ^= UInt32(byte) << 8
            for _ in 0..<8 { crc = (crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021) & 0xFFFF }
        }
        let sum = String(crc, radix: 16, uppercase: true)
        return body + Array((String(repeating: "0", count: 4 - sum.utf8.count) + sum).utf8)
    }

    /// Credit notes, badges and wallets' codes, by the first byte.
    private static let kiosksOwn: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        switch input.byte() % 3 {
        case 0: parse(Array(ClaimCode.printedPrefix.utf8) + input.all(), aim: nil)
        case 1: parse(Array(BadgeCode.printedPrefix.utf8) + input.all(), aim: nil)
        default: parse(Array(digits(input.all(), 18).utf8), aim: "]Q1")
        }
    }
}
