import Foundation

/// The sample site with this bench's sockets and ports in it, so that a demonstration disturbs nothing that already
/// listens on the machine.
struct DemoSite {
    let sample: String
    let bench: Bench

    func write(to path: String, journal: String) throws {
        var text = try String(contentsOfFile: sample, encoding: .utf8)
        for (written, actual) in replacements(journal) {
            guard text.contains(written) else {
                throw SimulatorError("\(sample) has no \(written); the demonstration puts its own address there.")
            }
            text = text.replacing(written, with: actual)
        }
        if bench.camera != nil { text = text.replacing("devices:\n", with: "devices:\n\(camera)") }
        try text.write(to: URL(filePath: path), atomically: true, encoding: .utf8)
    }

    private var camera: String {
        """
          - name: camera
            kind: camera
            protocol: uvc
            connection: unix:\(bench.socket("camera"))

        """
    }

    private func replacements(_ journal: String) -> [(String, String)] {
        let hub = "http://127.0.0.1:\(bench.plug.port)"
        return [
            ("http://127.0.0.1:8090", hub),
            ("port: 8080", "port: 0"),
            ("http://127.0.0.1:8081", "http://127.0.0.1:\(bench.pagePort)"),
            ("demo/journal.sqlite", journal),
            ("demo/scanner.sock", bench.socket("scanner")),
            ("demo/printer.sock", bench.socket("printer")),
            ("demo/note-acceptor.sock", bench.socket("acceptor")),
            ("demo/payment-terminal.sock", bench.socket("terminal")),
        ]
    }
}
