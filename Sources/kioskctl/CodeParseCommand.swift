import ArgumentParser
import Foundation
import KioskCodes
import KioskConfiguration
import KioskCore

struct CodeParse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Say what the text of a code is, or what is wrong with it.",
        discussion: """
            Prints one line of JSON for each code, its keys in order: {"format":"febraban",…} or \
            {"error":{"code":"checkDigit","position":…,"message":…}}. docs/code-commands.md lists the fields of every \
            format and the codes of errors.

            GS1 may be in brackets, (415)…(8020)…, or raw with 0x1D for FNC1. Without --billers, codes are known by their \
            form alone; with them, billers' own codes are read as well.

            Exit codes: 0 every code was read; 1 at least one was not; 64 wrong arguments; 78 the billers cannot be read.
            """)

    @Argument(help: "The text of a code; - reads codes from standard input, one a line.") var texts: [String]
    @Option(help: "The AIM identifier that the scanner sent, as in ]C1.") var aim: String?
    @Flag(help: "The texts are hexadecimal digits of the code's bytes; spaces between them do not matter.")
    var bytesHex = false
    @Flag(help: "Standard input is one code, with its line breaks.") var whole = false
    @Option(help: "The folder with a YAML file for each biller.") var billers: String?
    @Flag(help: "Print one line of JSON for each code; this is what happens anyway.") var json = false

    func validate() throws {
        guard let aim else { return }
        let characters = Array(aim.utf8)
        let isLetter =
            characters.count == 3 && characters[0] == UInt8(ascii: "]")
            && Character(Unicode.Scalar(characters[1])).isLetter
        guard isLetter, characters[2] > 0x20, characters[2] < 0x7F else {
            throw ValidationError("'\(aim)' is no AIM identifier: ], a letter, and a digit or letter, as in ]C1.")
        }
    }

    func run() throws {
        let interpreter = try interpreter()
        var allRead = true
        func tell(_ given: CodeInput) {
            let report = report(given, interpreter)
            print(report.json.line)
            if report.isFault { allRead = false }
        }
        for text in texts {
            if text == "-" {
                CodeInput.read(asOne: whole, tell)
            } else {
                tell(CodeInput(bytes: Array(text.utf8)))
            }
        }
        if !allRead { throw Ending.needsPerson }
    }

    private func interpreter() throws -> CodeInterpreter {
        guard let billers else { return CodeInterpreter(profiles: []) }
        do throws(ConfigurationError) {
            return try BillerCatalogue.load(directory: billers).interpreter
        } catch {
            throw failure(error.problems.map(\.description).joined(separator: "\n"), Ending.configuration)
        }
    }

    private func report(_ given: CodeInput, _ interpreter: CodeInterpreter) -> CodeReport {
        guard bytesHex else { return CodeReport(ScannedCode(bytes: given.bytes, aim: aim), by: interpreter) }
        do throws(CodeFault) {
            return CodeReport(ScannedCode(bytes: try given.hexadecimal(), aim: aim), by: interpreter)
        } catch {
            return CodeReport(error)
        }
    }
}

/// The bytes of a code as they were given; of one that is too long, enough to tell so.
struct CodeInput {
    let bytes: [UInt8]

    /// Two digits a byte and a space.
    static let longest = CodeText.longest * 3 + 16

    /// Standard input, by lines of any length, or as one code; each is handed on as it ends.
    static func read(asOne: Bool, _ tell: (CodeInput) -> Void) {
        var bytes: [UInt8] = []
        var isUnended = false
        while let piece = try? FileHandle.standardInput.read(upToCount: 65_536), !piece.isEmpty {
            for byte in piece {
                if byte == UInt8(ascii: "\n"), !asOne {
                    tell(CodeInput(line: bytes))
                    bytes.removeAll(keepingCapacity: true)
                    isUnended = false
                } else {
                    isUnended = true
                    if bytes.count < longest { bytes.append(byte) }
                }
            }
        }
        if isUnended { tell(asOne ? CodeInput(bytes: bytes) : CodeInput(line: bytes)) }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// A line may end with CR LF.
    private init(line: [UInt8]) {
        bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    func hexadecimal() throws(CodeFault) -> [UInt8] {
        var decoded: [UInt8] = []
        var high: UInt8?
        for (place, byte) in bytes.enumerated() where byte != UInt8(ascii: " ") {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init) else {
                throw CodeFault(.encoding, at: place, "This is no hexadecimal digit.")
            }
            if let first = high {
                decoded.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { throw CodeFault(.encoding, at: bytes.count, "A hexadecimal digit is missing.") }
        return decoded
    }
}
