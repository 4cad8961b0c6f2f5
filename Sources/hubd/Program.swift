import ArgumentParser

/// The settlement hub: serves the kiosks, takes bill files, gives settlement files.
@main
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hubd", abstract: "Paycircle's settlement hub.",
        subcommands: [
            Serve.self, ImportBills.self, ExportSettlement.self, Reconcile.self, Alarms.self, AcknowledgeAlarm.self,
            EnrolKiosk.self,
        ])
}
