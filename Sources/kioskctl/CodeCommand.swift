import ArgumentParser

struct CodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "Look at the codes on bills.", subcommands: [CodeParse.self])
}
