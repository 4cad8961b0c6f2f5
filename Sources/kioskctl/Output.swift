import ArgumentParser
import Foundation
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
    @Option(help: "The journal's file; `journal.path` in the kiosk's configuration.") var journal: String
    @Flag(help: "Print one line of JSON.") var json = false

    /// Reads, and ends the program with the right code when that is impossible.
    func read<Value>(_ work: (JournalReader) throws -> Value) throws -> Value {
        do {
            return try work(JournalReader(path: journal))
        } catch let error as JournalError {
            complain("\(error)")
            switch error.code {
            case .cannotOpen: throw Ending.nothingToRead
            case .notAJournal, .newerSchema, .damaged: throw Ending.dataDamaged
            case .lockedByAnother, .wrongSettings, .appendFailed, .broken, .readFailed: throw Ending.other
            }
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

func complain(_ text: String) {
    FileHandle.standardError.write(Data("kioskctl: \(text)\n".utf8))
}
