import KioskAPI
import KioskCore
import KioskEvidence
import Logging

/// Shows the journal's signed head to the hub, its witness, and works through the journal itself in between.
///
/// The hub keeps the last head of each kiosk, and accepts the next with the proof that it grew out of that one
/// (c2sp.org/tlog-witness). How far the hub is, it says itself (`409`), so nothing of it is kept here.
///
/// A head proves what was signed, and not that the disk still holds it: for that a few hundred entries are read with
/// each beat and held against the tree. What does not fit is told as a fork, whatever the hub says, and after a start
/// with a refused journal, the hub's word counts only when the whole journal was read.
actor JournalWitness {
    struct Ports: Sendable {
        /// The head, and the proof since a size that the hub has seen.
        var testimony: @Sendable (_ seen: Int64) async throws -> Testimony
        var show: @Sendable (JournalHeadBody) async -> WitnessOutcome
        /// Checks entries after the number, and answers where to go on; nil at the end.
        var scrub: @Sendable (_ after: Int64, _ count: Int) async throws -> Int64?
    }

    /// What is shown to the hub.
    struct Testimony: Sendable {
        /// Entries in the journal.
        let size: Int64
        /// The signed note over them.
        let checkpoint: String
        let path: [MerkleHash]
    }

    static let interval = Duration.seconds(60)
    /// Heads shown in one go: the first, and one more for each time the hub names another size.
    static let mostShown = 3
    /// Entries read with each beat: a hundred thousand are through in three hours.
    static let entriesPerBeat = 500
    /// Entries read in one go before the hub's word is believed again.
    static let entriesPerStretch = 5_000

    private let key: String
    /// Which run of this program it is: the hub tells a late request from an old disk by it.
    private let run: String
    private let ports: Ports
    private let log: Logger
    private var ordinal: Int64 = 0
    /// What the hub was seen to have last.
    private var seen: Int64 = 0
    private var lastShown: KioskInstant?
    private var scrubbed: Int64 = 0
    /// Whether the hub's *accepted* is believed: not before the journal was read, where it was refused before.
    private var isTrusted: Bool
    private var damage: String?

    init(key: String, run: String, standing: JournalStanding, ports: Ports, log: Logger) {
        self.key = key
        self.run = run
        self.ports = ports
        self.log = log
        isTrusted = standing == .accepted
    }

    /// For the heartbeat, beside the devices: empty while nothing is wrong.
    var words: [String: String] { damage == nil ? [:] : ["journal": "faulty"] }

    /// To be called with each heartbeat that the hub answered. How the journal stands, if that can be said now.
    func beat(at now: KioskInstant) async -> JournalStanding? {
        if let lastShown, now.sinceBoot - lastShown.sinceBoot < JournalWitness.interval { return nil }
        lastShown = now
        await read(JournalWitness.entriesPerBeat)
        if damage != nil { return .forked }
        guard let standing = await show() else { return nil }
        if standing == .accepted, !isTrusted {
            while !isTrusted, damage == nil, !Task.isCancelled { await read(JournalWitness.entriesPerStretch) }
            if damage != nil { return .forked }
        }
        return standing
    }

    /// Shows the head, again with another proof when the hub is elsewhere; nil when it gives no judgement.
    private func show() async -> JournalStanding? {
        for _ in 0..<JournalWitness.mostShown {
            guard let body = await body() else { return nil }
            switch await ports.show(body) {
            case .judged(let standing):
                look(at: standing)
                return standing
            case .proofNeeded(let size): seen = size
            case .unavailable: return nil
            }
        }
        log.warning("the hub names another size of the journal each time it is asked")
        return nil
    }

    private func body() async -> JournalHeadBody? {
        ordinal += 1
        do {
            let testimony = try await testimony()
            guard testimony.size > 0 else { return nil }
            return JournalHeadBody(
                verifierKey: key, checkpoint: testimony.checkpoint, from: seen, proof: testimony.path.map(\.base64),
                run: run, ordinal: ordinal)
        } catch {
            log.error("the journal's head cannot be shown", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Where the hub has seen more than there is, the bare head is shown: the hub finds that it is an older one.
    private func testimony() async throws -> Testimony {
        let bare = try await ports.testimony(0)
        guard seen > 0, seen <= bare.size else { return bare }
        return try await ports.testimony(seen)
    }

    private func read(_ count: Int) async {
        do {
            if let next = try await ports.scrub(scrubbed, count) {
                scrubbed = next
            } else {
                scrubbed = 0
                isTrusted = true
            }
        } catch {
            damage = "\(error)"
            log.critical("the journal was changed on the disk: no money is taken", metadata: ["error": "\(error)"])
        }
    }

    private func look(at standing: JournalStanding) {
        switch standing {
        case .accepted: break
        case .older: log.critical("the hub knows a longer journal of this kiosk: was an old image restored?")
        case .forked: log.critical("the hub knows another journal of this kiosk: was its disk cloned?")
        case .otherKey: log.critical("the hub knows another key of this kiosk: was its disk exchanged?")
        }
    }
}
