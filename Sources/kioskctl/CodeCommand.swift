import ArgumentParser

struct CodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "Read the codes on bills, and say what they ask for.",
        subcommands: [CodeDecodeCommand.self, CodeParse.self])
}
