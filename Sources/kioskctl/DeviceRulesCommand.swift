import ArgumentParser
import Foundation
import KioskConfiguration

/// Writes the rules by which Linux lets a kiosk's own devices in and keeps others out.
struct DeviceRulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device-rules", abstract: "Write rules for udev or USBGuard from the devices' profiles.",
        subcommands: [Udev.self, USBGuard.self])

    struct Udev: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rules that hand the devices to the kiosk's user, for \(UdevRules.path).",
            discussion: "Without --config and --models, rules for every model that is known.")

        @OptionGroup var choice: DeviceRulesChoice
        @Option(help: "The group that may use the devices.") var group = UdevRules.usualGroup

        func run() throws {
            let catalogue = try choice.catalogue()
            let devices = try choice.devices(catalogue) ?? choice.all(catalogue)
            guard let rules = UdevRules(devices, group: group) else {
                throw ValidationError("'\(group)' is no name of a group: small letters, digits, - and _.")
            }
            try choice.write(rules.text, devices)
        }
    }

    struct USBGuard: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "usbguard",
            abstract: "A policy that blocks every device but the kiosk's own, for \(USBGuardRules.path).")

        @OptionGroup var choice: DeviceRulesChoice

        func run() throws {
            let catalogue = try choice.catalogue()
            guard let devices = try choice.devices(catalogue) else {
                throw ValidationError(
                    "Say which devices the kiosk has, by --config or --models: a policy for all models would let in "
                        + "what this kiosk does not have.")
            }
            try choice.write(USBGuardRules(devices, refused: catalogue.refused).text, devices)
        }
    }
}

/// Which devices the rules are for, and where they go.
struct DeviceRulesChoice: ParsableArguments {
    @Option(help: "The folder with a folder for each model.") var devices = "devices"
    @Option(help: "A kiosk's configuration: the rules admit exactly its devices.") var config: String?
    @Option(
        help: "Models (and adapters) to admit, by the names in the folder, with commas between them.",
        transform: { $0.split(separator: ",").map(String.init) })
    var models: [String]?
    @Option(help: "The file to write; standard output, if left out.") var output: String?
    @Flag(help: "Print one line of JSON, with the rules in it.") var json = false

    func validate() throws {
        if let models, models.isEmpty {
            throw ValidationError(
                "--models names no model: give the names of folders in \(devices), with commas between them.")
        }
        if config != nil, models != nil { throw ValidationError("Give --config or --models, not both.") }
    }

    func catalogue() throws -> DeviceCatalogue {
        try orComplain { () throws(ConfigurationError) in try DeviceCatalogue.load(directory: devices) }
    }

    /// Nil when neither a configuration nor models are named.
    func devices(_ catalogue: DeviceCatalogue) throws -> [AdmittedDevice]? {
        if let config {
            return try orComplain { () throws(ConfigurationError) in
                try KioskConfiguration.load(file: config, devices: catalogue).admittedDevices(catalogue)
            }
        }
        return try models?.flatMap { name -> [AdmittedDevice] in
            if let profile = catalogue[model: name] {
                if let admitted = profile.admitted { return [admitted] }
                throw ValidationError(
                    "The \(profile.title) has no USB ids of its own: use --config, which says what it hangs on.")
            }
            if let adapter = catalogue[adapter: name] { return [adapter.admitted] }
            if let refusal = catalogue.refused[model: name] {
                throw failure("\(refusal)", Ending.configuration)
            }
            throw ValidationError("No model is called '\(name)' in \(devices).")
        }
    }

    /// Every model that can be bought, and every adapter.
    func all(_ catalogue: DeviceCatalogue) -> [AdmittedDevice] {
        catalogue.profiles.filter { !$0.isSimulated }.compactMap(\.admitted) + catalogue.adapters.map(\.admitted)
    }

    private struct Report: Encodable {
        let devices: [String]
        let output: String?
        let rules: String
    }

    func write(_ text: String, _ devices: [AdmittedDevice]) throws {
        if let output {
            do {
                try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
            } catch {
                throw failure("\(output) cannot be written: \(error.localizedDescription)", Ending.cannotWrite)
            }
        }
        if json {
            print(try jsonLine(Report(devices: devices.map(\.title), output: output, rules: text)))
        } else if output == nil {
            print(text, terminator: "")
        }
    }

    private func orComplain<Value>(_ work: () throws(ConfigurationError) -> Value) throws -> Value {
        do throws(ConfigurationError) {
            return try work()
        } catch {
            throw failure(error.problems.map(\.description).joined(separator: "\n"), Ending.configuration)
        }
    }
}
