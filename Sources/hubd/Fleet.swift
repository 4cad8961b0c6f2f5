import ArgumentParser
import HubLedger
import KioskAPI
import KioskCore

/// Shows what a person must look at.
struct Alarms: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the open alarms as JSON; exit 2 if there are any.")

    @OptionGroup var books: Books

    func run() throws {
        let answer = try books.open().alarms()
        print(String(decoding: try HubJSON.encode(answer), as: UTF8.self))
        guard answer.open == 0 else { throw ExitCode(2) }
    }
}

/// Closes an alarm that a person has looked at.
struct AcknowledgeAlarm: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Close an alarm, with the name of who looked at it.")

    @OptionGroup var books: Books
    @Argument(help: "The alarm's number.") var alarm: Int64
    @Option(help: "Who looked at it.") var by: String

    func run() throws {
        let answer = try books.open().acknowledgeAlarm(alarm, by: by, now: Books.now())
        print(String(decoding: try HubJSON.encode(answer), as: UTF8.self))
    }
}

/// Gives a kiosk another key, after its disk was exchanged.
struct EnrolKiosk: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take a kiosk's journal as new from here on, signed with this key.",
        discussion: """
            Without it the hub believes the first key that a kiosk shows, and only a journal that grew. Use it after a \
            disk was exchanged on purpose; receipts signed with earlier keys can still be proven.
            """)

    @OptionGroup var books: Books
    @Option(help: "The kiosk.") var kiosk: KioskID
    @Option(help: "Its verifier key, as kioskctl journal key prints it: name+id+base64.") var key: String

    func run() throws {
        try books.open().enrolKiosk(kiosk, key: key, now: Books.now())
        print("\(kiosk) is enrolled with \(key)")
    }
}
