import Foundation

/// The sample site with the addresses under which a guest reaches this bench: everything is on the guest's own
/// loopback, from where its relays lead to ours.
struct PowerCutSite {
    let screensPort: Int
    let pagePort: Int

    /// The ports of the guest's relays, in the order of `PowerCutLane.relays`.
    enum Relay {
        static let scanner = 9_101, printer = 9_102, acceptor = 9_103, terminal = 9_104, hub = 9_105
    }

    static let sample = "kiosk-config/sites/demo.yaml"
    static let journal = "/kiosk/journal.sqlite"

    func yaml() throws -> String {
        var text = try String(contentsOfFile: PowerCutSite.sample, encoding: .utf8)
        for (written, actual) in replacements {
            guard text.contains(written) else {
                throw SimulatorError("\(PowerCutSite.sample) has no \(written); the power cuts put their own there.")
            }
            text = text.replacing(written, with: actual)
        }
        return text
    }

    private var replacements: [(String, String)] {
        [
            ("http://127.0.0.1:8090", "http://127.0.0.1:\(Relay.hub)"),
            ("port: 8080", "port: \(screensPort)"),
            ("http://127.0.0.1:8081", "http://127.0.0.1:\(pagePort)"),
            ("demo/journal.sqlite", PowerCutSite.journal),
            ("unix:demo/scanner.sock", "tcp:127.0.0.1:\(Relay.scanner)"),
            ("unix:demo/printer.sock", "tcp:127.0.0.1:\(Relay.printer)"),
            ("unix:demo/note-acceptor.sock", "tcp:127.0.0.1:\(Relay.acceptor)"),
            ("unix:demo/payment-terminal.sock", "tcp:127.0.0.1:\(Relay.terminal)"),
        ]
    }
}
