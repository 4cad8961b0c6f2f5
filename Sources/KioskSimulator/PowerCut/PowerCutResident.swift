import KioskCore

/// Somebody at the touch screen of a kiosk whose power will go: pays as far as a plan says, and no further.
struct PowerCutResident: Sendable {
    let screen: ScreenWatch
    let bench: Bench

    private static let glance = Duration.milliseconds(40)
    private static let patience = Duration.seconds(60)
    /// What the kiosk shows when it has nothing more to ask.
    private static let ends: Set<String> = ["done", "failed", "thanks", "attract"]
    /// A prepaid account, which can be paid into again and again; it is nothing without a network.
    private static let prepaidCard = ScannedCode(
        "https://pay.hz-cable.example/card/85710012345678908", symbology: .qr)
    /// A bill that says its amount, for which notes are taken without a network.
    private static let powerBill = ScannedCode("3300123456202610000086402611303", symbology: .code128)

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

    func perform(_ step: PowerCutPlan.Step, of plan: PowerCutPlan) async throws {
        switch (step, plan.tender) {
        case (.billLaid, _):
            let isOffline = plan.line == .pulledFromTheStart
            await bench.scanner.hand(.lay(isOffline ? Self.powerBill : Self.prepaidCard))
            if try await wait(for: ["billExplained", "billChoice"]).screen == "billChoice" {
                try await touch("confirm-bills", on: "billChoice")
            }
        case (.tenderChosen, .notes):
            try await touch("pay", on: "billExplained")
            try await touch("method:cash", on: "methodChoice")
            try await touch("consent-cash", on: "cashConsent")
            try await slotIsOpen()
        case (.tenderChosen, .card):
            try await touch("pay", on: "billExplained")
            try await touch("method:card", on: "methodChoice")
            try await until("the terminal asks for a card") { await bench.terminal.read { $0.isWaitingForCard } }
        case (.moneyGiven(let count), .notes(let notes, _)):
            if count > 1 { try await slotIsOpen() }
            await bench.acceptor.hand(.insertNote(Money(Int64(notes[count - 1]) * 100, .cny)))
        case (.moneyGiven, .card): await bench.terminal.hand(.insertCard(.good))
        case (.stopped, _): try await touch("stop-cash", on: "cash")
        case (.done, _): try await wait(for: Self.ends)
        }
    }

    private func slotIsOpen() async throws {
        try await until("the note acceptor takes notes") {
            if let shown = screen.page?.screen, Self.ends.contains(shown) {
                throw SimulatorError("The kiosk wants no more notes, and shows \(shown).")
            }
            return await bench.acceptor.read { $0.mechanics.isTakingNotes && $0.noteInPath == nil }
        }
    }

    @discardableResult
    private func wait(for names: Set<String>, offering choice: String? = nil) async throws -> ScreenClient.Page {
        var found: ScreenClient.Page?
        try await until("\(names.sorted().joined(separator: " or "))\(choice.map { " with " + $0 } ?? "") is shown") {
            found = screen.page.flatMap { page in
                names.contains(page.screen) && (choice.map(page.choices.contains) ?? true) ? page : nil
            }
            return found != nil
        }
        guard let found else { throw SimulatorError("The screen was there and is gone.") }
        return found
    }

    private func touch(_ choice: String, on name: String) async throws {
        for _ in 0..<3 {
            do {
                return try await screen.client.touch(choice, on: try await wait(for: [name], offering: choice))
            } catch {
                // The page changed between the glance and the touch.
                if screen.page?.screen != name { throw error }
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
        let shown = screen.page.map { "\($0.screen) with \($0.choices)" } ?? "nothing"
        throw SimulatorError("It did not come to pass that \(what); the kiosk shows \(shown).")
    }
}
