/// The lines of a QR bill, each with its place, and what lines have in common: lengths, and that they must be there.
struct CodeLines {
    struct Line: Hashable {
        let text: String
        let place: Int

        var isEmpty: Bool { text.isEmpty }
        var count: Int { text.unicodeScalars.count }
    }

    let lines: [Line]
    let format: BillFormat
    private let end: Int

    /// Lines end with LF, or all of them with CR LF. A line break at the very end begins no line where nothing may
    /// follow it.
    init(_ text: CodeText, of format: BillFormat) throws(CodeFault) {
        var lines: [Line] = []
        var start = 0
        let scalars = text.scalars
        let withReturn = scalars.firstIndex(of: "\n").map { $0 > 0 && scalars[$0 - 1] == "\r" } ?? false
        for (index, scalar) in scalars.enumerated() where scalar == "\n" || index == scalars.count - 1 {
            let isBreak = scalar == "\n"
            var stop = isBreak ? index : index + 1
            if withReturn, isBreak {
                guard stop > start, scalars[stop - 1] == "\r" else {
                    throw CodeFault(
                        .character, at: text.offset + index, "A line ends otherwise than the first.", in: format)
                }
                stop -= 1
            }
            if let stray = scalars[start..<stop].firstIndex(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                throw CodeFault(
                    .character, at: text.offset + stray, "A control character stands in a line.", in: format)
            }
            lines.append(Line(text: CodeText(scalars: Array(scalars[start..<stop])).string, place: text.offset + start))
            start = index + 1
        }
        if scalars.last == "\n" { lines.append(Line(text: "", place: text.offset + scalars.count)) }
        self.lines = lines
        self.format = format
        end = text.offset + scalars.count
    }

    /// A line, or an empty one behind the end.
    subscript(_ index: Int) -> Line { index < lines.count ? lines[index] : Line(text: "", place: end) }

    func fault(_ code: CodeFault.Code, _ line: Line, _ message: String) -> CodeFault {
        CodeFault(code, at: line.place, message, in: format)
    }

    /// Nil for an empty line; a fault for one that is too long.
    func optional(_ index: Int, _ name: String, upTo longest: Int) throws(CodeFault) -> String? {
        let line = self[index]
        guard line.count <= longest else {
            throw CodeFault(
                .length, at: line.place + longest, "The \(name) has more than \(longest) characters.", in: format)
        }
        return line.isEmpty ? nil : line.text
    }

    func required(_ index: Int, _ name: String, upTo longest: Int) throws(CodeFault) -> String {
        guard let text = try optional(index, name, upTo: longest) else {
            throw fault(.missing, self[index], "The \(name) is missing.")
        }
        return text
    }

    /// A fault for a line that is there although nothing may be.
    func nothing(_ indices: Range<Int>, _ message: String) throws(CodeFault) {
        for index in indices where !self[index].isEmpty { throw fault(.value, self[index], message) }
    }
}
