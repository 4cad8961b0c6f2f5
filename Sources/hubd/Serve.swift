import ArgumentParser
import Foundation
import HubLedger
import HubServer
import Hummingbird
import Logging

/// Answers the kiosks until SIGTERM or SIGINT; requests under way are answered first.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Answer the kiosks over HTTP.")

    @OptionGroup var books: Books
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 takes a free one.") var port = 8_700
    @Flag(help: "Add the accounts and bills of the demonstration, and its wallet provider.") var demo = false
    @Option(help: "The day as of which the demonstration's bills are made, as 2026-11-21.")
    var demoDay = HubLedger.demoDay
    @Flag(help: "Print one line with the address when ready.") var printReady = false

    mutating func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("A port is 0 to 65535.") }
    }

    func run() async throws {
        var logger = Logger(label: "hubd", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .notice
        let ledger = try books.open(creating: true)
        if demo { try ledger.seedDemo(today: demoDay) }
        let wallets: DemoWalletGateway? = demo ? DemoWalletGateway() : nil
        let service = HubService(ledger: ledger, wallets: wallets, now: { Books.now() }, logger: logger)
        let (host, printReady) = (host, printReady)
        let application = service.application(host: host, port: port) { port in
            guard printReady else { return }
            // Written at once, for whoever waits for the line at the other end of a pipe.
            let line = "hubd: listening on http://\(host):\(port)\n"
            FileHandle.standardOutput.write(Data(line.utf8))
        }
        try await application.runService()
    }
}
