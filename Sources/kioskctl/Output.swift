import ArgumentParser
import Foundation
import KioskConfiguration
import KioskJournal

/// What a command's exit code says; the numbers above 1 are those of sysexits(3).
enum Ending {
    static let needsPerson = ExitCode(1)
    static let dataDamaged = ExitCode(65)
    static let nothingToRead = ExitCode(66)
    static let notRunning = ExitCode(69)
    static let other = ExitCode(70)
    static let cannotWrite = ExitCode(73)
    static let configuration = ExitCode(78)
}

/// The options that every command about the journal has.
struct JournalOptions: ParsableArguments {
    @Option(help: "The journal's file; `journal.path` in the kiosk's configuration.") var journal: String?
    @Option(help: "The kiosk's configuration, which names the journal, instead of --journal.") var config: String?
    @Flag(help: "Print one line of JSON.") var json = false

    func validate() throws {
        if (journal == nil) == (config == nil) {
            throw ValidationError("Give either --journal with the journal's file, or --config with the kiosk's.")
        }
    }

    func path() throws -> String {
        if let journal { return journal }
        guard let config else { return "" }
        do {
            return try KioskConfiguration.journalPath(inFile: config)
        } catch {
            throw failure(
                "\(error)",
                FileManager.default.fileExists(atPath: config) ? Ending.configuration : Ending.nothingToRead)
        }
    }

    /// Reads, and ends the program with the right code when that is impossible.
    func read<Value>(_ work: (JournalReader) throws -> Value) throws -> Value {
        try JournalOptions.reading(try path(), work)
    }

    /// The same for a journal that is named otherwise.
    static func reading<Value>(_ path: String, _ work: (JournalReader) throws -> Value) throws -> Value {
        do {
            return try work(JournalReader(path: path))
        } catch let error as JournalError {
            let ending =
                switch error.code {
                case .cannotOpen: Ending.nothingToRead
                case .notAJournal, .newerSchema, .damaged, .endMissing, .keyMissing, .wrongKiosk: Ending.dataDamaged
                case .lockedByAnother, .wrongSettings, .appendFailed, .broken, .readFailed: Ending.other
                }
            throw failure("\(error)", ending)
        }
    }

    /// One line of JSON or the lines for people.
    func show(_ value: some Encodable, _ lines: @autoclosure () -> [String]) throws {
        if json {
            print(try jsonLine(value))
        } else {
            for line in lines() { print(line) }
        }
    }
}

func jsonLine(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// Says to people, and with `--json` to scripts, why there is no result; the error to throw is returned.
func failure(_ message: String, _ code: ExitCode) -> ExitCode {
    FileHandle.standardError.write(Data("kioskctl: \(message)\n".utf8))
    FailureLine(message, code).print()
    return code
}

/// What stands on standard output instead of a result: `{"error":{"code":69,"message":"Nobody answers…"}}`.
struct FailureLine: Encodable {
    struct Failure: Encodable {
        let code: Int32
        let message: String
    }

    /// Arguments that cannot be read may have asked for JSON all the same.
    static let isWanted = CommandLine.arguments.contains("--json")

    let error: Failure

    init(_ message: String, _ code: ExitCode) { error = Failure(code: code.rawValue, message: message) }

    func print() {
        guard FailureLine.isWanted, let line = try? jsonLine(self) else { return }
        Swift.print(line)
    }
}
