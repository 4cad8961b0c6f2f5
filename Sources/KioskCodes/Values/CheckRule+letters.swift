extension CheckRule {
    /// Whether letters and digits, with A as 10 and Z as 35, make a number that is 1 modulo 97 (ISO/IEC 7064 MOD 97-10 as
    /// IBANs and creditor references use it). False for other characters.
    static func isMod97(_ bytes: some Sequence<UInt8>) -> Bool {
        var remainder = 0
        for byte in bytes {
            if byte.isASCIIDigit {
                remainder = (remainder * 10 + Int(byte - UInt8(ascii: "0"))) % 97
            } else if byte.isASCIICapital {
                remainder = (remainder * 100 + Int(byte - UInt8(ascii: "A")) + 10) % 97
            } else {
                return false
            }
        }
        return remainder == 1
    }
}
