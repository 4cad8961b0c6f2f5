/// A creditor reference of ISO 11649: `RF`, two check digits, and 1 to 21 letters and digits.
enum CreditorReference {
    /// What is wrong with a text that is to be one; nil where nothing is.
    static func finding(in text: String) -> IBAN.Finding? {
        let bytes = Array(text.utf8)
        guard (5...25).contains(bytes.count) else {
            return IBAN.Finding(
                code: .length, offset: min(bytes.count, 25), message: "A creditor reference has 5 to 25 characters.")
        }
        guard text.hasPrefix("RF") else {
            return IBAN.Finding(code: .value, offset: 0, message: "A creditor reference begins with RF.")
        }
        if let place = bytes.firstIndex(where: { !$0.isASCIIDigit && !$0.isASCIICapital }) {
            return IBAN.Finding(
                code: .character, offset: place, message: "A creditor reference has capital letters and digits alone.")
        }
        guard bytes[2].isASCIIDigit, bytes[3].isASCIIDigit else {
            return IBAN.Finding(code: .character, offset: 2, message: "Two check digits follow RF.")
        }
        guard CheckRule.isMod97(bytes[4...] + bytes[..<4]) else {
            return IBAN.Finding(
                code: .checkDigit, offset: 2, message: "The check digits of the creditor reference are wrong.")
        }
        return nil
    }
}
