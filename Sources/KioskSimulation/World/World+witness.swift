import HubLedger
import KioskAPI
import KioskCore
import KioskEvidence
import KioskJournal

/// The hub as witness of the journal, and what the hub does by itself.
extension World {
    static let witnessInterval: Duration = .seconds(60)
    static let housekeeping: Duration = .seconds(30)
    /// How often one beat shows the head anew, as the runtime does (`JournalWitness`).
    static let mostShown = 3

    /// The kiosk shows the head of its journal to the hub, and hears what it says of it.
    package func showHead() {
        guard let journalFile, let kiosk, hub.process != nil else { return }
        for _ in 0..<World.mostShown {
            guard let body = headBody(journalFile) else { return }
            switch judged(body) {
            case .judged(let standing):
                if standing != kiosk.ledger.standing { inbox.append(.journalJudged(standing)) }
                return
            case .proofNeeded(let size): witnessed = size
            case .unavailable: return
            }
        }
    }

    private func headBody(_ file: Journal) -> JournalHeadBody? {
        headsShown += 1
        do throws(JournalError) {
            let bare = try file.testimonyHere(since: 0)
            let known = witnessed > 0 && witnessed <= bare.head.sequence
            let testimony = known ? try file.testimonyHere(since: witnessed) : bare
            guard testimony.head.sequence > 0 else { return nil }
            return JournalHeadBody(
                verifierKey: file.verifierKey.text, checkpoint: testimony.checkpoint, from: witnessed,
                proof: testimony.path.map(\.base64), run: "run-\(starts)", ordinal: headsShown)
        } catch {
            tell("the journal's head cannot be shown: \(error)")
            if !kioskDiedOnDisk(), error.code == .appendFailed { end() }
            return nil
        }
    }

    private func judged(_ body: JournalHeadBody) -> WitnessOutcome {
        guard let process = hub.process else { return .unavailable(.unreachable) }
        do {
            switch try process.witness(settings.kiosk, body, now: hubNow) {
            case .judged(let answer):
                return HubAnswerReader.witness(status: 200, body: try HubJSON.encode(answer))
            case .proofNeeded(let answer):
                return HubAnswerReader.witness(status: 409, body: try HubJSON.encode(answer))
            }
        } catch {
            hubFailed(error)
            return .unavailable(.serverError(status: 500))
        }
    }

    /// Late answers of billers are heard, and wallets that nobody asks about are gone on with, as `hubd` does.
    func tidyHub() {
        agenda.add(.hubTidies, at: now.sinceBoot + World.housekeeping)
        guard let process = hub.process else { return }
        do {
            defer { countWallets() }
            try process.finishPending(now: hubNow)
            for request in try process.walletsToAsk(now: hubNow) {
                _ = try HubReply.finish(.ask(request), process, hub.wallets, hubNow)
            }
            laws.auditBooks(isAfterStart: false)
        } catch {
            hubFailed(error)
        }
    }
}
