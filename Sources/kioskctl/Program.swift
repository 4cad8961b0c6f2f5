import ArgumentParser

/// The technician's tool: reads and checks a kiosk's journal and its receipts, checks its configuration, and asks a
/// running kiosk of its devices and its money.
@main
struct Program: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kioskctl",
        abstract: "Shows what a Paycircle kiosk knows, and tells it what persons decide.",
        discussion: """
            Every command takes --json for one line of JSON with its keys in order. Where there is no result, that \
            line is {"error":{"code":…,"message":…}}, and a refusal by the kiosk is {"refused":{"message":…}}.

            Exit codes: 0 done, and nothing needs a person; 1 done, and something does (an exception, a problem in a \
            configuration, a device that is not ready, a difference in the cash box, a refusal); 64 wrong arguments; \
            65 the journal, or a receipt, is damaged, changed or none; \
            66 there is nothing to read at that path; 69 kioskd is not running; 70 anything else; 73 the output cannot \
            be written; 78 the configuration is wrong.
            """,
        version: "0.1.0",
        subcommands: [
            Status.self, JournalCommand.self, Exceptions.self, CashCommand.self, ReceiptCommand.self, Queue.self,
            ConfigCommand.self, Devices.self, DeviceCommand.self, DeviceRulesCommand.self, CodeCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            // Whatever else ends a command has said so itself.
            let code = exitCode(for: error)
            if code == .validationFailure { FailureLine(message(for: error), code).print() }
            exit(withError: error)
        }
    }
}
