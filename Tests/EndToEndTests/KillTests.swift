import Foundation
import HubLedger
import KioskCore
import KioskJournal
import KioskSimulator
import Testing

/// `kill -9` to the real `kioskd` while a resident puts notes in; journal, hub and cash box are counted afterwards.
@Suite(.serialized) struct KillTests {
    /// How long after a note went into the slot the process dies: while it travels, in escrow, while it is stacked,
    /// and after it counted.
    @Test func killedWhileANoteIsOnItsWayNothingIsLost() async throws {
        let stage = try await BenchStage.set(in: "out/kill")
        try await stage.use { stage in
            for delay in [300, 620, 700, 850, 1_000, 1_150, 1_600] {
                _ = try await stage.restartKiosk()
                try await payAheadUntilKilled(on: stage, after: .milliseconds(Int64(delay)))
                _ = try await stage.restartKiosk()
                try await drained(stage)
                try await expectLawsHold(on: stage, "killed \(delay) ms after the note:")
            }
        }
    }

    /// The smart card of a prepaid account can be paid into again and again.
    private func payAheadUntilKilled(on stage: isolated BenchStage, after delay: Duration) async throws {
        let client = ScreenClient(address: stage.screens)
        let bench = stage.bench
        try await eventually("the kiosk listens to its scanner") { await bench.scanner.isConnected }
        // What the restart has to tell stands on the screen until it is read: the next resident ends that first.
        try await eventually("the kiosk is free") {
            let page = try await client.page()
            if page.screen != "attract", page.choices.contains("end") { try await client.touch("end", on: page) }
            return page.screen == "attract"
        }
        let code = ScannedCode("https://pay.hz-cable.example/card/85710012345678908", symbology: .qr)
        await stage.bench.scanner.hand(.lay(code))
        for (screen, choice) in [
            ("billExplained", "pay"), ("methodChoice", "method:cash"), ("cashConsent", "consent-cash"),
        ] {
            var page = try await client.page()
            let end = ContinuousClock.now + .seconds(30)
            while page.screen != screen || !page.choices.contains(choice), ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(50))
                page = try await client.page()
            }
            try await client.touch(choice, on: page)
        }
        try await eventually("the kiosk asks for notes") { try await client.page().screen == "cash" }
        // The acceptor takes a moment to be enabled.
        try await Task.sleep(for: .seconds(1))
        await stage.bench.acceptor.hand(.insertNote(Money(20_00, .cny)))
        try await Task.sleep(for: delay)
        await stage.killKiosk()
    }

    private func drained(_ stage: isolated BenchStage) async throws {
        let path = stage.journalPath
        try await eventually("every payment has ended") {
            try MoneyLaws.unfinished(in: JournalReader(path: path).entries()).isEmpty
        }
    }

    private func expectLawsHold(on stage: isolated BenchStage, _ comment: String) async throws {
        let notes = await stage.bench.acceptor.read { $0.notesInCashBox + $0.collectedNotes }
        let money = PhysicalMoney(cash: notes.total(.cny), card: .zero(.cny))
        let hub = try HubLedger(path: stage.hubPath, adapters: DemoBillers.adapters)
        let breaches = try MoneyLaws.breaches(
            of: JournalReader(path: stage.journalPath).entries(), hub: hub, money: money)
        #expect(breaches.isEmpty, "\(comment) \(breaches.joined(separator: "; "))")
    }

    private func eventually(_ what: String, _ isSo: @Sendable () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("it did not come to pass that \(what)")
    }
}
