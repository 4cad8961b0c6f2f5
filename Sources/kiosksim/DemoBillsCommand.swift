import ArgumentParser
import Foundation
import KioskCore
import KioskSimulator

struct DemoBillsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-bills", abstract: "Draw the bills of the demonstration's accounts as PNG files.")

    @Option(help: "The folder for the pictures.")
    var output = "kiosk-config/bills"

    @Option(help: "The folder of the biller profiles, which say what the bar codes hold.")
    var billers = "kiosk-config/billers"

    func run() throws {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        for (name, png) in try DemoBills.pictures(profiles: billers) {
            try Data(png).write(to: URL(filePath: "\(output)/\(name).png"))
            print("\(output)/\(name).png")
        }
    }
}
