import KioskCore
import KioskPictures

/// The resident of the demonstration: lays the bill, touches what the screen offers, puts in notes.
struct DemoResident: Sendable {
    let client: ScreenClient
    let bench: Bench
    let say: @Sendable (String) -> Void

    private static let patience: Duration = .seconds(40)
    private static let glance: Duration = .milliseconds(50)
    /// Notes of ¥50: enough for any bill of the demonstration, and no more than a purse holds.
    private static let noteYuan = 50
    private static let mostNotes = 20

    /// Waits until the kiosk listens to its scanner.
    func scannerReady() async throws {
        _ = try await wait(for: ["attract"])
        try await until("the kiosk opened the line to its scanner") { await bench.scanner.isConnected }
        say("devices   scanner, note acceptor, printer and payment terminal speak their wire protocols")
    }

    func payInNotes(bill: String, _ isOffline: Bool) async throws {
        guard let paper = bench.bills.first(where: { $0.name == bill }) else { return }
        say("resident  lays \(paper.picturePath) on the scanner; libzbar reads \(paper.code.text)")
        await bench.perform(.layBill(bill))
        var page = try await wait(for: ["billExplained", "billChoice"])
        if page.screen == "billChoice" {
            try await touch("confirm-bills", on: page)
            page = try await wait(for: ["billExplained"])
        }
        say("screen    explains the bill" + (isOffline ? " from its printed code, because the hub is down" : ""))
        try await touch("pay", on: page)
        // The button is there once the note acceptor has come up.
        try await touch("method:cash", on: try await wait(for: ["methodChoice"], offering: "method:cash"))
        try await touch("consent-cash", on: try await wait(for: ["cashConsent"]))
        _ = try await wait(for: ["cash"])
        try await insertNotes()
        page = try await wait(for: ["done"])
        say("screen    done: take your receipt")
    }

    private func insertNotes() async throws {
        for count in 1...DemoResident.mostNotes {
            guard try await slotIsOpen() else { return }
            await bench.perform(.insertNote(yuan: DemoResident.noteYuan))
            try await until("the note is in the cash box") {
                await bench.acceptor.read { $0.notesInCashBox.count >= count && $0.noteInPath == nil }
            }
            say("resident  puts a note of ¥\(DemoResident.noteYuan) into the slot; it is stacked")
        }
        throw SimulatorError("The kiosk took \(DemoResident.mostNotes) notes and asks for more.")
    }

    /// Whether the kiosk asks for another note; waits while it counts the last one or closes the slot.
    private func slotIsOpen() async throws -> Bool {
        // The kiosk hears of a stacked note at the next poll of its acceptor.
        try await Task.sleep(for: .milliseconds(600))
        var isOpen = false
        try await until("the kiosk asks for a note or says thank you") {
            let page = try await client.page()
            isOpen = page.choices.contains("stop-cash")
            return isOpen || page.screen != "cash"
        }
        return isOpen
    }

    /// The last slip, as text and as PNG.
    func slip() async throws -> (text: String, picture: [UInt8]) {
        try await until("the slip is printed") { await bench.printer.read { $0.pageCount > 0 } }
        let text = await bench.printer.read { $0.receiptTexts.last ?? "" }
        guard let page = await bench.printer.read({ $0.pages.last }) else {
            throw SimulatorError("No slip was printed.")
        }
        return (text, try PNG.encode(try page.picture()))
    }

    private func touch(_ choice: String, on page: ScreenClient.Page) async throws {
        guard page.choices.contains(choice) else {
            throw SimulatorError("The screen \(page.screen) has no button \(choice); it has \(page.choices).")
        }
        say("resident  touches \(choice)")
        try await client.touch(choice, on: page)
    }

    private func wait(for screens: Set<String>, offering choice: String? = nil) async throws -> ScreenClient.Page {
        let end = ContinuousClock.now + DemoResident.patience
        var last = "nothing"
        while ContinuousClock.now < end {
            let page = try await client.page()
            if screens.contains(page.screen), choice.map(page.choices.contains) ?? true { return page }
            last = page.screen
            try await Task.sleep(for: DemoResident.glance)
        }
        throw SimulatorError("The kiosk showed \(last) instead of \(screens.sorted().joined(separator: " or ")).")
    }

    private func until(_ what: String, _ isSo: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + DemoResident.patience
        while ContinuousClock.now < end {
            if try await isSo() { return }
            try await Task.sleep(for: DemoResident.glance)
        }
        throw SimulatorError("It did not come to pass that \(what).")
    }
}
