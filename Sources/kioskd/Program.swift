import ArgumentParser
import CMalloc

/// The kiosk's daemon: drives the devices, runs the resident's session, keeps the journal, settles, and serves the
/// touch screens on loopback.
@main
struct Program: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "kioskd",
        abstract: "Runs a Paycircle kiosk.",
        discussion: """
            Exit codes: 0 stopped as asked; 64 wrong arguments; 74 the journal could not be opened, which the screen \
            says for a minute first, or could not be written; \
            78 the configuration is wrong; 1 anything else. After any of them the journal holds all money.
            """,
        version: version, subcommands: [Run.self], defaultSubcommand: Run.self)

    static func main() async {
        // One heap for all threads. With one each, as glibc has it, what one of them gave back is of no use to the others,
        // and a long queue that drains leaves ever more memory behind (mallopt(3)).
        _ = mallopt(M_ARENA_MAX, 1)
        await main(nil)
    }
}
