import ArgumentParser
import Foundation
import KioskConfiguration
import KioskControl

/// Where the running kiosk is asked.
struct ControlOptions: ParsableArguments {
    @Option(help: "The kiosk's configuration, which names the control socket.") var config: String?
    @Option(help: "The control socket itself, instead of --config.") var socket: String?
    @Flag(help: "Print one line of JSON for each answer.") var json = false

    func validate() throws {
        if (config == nil) == (socket == nil) {
            throw ValidationError("Give either --config with the kiosk's configuration, or --socket with its socket.")
        }
    }

    /// Asks, hands on what comes before the last answer, and ends the program with the right code when there is none.
    func ask(
        _ request: ControlRequest, silence: Duration = .seconds(60), meanwhile: (ControlReply) throws -> Void
    ) throws -> ControlReply {
        do {
            var last: ControlReply?
            try ControlClient(socket: try path()).ask(request, silence: silence) { reply in
                if reply.isLast { last = reply } else { try meanwhile(reply) }
            }
            guard let last else { throw ControlError(.broken, "kioskd gave no answer.") }
            return last
        } catch let error as ControlError {
            throw failure("\(error)", error.code == .notRunning ? Ending.notRunning : Ending.other)
        }
    }

    private func path() throws -> String {
        if let socket { return socket }
        guard let config else { return "" }
        do {
            return try KioskConfiguration.controlSocketPath(inFile: config)
        } catch {
            throw failure(
                "\(error)",
                FileManager.default.fileExists(atPath: config) ? Ending.configuration : Ending.nothingToRead)
        }
    }

    /// Says what goes on meanwhile.
    func tell(_ reply: ControlReply) throws {
        if json { print(try jsonLine(reply)) } else if case .progress(let what) = reply { print(what) }
        // A person waits for it, and standard output may be a pipe.
        fflush(nil)
    }

    /// Says what came of it. A refusal needs a person.
    func finish(_ reply: ControlReply) throws {
        if json { print(try jsonLine(reply)) }
        switch reply {
        case .done(let what): if !json { print(what) }
        case .refused(let why):
            if !json { FileHandle.standardError.write(Data("kioskctl: \(why)\n".utf8)) }
            throw Ending.needsPerson
        case .devices, .cashBox, .collected, .progress, .traffic: break
        }
    }
}

struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show each device with its status and last fault; exit code 1 if one needs a person.")

    @OptionGroup var options: ControlOptions

    func run() throws {
        let reply = try options.ask(.devices) { _ in }
        guard case .devices(let devices, let strangers) = reply else { return try options.finish(reply) }
        if options.json {
            print(try jsonLine(DevicesSummary(devices: devices, strangers: strangers)))
        } else {
            for line in devices.flatMap({ DeviceLines($0).lines }) { print(line) }
            for stranger in strangers { print(stranger.line) }
        }
        if devices.contains(where: { $0.state != .ready }) || strangers.contains(where: { $0.refusal != nil }) {
            throw Ending.needsPerson
        }
    }
}

struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Work with one device of the running kiosk.",
        subcommands: [Test.self, Record.self, Reset.self, Pair.self])

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Exercise a device while nobody is at the screen; exit code 1 if it does not work.")

        @Argument(help: "The device's name in the kiosk's configuration.") var name: String
        @OptionGroup var options: ControlOptions

        func run() throws {
            try options.finish(try options.ask(.test(device: name)) { try options.tell($0) })
        }
    }

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a device's traffic to a file that a test can replay.",
            discussion: """
                Only while nobody is at the screen, because the device's line is opened anew: a replay begins there. \
                The file holds what is scanned, printed and told to cards, so only its owner may read it; a payment \
                terminal's password is written as zeros.
                """)

        @Argument(help: "The device's name in the kiosk's configuration.") var name: String
        @Option(help: "The file to write; it must not be there yet.") var output: String
        @Option(help: "For how many seconds.") var seconds = 60
        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard (1...ControlRequest.longestRecording).contains(seconds) else {
                throw ValidationError("Give --seconds from 1 to \(ControlRequest.longestRecording).")
            }
        }

        func run() throws {
            let file = RecordingFile(output)
            guard file.canBeMade else { throw file.failure }
            let last = try options.ask(
                .record(device: name, seconds: seconds), silence: .seconds(seconds + 30)
            ) { reply in
                if case .traffic(let line) = reply { try file.add(line) } else { try options.tell(reply) }
            }
            try options.finish(last)
        }
    }

    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a device start anew after a jam was cleared, or reset its USB port.")

        @Argument(help: "The device's name in the kiosk's configuration.") var name: String
        @OptionGroup var options: ControlOptions

        func run() throws { try options.finish(try options.ask(.reset(device: name)) { _ in }) }
    }

    struct Pair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take what is plugged in under this name for the right device from now on.")

        @Argument(help: "The device's name in the kiosk's configuration.") var name: String
        @OptionGroup var options: ControlOptions

        func run() throws { try options.finish(try options.ask(.pair(device: name)) { _ in }) }
    }
}
