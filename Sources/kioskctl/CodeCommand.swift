import ArgumentParser

struct CodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "Read bill codes.",
        subcommands: [
            CodeDecodeCommand.self
        ])
}
