internal import KioskCore

/// The characters of a code, each with its place in what was given.
///
/// Characters are Unicode scalars: a line break of two characters counts as two, whatever Swift makes of it.
package struct CodeText: Hashable, Sendable {
    package let scalars: [Unicode.Scalar]
    /// The place of the first character: more than 0 where something in front was taken off.
    let offset: Int

    /// The most bytes that are looked at; a scanner hands on no more.
    package static let longest = ScannedCode.largestAccepted

    init(scalars: [Unicode.Scalar], offset: Int = 0) {
        self.scalars = scalars
        self.offset = offset
    }

    package init(_ text: String) {
        self.init(scalars: Array(text.unicodeScalars))
    }

    /// UTF-8 text of at most `longest` bytes.
    package init(utf8 bytes: [UInt8]) throws(CodeFault) {
        guard !bytes.isEmpty else { throw CodeFault(.length, at: 0, "The code is empty.") }
        guard bytes.count <= CodeText.longest else {
            throw CodeFault(.tooLong, at: CodeText.longest, "The code has more than \(CodeText.longest) bytes.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CodeFault(.encoding, at: CodeText.validPrefix(of: bytes), "The bytes are no UTF-8 text.")
        }
        scalars = Array(text.unicodeScalars)
        offset = 0
        // What a program in between put for bytes that it could not read.
        if let place = scalars.firstIndex(of: "\u{FFFD}") {
            throw CodeFault(.encoding, at: place, "The bytes were no UTF-8 text.")
        }
    }

    /// How many characters stand before the first byte that is not UTF-8.
    private static func validPrefix(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue = decoder.decode(&iterator) { count += 1 }
        return count
    }

    package var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    func starts(with prefix: String) -> Bool { scalars.starts(with: prefix.unicodeScalars) }

    func dropping(_ count: Int) -> CodeText {
        CodeText(scalars: Array(scalars.dropFirst(count)), offset: offset + min(count, scalars.count))
    }

    /// The first control character but for those that may be there; U+0080 to U+009F are such, too.
    func firstControl(except allowed: Set<Unicode.Scalar>) -> Int? {
        scalars.firstIndex { scalar in
            (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)) && !allowed.contains(scalar)
        }.map { $0 + offset }
    }
}
