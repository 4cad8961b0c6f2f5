internal import KioskCore

extension EMVMerchantCode {
    private static let format = BillFormat.emvMerchant

    /// A text that begins with object 00 of two characters is one, whatever is wrong with the rest.
    static func read(_ text: CodeText) throws(CodeFault) -> EMVMerchantCode? {
        guard text.starts(with: "0002") else { return nil }
        // Digits alone are another code that happens to begin so: 58, 59 and 60 are letters.
        guard text.starts(with: "000201") || !text.scalars.allSatisfy(\.isASCIIDigit) else { return nil }
        let byteCount = text.string.utf8.count
        guard byteCount <= longest else {
            throw CodeFault(.tooLong, at: text.offset + text.scalars.count, "It has more than 512 bytes.", in: format)
        }
        guard text.starts(with: "000201") else {
            throw CodeFault(.version, at: text.offset + 4, "Only payload format 01 is known.", in: format)
        }
        try checkSum(text)
        let data = try EMVData(text.scalars[...], offset: text.offset)
        if let last = data.objects.last, last.id != 63 {
            throw CodeFault(.trailing, at: last.place, "The checksum is not the last object.", in: format)
        }
        return try read(data)
    }

    /// CRC-16 of ISO/IEC 13239 (polynomial 0x1021, from 0xFFFF) over everything before it, `6304` included.
    private static func checkSum(_ text: CodeText) throws(CodeFault) {
        let place = text.scalars.count - 8
        guard place >= 6, CodeText(scalars: Array(text.scalars[place..<place + 4])).string == "6304" else {
            throw CodeFault(
                .missing, at: text.offset + max(0, place), "The checksum, object 63 at the end, is missing.",
                in: format)
        }
        let before = CodeText(scalars: Array(text.scalars[..<(place + 4)])).string
        let written = CodeText(scalars: Array(text.scalars[(place + 4)...])).string
        guard written.utf8.count == 4, let expected = UInt16(written, radix: 16), crc(Array(before.utf8)) == expected
        else { throw CodeFault(.checkDigit, at: text.offset + place + 4, "The checksum is wrong.", in: format) }
    }

    static func crc(_ bytes: [UInt8]) -> UInt16 {
        bytes.reduce(0xFFFF) { crc, byte in
            (0..<8).reduce(crc ^ UInt16(byte) << 8) { crc, _ in crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
        }
    }

    private static func read(_ data: EMVData) throws(CodeFault) -> EMVMerchantCode {
        let initiation = try data.optional(1, "point of initiation", 2...2)
        if let initiation, !["11", "12"].contains(initiation.value) {
            throw data.fault(.value, initiation, "The point of initiation is neither 11 nor 12.")
        }
        let accounts = try accounts(data)
        let category = try data.required(52, "merchant category", 4...4)
        guard category.value.isASCIIDigits else { throw data.fault(.character, category, "It has four digits.") }
        let money = try data.required(53, "currency", 3...3)
        guard let currency = ISOCurrency.numbered(money.value) else {
            throw data.fault(.currency, money, "\(money.value) is no currency's number.")
        }
        let amount = try amount(data, 54, "amount", currency)
        let tip = try tip(data, currency)
        let country = try data.required(58, "country", 2...2)
        guard ISOCountry.hasLetters(country.value) else {
            throw data.fault(.country, country, "'\(country.value)' is no country.")
        }
        let name = try data.required(59, "merchant name", 1...25)
        let city = try data.required(60, "merchant city", 1...15)
        let postalCode = try data.optional(61, "postal code", 1...10)
        let additional = try additional(data)
        try checkTemplates(data)
        return EMVMerchantCode(
            isForOnePayment: initiation.map { $0.value == "12" }, accounts: accounts, category: category.value,
            currency: currency, amount: amount, tip: tip, country: country.value, name: name.value, city: city.value,
            postalCode: postalCode?.value, additional: additional)
    }

    private static func accounts(_ data: EMVData) throws(CodeFault) -> [Account] {
        var accounts: [Account] = []
        for object in data.objects where (2...51).contains(object.id) {
            guard object.id >= 26 else {
                accounts.append(Account(id: object.id, system: nil, merchant: object.value))
                continue
            }
            let template = try EMVData(within: object)
            let system = try template.required(0, "payment system of object \(object.id)", 1...32)
            let merchant = template.objects.filter { $0.id > 0 }.min { $0.id < $1.id }
            accounts.append(Account(id: object.id, system: system.value, merchant: merchant?.value))
        }
        guard !accounts.isEmpty else {
            throw CodeFault(
                .missing, at: data.objects.last?.place ?? 0, "No account to pay to, object 02 to 51.", in: format)
        }
        return accounts
    }

    /// Digits and perhaps a point, more than zero, with no more decimals than the currency has.
    private static func amount(
        _ data: EMVData, _ id: Int, _ name: String, _ currency: ISOCurrency
    ) throws(CodeFault) -> CodeAmount? {
        guard let object = try data.optional(id, name, 1...13) else { return nil }
        // `98.` is how the specification lets an amount without decimals be written.
        let text = object.value.hasSuffix(".") ? String(object.value.dropLast()) : object.value
        guard let amount = CodeAmount(decimal: text, currency: currency), amount.digits > 0,
            amount.decimals <= currency.minorUnitDigits
        else { throw data.fault(.amount, object, "'\(object.value)' is no \(name) in \(currency.code).") }
        return amount
    }

    private static func tip(_ data: EMVData, _ currency: ISOCurrency) throws(CodeFault) -> Tip? {
        let indicator = try data.optional(55, "tip indicator", 2...2)
        let fixed = try amount(data, 56, "tip", currency)
        let percentage = try data.optional(57, "percentage", 1...5)
        for (object, wanted) in [(data[56], "02"), (data[57], "03")] {
            if let object, indicator?.value != wanted {
                throw CodeFault(.exclusive, at: object.place, "It goes with \(wanted) in object 55.", in: format)
            }
        }
        guard let indicator else { return nil }
        switch indicator.value {
        case "01": return .asked
        case "02":
            guard let fixed else { throw data.fault(.missing, indicator, "The tip, object 56, is missing.") }
            return .fixed(fixed)
        case "03":
            guard let percentage else { throw data.fault(.missing, indicator, "The percentage, 57, is missing.") }
            guard let share = CodeAmount(decimal: percentage.value, currency: nil), share.digits > 0,
                share.decimals <= 2, percentage.value.prefix(while: { $0 != "." }).utf8.count <= 2
            else { throw data.fault(.value, percentage, "A percentage is 0.01 to 99.99.") }
            return .percentage(percentage.value)
        default: throw data.fault(.value, indicator, "The tip indicator is none of 01, 02 and 03.")
        }
    }

    private static func additional(_ data: EMVData) throws(CodeFault) -> [Int: String] {
        guard let object = data[62] else { return [:] }
        let template = try EMVData(within: object)
        for id in 1...8 { _ = try template.optional(id, "object \(id) of the additional data", 1...25) }
        if let wanted = try template.optional(9, "wanted customer data", 1...3),
            !wanted.value.allSatisfy({ "AME".contains($0) })
        {
            throw template.fault(.value, wanted, "It names something else than A, M and E.")
        }
        _ = try template.optional(10, "merchant's tax number", 1...20)
        _ = try template.optional(11, "merchant's channel", 3...3)
        return Dictionary(template.objects.map { ($0.id, $0.value) }) { first, _ in first }
    }

    /// The merchant in another language (64), and what payment systems keep for themselves (80 to 99).
    private static func checkTemplates(_ data: EMVData) throws(CodeFault) {
        if let object = data[64] {
            let template = try EMVData(within: object)
            _ = try template.required(0, "language", 2...2)
            _ = try template.required(1, "merchant name in it", 1...25)
            _ = try template.optional(2, "merchant city in it", 1...15)
        }
        for object in data.objects where (80...99).contains(object.id) {
            _ = try EMVData(within: object).required(0, "payment system of object \(object.id)", 1...32)
        }
    }
}
