/// A fact with its place and time: one row of the journal, never changed.
package struct JournalEntry: Hashable, Codable, Sendable {
    /// From 1, without gaps. The only order there is.
    package let sequence: Int64
    /// The boot of the machine during which it was written; `at.sinceBoot` counts from there.
    package let boot: BootID
    package let at: KioskInstant
    package let fact: JournalFact

    package init(sequence: Int64, boot: BootID, at: KioskInstant, fact: JournalFact) {
        self.sequence = sequence
        self.boot = boot
        self.at = at
        self.fact = fact
    }
}

/// One boot of the machine, as the kernel names it (`/proc/sys/kernel/random/boot_id`).
package struct BootID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}
