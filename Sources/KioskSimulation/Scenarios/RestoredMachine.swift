import HubLedger
import KioskAPI
import KioskCore
import KioskEvidence
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// Another machine with a disk that was copied from the kiosk's: an old image that somebody put back, or a clone.
///
/// It stands beside the world, so that the world's own books go on as they were; only the hub sees both.
final class RestoredMachine {
    private let disk: SimulatedDisk
    private let journal: Journal
    private var kiosk: KioskMachine
    private let world: World

    init(_ image: DiskImage, of world: World) throws {
        self.world = world
        disk = SimulatedDisk(name: "restored", image: image)
        let place = SimulatedPlace(mount: try disk.mounted())
        journal = try Journal(
            path: SimulatedSite.journalPath, in: place, kiosk: world.settings.kiosk, boot: "restored")
        kiosk = KioskMachine(settings: world.settings, ledger: try journal.ledgerHere())
        hear(.restarted(version: "restored"))
    }

    private func hear(_ event: KioskEvent) {
        for case .record(let facts) in kiosk.received(event, at: world.now) {
            _ = try? journal.appendHere(facts, at: world.now)
        }
    }

    /// Lives on by itself for a while: entries that the other kiosk does not have.
    func writes(_ count: Int) throws {
        for _ in 0..<count { try journal.appendHere([.started(version: "restored")], at: world.now) }
    }

    var size: Int64 { journal.head.sequence }

    /// Shows its head to the hub and does what the hub says of it.
    func showHead() throws -> JournalStanding? {
        var seen: Int64 = 0
        for ordinal in Int64(1)...3 {
            let isLonger = seen <= size
            let testimony = try journal.testimonyHere(since: isLonger ? seen : 0)
            let body = JournalHeadBody(
                verifierKey: journal.verifierKey.text, checkpoint: testimony.checkpoint, from: seen,
                proof: isLonger ? testimony.path.map(\.base64) : [], run: "restored", ordinal: ordinal)
            switch try world.hub.ledger.witness(world.settings.kiosk, body, now: world.hubNow) {
            case .judged(let answer):
                hear(.journalJudged(answer.standing))
                return answer.standing
            case .proofNeeded(let answer): seen = answer.size
            }
        }
        return nil
    }

    var isOutOfService: Bool {
        if case .outOfService = kiosk.view(at: world.now).screen { true } else { false }
    }
}
