/// The character sets of an EPC069-12 code: 1 is UTF-8, 2 to 8 are parts of ISO 8859.
enum EPCCharset {
    /// The text of bytes that begin with `BCD` and a line break: their third line names the character set.
    ///
    /// A reader that has turned the text into UTF-8 already is believed: bytes of ISO 8859 are hardly ever UTF-8 as well.
    /// Where the third line names no character set, UTF-8 is tried, so that the fault is told by whoever reads the lines.
    static func text(of bytes: [UInt8]) throws(CodeFault) -> CodeText {
        let lines = bytes.prefix(64).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let named = lines.count > 2 ? lines[2].filter { $0 != UInt8(ascii: "\r") } : []
        guard bytes.count <= CodeText.longest, let digit = named.first, named.count == 1,
            (UInt8(ascii: "2")...UInt8(ascii: "8")).contains(digit), String(validating: bytes, as: UTF8.self) == nil
        else { return try CodeText(utf8: bytes) }
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            guard let scalar = scalar(byte, set: Int(digit) - 48), scalar != "\u{FFFD}" else {
                throw CodeFault(
                    .encoding, at: index, "The character set that the code names has no such character.",
                    in: .epcTransfer)
            }
            scalars.append(scalar)
        }
        return CodeText(scalars: scalars)
    }

    static func isClaimed(by bytes: [UInt8]) -> Bool {
        bytes.starts(with: "BCD\n".utf8) || bytes.starts(with: "BCD\r\n".utf8)
    }

    /// Below 0xA0 all of them are alike, and set 2, ISO 8859-1, is so to the end.
    private static func scalar(_ byte: UInt8, set: Int) -> Unicode.Scalar? {
        guard byte >= 0xA0, set != 2 else { return Unicode.Scalar(byte) }
        return upper[set]?[Int(byte) - 0xA0]
    }

    /// The characters 0xA0 to 0xFF of ISO 8859-2, -4, -5, -7, -10 and -15; U+FFFD where there is none.
    private static let upper: [Int: [Unicode.Scalar]] = [
        3: """
        \u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ\
        ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙
        """,
        4: """
        \u{A0}ĄĸŖ¤ĨĻ§¨ŠĒĢŦ\u{AD}Ž¯°ą˛ŗ´ĩļˇ¸šēģŧŊžŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎĪ\
        ĐŅŌĶÔÕÖ×ØŲÚÛÜŨŪßāáâãäåæįčéęëėíîīđņōķôõö÷øųúûüũū˙
        """,
        5: """
        \u{A0}ЁЂЃЄЅІЇЈЉЊЋЌ\u{AD}ЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ\
        абвгдежзийклмнопрстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ
        """,
        6: """
        \u{A0}‘’£€₯¦§¨©ͺ«¬\u{AD}\u{FFFD}―°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ\
        ΠΡ\u{FFFD}ΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\u{FFFD}
        """,
        7: """
        \u{A0}ĄĒĢĪĨĶ§ĻĐŠŦŽ\u{AD}ŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏ\
        ÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ
        """,
        8: """
        \u{A0}¡¢£€¥Š§š©ª«¬\u{AD}®¯°±²³Žµ¶·ž¹º»ŒœŸ¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ\
        ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ
        """,
    ].mapValues { Array($0.unicodeScalars) }
}
