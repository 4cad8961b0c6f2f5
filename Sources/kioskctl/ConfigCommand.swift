import ArgumentParser
import KioskConfiguration

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at configurations.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a kiosk's configuration, and its billers; exit code 1 if something is wrong.")

        @Argument(help: "The kiosk's configuration, a YAML file.") var file: String
        @Option(help: "The folder with a YAML file for each biller.") var billers: String?
        @Option(help: "The folder with a profile of each device model; needed when the file names a model.")
        var devices: String?
        @Flag(help: "Print one line of JSON.") var json = false

        private struct Finding: Encodable {
            let file: String
            let isValid: Bool
            let problems: [String]
        }

        func run() throws {
            let problems = kioskProblems + billerProblems
            if json {
                print(try jsonLine(Finding(file: file, isValid: problems.isEmpty, problems: problems)))
            } else if problems.isEmpty {
                print("\(file) is in order.")
            } else {
                for problem in problems { print(problem) }
            }
            if !problems.isEmpty { throw Ending.needsPerson }
        }

        private var kioskProblems: [String] {
            do throws(ConfigurationError) {
                let models =
                    if let devices { try DeviceCatalogue.load(directory: devices) } else { DeviceCatalogue?.none }
                _ = try KioskConfiguration.load(file: file, devices: models)
                return []
            } catch {
                return error.problems.map(\.description)
            }
        }

        private var billerProblems: [String] {
            guard let billers else { return [] }
            do throws(ConfigurationError) {
                _ = try BillerCatalogue.load(directory: billers)
                return []
            } catch {
                return error.problems.map(\.description)
            }
        }
    }
}
