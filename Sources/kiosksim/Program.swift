import ArgumentParser

@main
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kiosksim", abstract: "Simulated devices, bills and residents for Paycircle.",
        subcommands: [
            DemoCommand.self, BillPicturesCommand.self, DemoBillsCommand.self, USBBenchGuestCommand.self,
            PowerCutCommand.self,
            RunCommand.self, ScenarioCommand.self, DeathsCommand.self,
        ])
}
