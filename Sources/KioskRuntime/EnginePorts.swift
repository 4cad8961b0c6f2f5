package import KioskCore

/// Composes the bytes of a payment's slip for the printer. Empty when there is nothing to say of the payment.
package typealias SlipComposer =
    @Sendable (_ record: PaymentRecord, _ isCopy: Bool, _ now: KioskInstant) async -> [UInt8]

/// The engine's hands. Commands to devices are handed over, not waited for; false says that the device's queue is
/// full.
package struct EnginePorts: Sendable {
    /// Returns when the facts are durable. After it threw once, it is not called again, but for the one case in which
    /// `storage` made room.
    package var record: @Sendable ([JournalFact], KioskInstant) async throws -> Void
    package var noteAcceptor: @Sendable (NoteAcceptorCommand) -> Bool
    package var terminal: @Sendable (PaymentTerminalCommand) -> Bool
    package var printer: @Sendable (ReceiptPrinterCommand) -> Bool
    package var hub: @Sendable (HubRequest) async -> HubAnswer?
    package var slip: SlipComposer
    /// The proof that a payment stands in the journal, where it was queued already; nil when it is not to be had soon.
    package var proof: @Sendable (PaymentID) async -> String?
    package var identities: @Sendable (_ count: Int, _ now: WallTime) -> [FreshIdentity]
    package var storage: StoragePorts
    /// What the journal does while nobody stands at the kiosk and nothing waits; the ledger is the fold of all that is
    /// in it. When it throws, the journal cannot be written any more.
    package var tidy: @Sendable (Ledger) async throws -> Void

    package init(
        record: @escaping @Sendable ([JournalFact], KioskInstant) async throws -> Void,
        noteAcceptor: @escaping @Sendable (NoteAcceptorCommand) -> Bool,
        terminal: @escaping @Sendable (PaymentTerminalCommand) -> Bool,
        printer: @escaping @Sendable (ReceiptPrinterCommand) -> Bool,
        hub: @escaping @Sendable (HubRequest) async -> HubAnswer?, slip: @escaping SlipComposer,
        proof: @escaping @Sendable (PaymentID) async -> String? = { _ in nil },
        identities: @escaping @Sendable (_ count: Int, _ now: WallTime) -> [FreshIdentity],
        storage: StoragePorts = .plenty, tidy: @escaping @Sendable (Ledger) async throws -> Void = { _ in }
    ) {
        self.record = record
        self.noteAcceptor = noteAcceptor
        self.terminal = terminal
        self.printer = printer
        self.hub = hub
        self.slip = slip
        self.proof = proof
        self.identities = identities
        self.storage = storage
        self.tidy = tidy
    }
}
