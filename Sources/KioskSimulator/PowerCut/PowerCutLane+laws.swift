import AsyncHTTPClient
import Foundation
import HubLedger
import KioskAPI
import KioskCore
import NIOCore
import NIOHTTP1

/// What must hold of a kiosk after a power cut, before anything mends it, and after the last.
extension PowerCutLane {
    /// The journal as it lies on the disk, held against what was read before, against the hub, the cash box, the
    /// terminal and the paper. Nothing of the kiosk may run.
    func judge(_ before: PowerCutJournal, hasEnded: Bool = false) async throws -> PowerCutJournal {
        guard let (path, journal) = try await copyJournal("at-rest") else {
            guard before.entries.isEmpty else { throw SimulatorError("The journal is gone.") }
            return before
        }
        var breaches = journal.losses(since: before)
        let verified = try await ToolRun.run("kioskctl", ["journal", "verify", path])
        if verified.status != 0 { breaches.append("I4: kioskctl journal verify: \(verified.said)") }
        let ledger = try HubLedger(
            path: folder.appending(path: "hub.sqlite").path(), adapters: DemoBillers.adapters)
        breaches += try MoneyLaws.breaches(of: journal.entries, hub: ledger, money: await money)
        if hasEnded { breaches += MoneyLaws.unfinished(in: journal.entries).map { "I3: \($0)" } }
        breaches += journal.unknownSlips(await bench.printer.read { $0.receiptTexts })
        breaches += try await alarms
        guard breaches.isEmpty else { throw SimulatorError(breaches.joined(separator: "; ")) }
        return journal
    }

    var money: PhysicalMoney {
        get async {
            let notes = await bench.acceptor.read { $0.notesInCashBox + $0.collectedNotes }
            return PhysicalMoney(cash: notes.total(.cny), card: await bench.terminal.read { $0.capturedTotal })
        }
    }

    /// What the hub, as the journal's witness, has to say against the kiosk.
    private var alarms: [String] {
        get async throws {
            let response = try await HTTPClient.shared.execute(
                HTTPClientRequest(url: "\(hubAddress)/v1/alarms"), timeout: .seconds(10))
            let body = try await response.body.collect(upTo: HubJSON.largestBody)
            guard response.status == .ok else { throw SimulatorError("The hub tells no alarms: \(response.status).") }
            let answer = try HubJSON.decode(AlarmsAnswer.self, from: Array(body.readableBytesView))
            return answer.alarms.compactMap { alarm in
                switch alarm.kind {
                case .journalOlder, .journalForked, .journalOtherKey, .walletNotReversed: "I4: \(alarm.message)"
                // About days and collections: nobody collects here, and no day ends.
                case .collectionDiffers, .dayDiffers, .dayMissing, .walletUnclaimed, .creditNoteUnspent: nil
                }
            }
        }
    }
}
