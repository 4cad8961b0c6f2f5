import KioskCodes
import KioskCore
import Testing

/// What a text is by its own form; records an issue and ends the test when it cannot be read.
func parsed(_ text: String, aim: String? = nil) throws(CodeFault) -> ParsedCode {
    try CodeParser.parse(ScannedCode(bytes: Array(text.utf8), aim: aim))
}

/// What is wrong with a text; nil when nothing is.
func fault(of text: String, aim: String? = nil) -> CodeFault? {
    do throws(CodeFault) {
        _ = try parsed(text, aim: aim)
        return nil
    } catch {
        return error
    }
}

func fault(of bytes: [UInt8]) -> CodeFault? {
    do throws(CodeFault) {
        _ = try CodeParser.parse(ScannedCode(bytes: bytes, aim: nil))
        return nil
    } catch {
        return error
    }
}

/// A fault by its code and its place alone, for tables.
struct Fault: Hashable, CustomStringConvertible {
    let code: CodeFault.Code
    let position: Int

    init(_ code: CodeFault.Code, _ position: Int) {
        self.code = code
        self.position = position
    }

    init?(_ fault: CodeFault?) {
        guard let fault else { return nil }
        self.init(fault.code, fault.position)
    }

    var description: String { "\(code) at \(position)" }
}

extension String {
    /// How many characters stand before the first occurrence of a text.
    func place(of text: String) throws -> Int {
        unicodeScalars.distance(from: startIndex, to: try #require(range(of: text)?.lowerBound))
    }

    private func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
