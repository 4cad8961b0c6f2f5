import AsyncHTTPClient
import Foundation
import KioskAPI
import KioskCore
import NIOCore
import NIOHTTP1

/// The demonstration: a hub, a kiosk with simulated devices, and one resident who pays an electricity bill from its
/// picture. Everything between the resident's hands and the hub's books is the product itself.
package struct Demo: Sendable {
    package struct Options: Sendable {
        /// End after the payment instead of leaving the touch screen open.
        package var isOnce = false
        /// The hub is stopped while the money is taken, and started afterwards.
        package var isOffline = false
        /// Where the journal, the hub's books, the logs and the receipt go; emptied at the start.
        package var folder = "out/demo"
        /// Where `sites/`, `billers/` and `bills/` lie.
        package var configuration = "kiosk-config"

        package init() {}
    }

    /// What the demonstration ends with, as one line of JSON.
    package struct Outcome: Codable, Sendable {
        package let bill: String
        package let amount: String
        package let tenders: [String]
        package let state: String
        package let reference: String
        package let creditNote: String?
        package let payment: String
        package let receipt: String
    }

    let options: Options
    let say: @Sendable (String) -> Void

    package init(_ options: Options, say: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.say = say
    }

    /// Throws when anything on the way is not as it must be, above all when the hub does not say "settled".
    package func run() async throws {
        let bills = try bills()
        let folder = try freshFolder()
        let bench = try await Bench(directory: folder.path(), bills: bills, hasCamera: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.run() }
            try await play(on: bench, in: folder)
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    private func freshFolder() throws -> URL {
        let folder = URL(filePath: options.folder, directoryHint: .isDirectory)
        try clear(folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return URL(filePath: folder.path(), directoryHint: .isDirectory).absoluteURL
    }

    /// Empties the folder of an earlier demonstration; a folder with anything else in it is left alone.
    private func clear(_ folder: URL) throws {
        let path = folder.path()
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path), !names.isEmpty else { return }
        guard names.contains("kiosk.yaml"), names.contains("hubd.log") || names.contains("kioskd.log") else {
            throw SimulatorError("\(path) holds something else than a demonstration. Name another folder, or empty it.")
        }
        try FileManager.default.removeItem(at: folder)
    }

    private func bills() throws -> [BenchBill] {
        let folder = "\(options.configuration)/bills"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let names = files.filter { $0.hasSuffix(".png") }.sorted()
        guard names.contains(Demo.billName + ".png") else {
            throw SimulatorError("There is no \(folder)/\(Demo.billName).png. Run this in the project's folder.")
        }
        return try names.map { try BenchBill(name: String($0.dropLast(4)), picturePath: "\(folder)/\($0)") }
    }

    static let billName = "zj-power"
}

// MARK: - The play

extension Demo {
    private func play(on bench: Bench, in folder: URL) async throws {
        var programs: [ChildProgram] = []
        do {
            var hubAddress: String?
            if !options.isOffline { hubAddress = try await startHub(&programs, folder, bench) }
            let screens = try await startKiosk(&programs, folder, bench)
            let payment = try await pay(at: screens, on: bench, folder)
            let hub: String
            if let hubAddress { hub = hubAddress } else { hub = try await startHub(&programs, folder, bench) }
            let outcome = try await settled(payment, at: hub, on: bench, folder)
            if !options.isOnce { try await stayOpen(bench, screens) }
            for program in programs.reversed() { await program.end() }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            say(String(decoding: try encoder.encode(outcome), as: UTF8.self))
        } catch {
            for program in programs.reversed() { await program.end() }
            throw error
        }
    }

    private func startHub(_ programs: inout [ChildProgram], _ folder: URL, _ bench: Bench) async throws -> String {
        let hub = try ChildProgram.hub(in: folder)
        programs.append(hub)
        let port = try await hub.listeningPort(within: Demo.startPatience)
        await bench.plug.connect(toHubAt: port)
        say("hub       listens at http://127.0.0.1:\(port), with demonstration billers and 14 months of bills")
        return "http://127.0.0.1:\(port)"
    }

    private func startKiosk(_ programs: inout [ChildProgram], _ folder: URL, _ bench: Bench) async throws -> String {
        let site = folder.appending(path: "kiosk.yaml").path()
        try DemoSite(sample: "\(options.configuration)/sites/demo.yaml", bench: bench)
            .write(to: site, journal: folder.appending(path: "journal.sqlite").path())
        let kiosk = try ChildProgram.kiosk(site: site, billers: "\(options.configuration)/billers", in: folder)
        programs.append(kiosk)
        let (screens, line) = try await kiosk.screens(within: Demo.startPatience)
        say("kiosk     \(line)")
        return screens
    }

    /// One resident pays in notes, and reads the payment's id from the slip.
    private func pay(at screens: String, on bench: Bench, _ folder: URL) async throws -> PaymentID {
        let resident = DemoResident(client: ScreenClient(address: screens), bench: bench, say: say)
        try await resident.scannerReady()
        try await resident.payInNotes(bill: Demo.billName, options.isOffline)
        let slip = try await resident.slip()
        say("receipt\n" + slip.text.split(separator: "\n").map { "          | " + $0 }.joined(separator: "\n"))
        let path = folder.appending(path: "receipt.png").path()
        try Data(slip.picture).write(to: URL(filePath: path))
        say("receipt   as a picture: \(options.folder)/receipt.png")
        guard let id = slip.text.firstMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/)?.0
        else { throw SimulatorError("The slip names no payment.") }
        return PaymentID(String(id))
    }

    /// Asks the hub itself, past the kiosk, until the payment is settled.
    private func settled(
        _ payment: PaymentID, at hub: String, on bench: Bench, _ folder: URL
    ) async throws -> Outcome {
        let end = ContinuousClock.now + Demo.drainPatience
        var last = "no answer"
        while ContinuousClock.now < end {
            let (status, body) = try await get("\(hub)\(HubPath.payment(payment))")
            last = "\(status): \(String(decoding: body, as: UTF8.self))"
            if status == 200, let answer = try? HubJSON.decode(PaymentAnswer.self, from: body),
                answer.state == .settled, let reference = answer.reference, let amount = answer.settled
            {
                say("hub       says settled: \(reference), \(amount)")
                return await outcome(payment, answer, reference, amount, bench)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw SimulatorError("The hub did not settle \(payment) within \(Demo.drainPatience); it last said \(last)")
    }

    private func outcome(
        _ payment: PaymentID, _ answer: PaymentAnswer, _ reference: String, _ amount: Money, _ bench: Bench
    ) async -> Outcome {
        let notes = await bench.acceptor.read { $0.notesInCashBox }
        let tenders = Dictionary(grouping: notes, by: { $0 }).sorted { $0.key > $1.key }
            .map { "\($0.key) × \($0.value.count)" }
        let code = bench.bills.first { $0.name == Demo.billName }?.code.text ?? ""
        return Outcome(
            bill: code, amount: amount.decimalDescription, tenders: tenders, state: answer.state.rawValue,
            reference: reference, creditNote: answer.creditNote.map { "\($0.code) \($0.amount)" },
            payment: payment.text, receipt: "\(options.folder)/receipt.png")
    }

    private func get(_ address: String) async throws -> (status: Int, body: [UInt8]) {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address), timeout: .seconds(10))
        let body = try await response.body.collect(upTo: HubJSON.largestBody)
        return (Int(response.status.code), Array(body.readableBytesView))
    }

    private func stayOpen(_ bench: Bench, _ screens: String) async throws {
        let page = BenchPage(bench: bench, screens: screens, port: bench.pagePort)
        let say = say
        try await page.run { port in
            say("open      http://127.0.0.1:\(port) and pay the next bill by clicking; Ctrl-C ends the demonstration")
        }
    }

    static let startPatience: Duration = .seconds(30)
    /// How long the queue may take to drain once the hub is there.
    static let drainPatience: Duration = .seconds(60)
}
