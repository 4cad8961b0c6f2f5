import KioskCore

/// Somebody at the bench's kiosk: lays a bill on the scanner, touches what the screen offers, puts in notes or a card.
struct USBBenchResident: Sendable {
    let screen: ScreenWatch
    let devices: USBBenchDevices
    /// Whose slot the notes go into.
    var acceptor: USBBenchDevice<GadgetServer<SimulatedNoteAcceptor>>

    init(screen: ScreenWatch, devices: USBBenchDevices) {
        self.screen = screen
        self.devices = devices
        acceptor = devices.acceptor
    }

    /// A prepaid account, which can be paid into again and again.
    static let prepaidCard = ScannedCode("https://pay.hz-cable.example/card/85710012345678908", symbology: .qr)
    static let powerBill = ScannedCode("3300123456202610000086402611303", symbology: .code128)
    static let telecomBill = ScannedCode("CT571001234560", symbology: .code128)
    /// The smallest amount that the prepaid account offers, and a note of it.
    static let topUp = Money(50_00, .cny)

    private static let glance = Duration.milliseconds(40)
    private static let patience = Duration.seconds(40)

    // MARK: The screen

    /// Ends whatever an earlier resident left, until the kiosk is free.
    func free() async throws {
        var touched: String?
        try await until("the kiosk is free") {
            guard let page = screen.page else { return false }
            if page.screen == "attract" { return true }
            // The page may have changed meanwhile; then the next glance tells.
            if page.choices.contains("end"), touched != page.token {
                touched = page.token
                try? await screen.client.touch("end", on: page)
            }
            return false
        }
    }

    @discardableResult
    func wait(for names: Set<String>, offering choice: String? = nil) async throws -> ScreenClient.Page {
        var last: ScreenClient.Page?
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            if let page = screen.page {
                if names.contains(page.screen), choice.map(page.choices.contains) ?? true { return page }
                last = page
            }
            try await Task.sleep(for: Self.glance)
        }
        throw SimulatorError(
            "The kiosk showed \(last?.screen ?? "nothing") with \(last?.choices ?? []) instead of "
                + "\(names.sorted().joined(separator: " or "))\(choice.map { " with " + $0 } ?? "").")
    }

    func touch(_ choice: String, on screen: String) async throws {
        for _ in 0..<3 {
            do {
                return try await self.screen.client.touch(choice, on: try await wait(for: [screen], offering: choice))
            } catch {
                // The page changed between the glance and the touch.
                if self.screen.page?.screen != screen { throw error }
            }
        }
        throw SimulatorError("The touch \(choice) was never taken.")
    }

    private func until(_ what: String, _ isSo: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            if try await isSo() { return }
            try await Task.sleep(for: Self.glance)
        }
        throw SimulatorError("It did not come to pass that \(what).")
    }

    // MARK: Paying

    /// From the scan to the choice of how to pay.
    func bring(_ code: ScannedCode = prepaidCard) async throws {
        devices.scanner.firmware.hand(.lay(code))
        try await chooseAfterScan()
    }

    func chooseAfterScan() async throws {
        try await waitForBill()
        try await touch("pay", on: "billExplained")
        try await wait(for: ["methodChoice"])
    }

    func waitForBill() async throws {
        let page = try await wait(for: ["billExplained", "billChoice"])
        if page.screen == "billChoice" { try await touch("confirm-bills", on: "billChoice") }
        try await wait(for: ["billExplained"], offering: "pay")
    }

    /// On to the screen of notes; the slot takes them when this returns.
    func beginCash(_ code: ScannedCode = prepaidCard) async throws {
        try await bring(code)
        try await touch("method:cash", on: "methodChoice")
        try await touch("consent-cash", on: "cashConsent")
        try await wait(for: ["cash"])
        try await until("the note acceptor takes notes") {
            acceptor.firmware.read { $0.mechanics.isTakingNotes }
        }
    }

    func insert(_ note: Money = topUp) { acceptor.firmware.hand(.insertNote(note)) }

    /// On to where the terminal waits for a card.
    func beginCard(_ code: ScannedCode = prepaidCard) async throws {
        try await bring(code)
        try await touch("method:card", on: "methodChoice")
        try await until("the terminal asks for a card") { devices.terminal.firmware.read { $0.isWaitingForCard } }
    }

    func insertCard() { devices.terminal.firmware.hand(.insertCard(.good)) }

    /// The payment is done and its slip is out. The slip's text.
    func takeSlip(after count: Int) async throws -> String {
        try await wait(for: ["done"])
        return try await slip(after: count)
    }

    func slip(after count: Int) async throws -> String {
        try await until("a slip comes out") { slipCount > count }
        return devices.printer.firmware.read { $0.receiptTexts.last ?? "" }
    }

    var slipCount: Int { devices.printer.firmware.read { $0.pageCount } }

    /// A payment without accident, in notes.
    func payInNotes(_ code: ScannedCode = prepaidCard, notes: [Money] = [topUp]) async throws -> String {
        let count = slipCount
        try await free()
        try await beginCash(code)
        for (place, note) in notes.enumerated() {
            let inside = notesInside
            insert(note)
            try await until("note \(place + 1) is in the cash box") { notesInside > inside }
            if place < notes.count - 1 {
                try await until("the slot is free for the next note") {
                    acceptor.firmware.read { $0.mechanics.isTakingNotes }
                }
            }
        }
        return try await takeSlip(after: count)
    }

    var notesInside: Int { acceptor.firmware.read { $0.notesInCashBox.count } }

    func payByCard(_ code: ScannedCode = prepaidCard) async throws -> String {
        let count = slipCount
        try await free()
        try await beginCard(code)
        insertCard()
        return try await takeSlip(after: count)
    }
}

extension SimulatedPaymentTerminal {
    var isWaitingForCard: Bool {
        if case .waitingForCard = activity { true } else { false }
    }

    var isAskingBank: Bool {
        if case .askingBank = activity { true } else { false }
    }
}
