import ArgumentParser

/// The technician's tool: reads a kiosk's journal and checks its configuration. Changes nothing.
@main
struct Program: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kioskctl",
        abstract: "Shows what a Paycircle kiosk knows.",
        discussion: """
            Every command takes --json for one line of JSON with its keys in order.

            Exit codes: 0 done, and nothing needs a person; 1 done, and something does (an exception, a problem in a \
            configuration); 64 wrong arguments; 65 the journal is damaged or no journal; 66 there is nothing to read \
            at that path; 70 anything else.
            """,
        version: "0.1.0",
        subcommands: [Status.self, JournalCommand.self, Exceptions.self, Queue.self, ConfigCommand.self])
}
