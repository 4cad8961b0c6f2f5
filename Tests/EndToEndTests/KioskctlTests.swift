import Foundation
import Glibc
import Testing

/// What the built `kioskctl` prints, and the code it ends with: fleet scripts build on both.
@Suite struct KioskctlTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ctl-\(UUID().uuidString.prefix(8))").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var socket: String { folder + "/k.sock" }
    private var file: String { folder + "/recording.jsonl" }

    // MARK: Without a result

    @Test func aKioskThatDoesNotRunIsSaidToPeopleAndToScripts() async throws {
        let run = try await Kioskctl.run("devices", "--socket", socket, "--json")
        #expect(run.status == 69)
        let error = try #require(try run.json.first?["error"] as? [String: Any])
        #expect(error["code"] as? Int == 69)
        #expect((error["message"] as? String)?.contains("start kioskd") == true)
        #expect(run.complaint.contains("start kioskd"))
    }

    @Test func withoutJSONStandardOutputStaysEmpty() async throws {
        let run = try await Kioskctl.run("devices", "--socket", socket)
        #expect(run.status == 69)
        #expect(run.output.isEmpty)
        #expect(run.complaint.hasPrefix("kioskctl: "))
    }

    @Test(arguments: [
        ["devices", "--json"],
        ["device", "record", "printer", "--socket", "x", "--output", "y", "--seconds", "0", "--json"],
        ["device-rules", "usbguard", "--models", "", "--json"], ["device-rules", "udev", "--models", ",", "--json"],
        ["device-rules", "usbguard", "--json"],
    ])
    func wrongArgumentsAreSaidAsJSON(_ arguments: [String]) async throws {
        let run = try await Kioskctl.run(arguments)
        #expect(run.status == 64)
        let error = try #require(try run.json.first?["error"] as? [String: Any])
        #expect(error["code"] as? Int == 64)
        #expect((error["message"] as? String)?.isEmpty == false)
    }

    @Test func aPolicyForNoModelsIsNoPolicy() async throws {
        let run = try await Kioskctl.run("device-rules", "usbguard", "--models", "")
        #expect(run.status == 64)
        #expect(!run.output.contains("allow"))
        #expect(run.complaint.contains("names no model"))
    }

    @Test func whatCannotBeReadIsSaidWithItsCode() async throws {
        let journal = try await Kioskctl.run("status", "--journal", folder + "/none.sqlite", "--json")
        #expect(journal.status == 66)
        #expect(try journal.json.first?["error"] != nil)
        let site = try await Kioskctl.run("devices", "--config", folder + "/none.yaml", "--json")
        #expect(site.status == 66)
        #expect(try site.json.first?["error"] != nil)
        try Data("kiosk: [".utf8).write(to: URL(filePath: folder + "/bad.yaml"))
        let bad = try await Kioskctl.run("devices", "--config", folder + "/bad.yaml", "--json")
        #expect(bad.status == 78)
        #expect(try bad.json.first?["error"] != nil)
    }

    // MARK: Of a running kiosk

    @Test func aDeviceThatIsNotReadyEndsWithOne() async throws {
        let device = """
            {"name":"printer","kind":"printer","wire":"escpos","connection":"usb","state":"faulty",\
            "trouble":"The cover is open.","usbID":"04b8:0e28","portPath":"1-2","serial":"A1","connections":1,\
            "failures":0,"bytesIn":4,"bytesOut":9}
            """
        let answer = #"{"devices":{"devices":[\#(device)],"strangers":[]}}"#
        let text = try await asked([answer]) { try await Kioskctl.run("devices", "--socket", socket) }
        #expect(text.status == 1)
        #expect(text.output.contains("printer") && text.output.contains("faulty"))
        #expect(text.output.contains("04b8:0e28, port 1-2, serial A1"))
        #expect(text.output.contains("now: The cover is open."))
        let json = try await asked([answer]) { try await Kioskctl.run("devices", "--socket", socket, "--json") }
        #expect(json.status == 1)
        let devices = try #require(try json.json.first?["devices"] as? [[String: Any]])
        #expect(devices.first?["state"] as? String == "faulty")
        let ready = answer.replacingOccurrences(of: "faulty", with: "ready")
        #expect(try await asked([ready]) { try await Kioskctl.run("devices", "--socket", socket) }.status == 0)
    }

    @Test func aTestSaysEachStepAndItsEnd() async throws {
        let answers = [#"{"progress":{"message":"Printing."}}"#, #"{"done":{"message":"The slip is out."}}"#]
        let text = try await asked(answers) { try await Kioskctl.run("device", "test", "printer", "--socket", socket) }
        #expect(text.status == 0)
        #expect(text.output == "Printing.\nThe slip is out.\n")
        let json = try await asked(answers) {
            try await Kioskctl.run("device", "test", "printer", "--socket", socket, "--json")
        }
        #expect(json.output == answers.joined(separator: "\n") + "\n")
    }

    @Test func aRefusalEndsWithOneAndItsReason() async throws {
        let answer = #"{"refused":{"message":"Somebody is at the screen."}}"#
        for command in ["test", "reset", "pair"] {
            let text = try await asked([answer]) {
                try await Kioskctl.run("device", command, "printer", "--socket", socket)
            }
            #expect(text.status == 1)
            #expect(text.complaint == "kioskctl: Somebody is at the screen.\n")
            let json = try await asked([answer]) {
                try await Kioskctl.run("device", command, "printer", "--socket", socket, "--json")
            }
            #expect(json.output == answer + "\n")
        }
    }

    // MARK: Recording

    @Test func aRecordingIsAFileForItsOwnerAlone() async throws {
        let records = [#"{"atMilliseconds":0,"event":"opened"}"#, #"{"atMilliseconds":4,"event":"closed"}"#]
        let lines = try records.map { record in
            let text = String(decoding: try JSONEncoder().encode([record]).dropFirst().dropLast(), as: UTF8.self)
            return #"{"traffic":{"record":\#(text)}}"#
        }
        let run = try await asked(
            [#"{"progress":{"message":"opened anew"}}"#] + lines + [#"{"done":{"message":"2 records."}}"#]
        ) { try await record() }
        #expect(run.status == 0)
        #expect(run.output == "opened anew\n2 records.\n")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == records.joined(separator: "\n") + "\n")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aRefusedRecordingLeavesNoFile() async throws {
        let run = try await asked([#"{"refused":{"message":"No device is called printer."}}"#]) { try await record() }
        #expect(run.status == 1)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func aFileThatIsThereIsNotWrittenOver() async throws {
        try Data("kept".utf8).write(to: URL(filePath: file))
        let run = try await record("--json")
        #expect(run.status == 73)
        #expect((try run.json.first?["error"] as? [String: Any])?["code"] as? Int == 73)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
    }

    private func record(_ more: String...) async throws -> Kioskctl.Run {
        try await Kioskctl.run(
            ["device", "record", "printer", "--socket", socket, "--output", file, "--seconds", "1"] + more)
    }

    /// Runs `body` while a kiosk listens that gives these answers to one question.
    private func asked(
        _ answers: [String], _ body: () async throws -> Kioskctl.Run
    ) async throws -> Kioskctl.Run {
        let kiosk = try AnsweringSocket(socket, answers)
        defer { kiosk.close() }
        return try await body()
    }
}

/// The program beside the tests.
enum Kioskctl {
    struct Run {
        let status: Int32
        let output: String
        let complaint: String

        /// Standard output, line by line.
        var json: [[String: Any]] {
            get throws {
                try output.split(separator: "\n").compactMap {
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                }
            }
        }
    }

    static func run(_ arguments: String...) async throws -> Run { try await run(arguments) }

    /// `input` stands on standard input; without it there is none.
    static func run(_ arguments: [String], input: Data = Data()) async throws -> Run {
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "kioskctl")
        // Waiting for a child blocks, so it has a thread of its own.
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "kioskctl").async {
                continuation.resume(with: Result { try Kioskctl.wait(for: program, arguments, input) })
            }
        }
    }

    private static func wait(for program: URL, _ arguments: [String], _ input: Data) throws -> Run {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let (output, complaint) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaint
        let file = FileManager.default.temporaryDirectory.appending(path: "ctl-\(UUID().uuidString)")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try complaint.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
            complaint: String(decoding: complained, as: UTF8.self))
    }
}

/// A control socket that gives the same answers to whoever connects first.
final class AnsweringSocket: Sendable {
    private let listener: Int32

    init(_ path: String, _ answers: [String]) throws {
        unlink(path)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let listener = listener
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0 && listen(listener, 1) == 0)
        DispatchQueue(label: "kiosk").async {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var question = [UInt8](repeating: 0, count: 1_024)
            _ = recv(connection, &question, question.count, 0)
            let bytes = Array(answers.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
            _ = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            Glibc.close(connection)
        }
    }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }
}
