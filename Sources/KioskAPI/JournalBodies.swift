package import KioskCore

/// The head of a kiosk's journal, shown to the hub as its witness (c2sp.org/tlog-witness does it so).
package struct JournalHeadBody: Hashable, Codable, Sendable {
    /// The public half of the kiosk's key: `name+hex+base64` (c2sp.org/signed-note).
    package let verifierKey: String
    /// The signed checkpoint, byte for byte (c2sp.org/tlog-checkpoint).
    package let checkpoint: String
    /// The size that the kiosk thinks the hub has seen last; 0 for none.
    package let from: Int64
    /// The consistency proof from there, 32 bytes each in Base64; empty where `from` is 0 or the checkpoint's size.
    package let proof: [String]
    /// Which run of the kiosk's program asks, and its how-manieth head this is: by both the hub tells a request that
    /// was only delayed from an old disk image. Nil where nothing between the two can delay.
    package let run: String?
    package let ordinal: Int64?

    /// Above any consistency proof.
    package static let mostHashes = 64
    package static let longestHash = 44
    package static let longestKey = 512
    package static let longestCheckpoint = 4_096

    package init(
        verifierKey: String, checkpoint: String, from: Int64, proof: [String], run: String? = nil,
        ordinal: Int64? = nil
    ) {
        self.verifierKey = verifierKey
        self.checkpoint = checkpoint
        self.from = from
        self.proof = proof
        self.run = run
        self.ordinal = ordinal
    }

    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        if verifierKey.utf8.count > JournalHeadBody.longestKey { bounds.fault("verifierKey", "This is no key.") }
        if checkpoint.utf8.count > JournalHeadBody.longestCheckpoint {
            bounds.fault("checkpoint", "A checkpoint has at most \(JournalHeadBody.longestCheckpoint) bytes.")
        }
        if from < 0 { bounds.fault("from", "A size is never negative.") }
        if proof.count > JournalHeadBody.mostHashes
            || proof.contains(where: { $0.utf8.count > JournalHeadBody.longestHash })
        {
            bounds.fault("proof", "Send at most \(JournalHeadBody.mostHashes) hashes of 32 bytes in Base64.")
        }
        if let run { bounds.check(text: run, "run") }
        if let ordinal, ordinal < 0 { bounds.fault("ordinal", "The ordinal is never negative.") }
        try bounds.throwFirstFault()
    }
}

/// What the witness says, and the head it keeps of this kiosk.
package struct JournalHeadAnswer: Hashable, Codable, Sendable {
    package let standing: JournalStanding
    /// Entries in the head that the hub keeps, whatever was shown.
    package let size: Int64
    /// Its root, in Base64.
    package let root: String

    package init(standing: JournalStanding, size: Int64, root: String) {
        self.standing = standing
        self.size = size
        self.root = root
    }
}

/// The body of `409` to a head: the proof is to begin at this size, so make it anew from there.
package struct JournalSizeAnswer: Hashable, Codable, Sendable {
    package let size: Int64

    package init(size: Int64) { self.size = size }
}

/// What became of a head that was shown to the hub.
package enum WitnessOutcome: Hashable, Sendable {
    case judged(JournalStanding)
    /// The hub's last head is of this size: send a proof from there.
    case proofNeeded(from: Int64)
    case unavailable(HubTrouble)
}
