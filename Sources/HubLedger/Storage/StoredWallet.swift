import GRDB
import KioskAPI
import KioskCore

/// A payment's one wallet charge as it lies in the database.
struct StoredWallet: Sendable {
    enum State: String, Sendable {
        /// To be asked of the provider, or asked without an answer.
        case asked = "ASKED"
        case awaitingPayer = "AWAITING_PAYER"
        case paid = "PAID"
        case declined = "DECLINED"
        /// The kiosk wants it undone; the provider has not confirmed it.
        case cancelling = "CANCELLING"
        case cancelled = "CANCELLED"
    }

    let payment: PaymentID
    /// What the kiosk asked for; nil where it was cancelled before the hub heard of it.
    var charge: Charge?
    var state: State
    var reference: String?
    var reason: WalletDecline?
    let asked: WallTime
    var changed: WallTime
    /// When the hub asks the provider of its own accord; nil when there is nothing to ask any more.
    var next: WallTime?
    /// How often the provider was asked to undo it, without an answer.
    var attempts = 0
    /// When its money came onto the books.
    var submitted: WallTime?

    struct Charge: Hashable, Sendable {
        let kiosk: KioskID
        let amount: Money
        let provider: WalletProvider
        let bodyHash: String
    }

    init(_ payment: PaymentID, _ charge: Charge?, _ state: State, at now: WallTime) {
        self.payment = payment
        self.charge = charge
        self.state = state
        asked = now
        changed = now
    }

    var answer: WalletAnswer {
        let state: WalletAnswer.State =
            switch state {
            case .asked, .awaitingPayer, .cancelling: .awaitingPayer
            case .paid: .paid
            case .declined: .declined
            case .cancelled: .cancelled
            }
        return WalletAnswer(
            payment: payment, state: state, amount: charge?.amount, provider: charge?.provider,
            reference: state == .paid ? reference : nil, reason: reason)
    }

    func request(_ action: WalletRequest.Action) -> WalletRequest {
        WalletRequest(payment: payment, provider: charge?.provider, amount: charge?.amount, action: action)
    }
}

extension StoredWallet {
    init(row: Row) throws {
        self.init(
            row.identifier("payment"), try StoredWallet.charge(row),
            try row.parsed("state", State.init(rawValue:)), at: WallTime(milliseconds: row["asked_at"]))
        reference = row["reference"]
        reason = row["reason"] == nil ? nil : try row.parsed("reason", WalletDecline.init(rawValue:))
        changed = WallTime(milliseconds: row["changed_at"])
        next = row.time("next_at")
        attempts = row["attempts"]
        submitted = row.time("submitted_at")
    }

    private static func charge(_ row: Row) throws -> Charge? {
        guard let hash: String = row["body_hash"] else { return nil }
        return Charge(
            kiosk: row.identifier("kiosk"), amount: Money(row["amount"], try row.currency("currency")),
            provider: try row.parsed("provider", WalletProvider.init(rawValue:)), bodyHash: hash)
    }

    static func find(_ payment: PaymentID, in database: Database) throws -> StoredWallet? {
        let sql = "SELECT * FROM wallet_charges WHERE payment = ?"
        return try Row.fetchOne(database, cached: sql, arguments: [payment.text]).map { try StoredWallet(row: $0) }
    }

    /// Writes it, new or changed. What was charged never changes.
    func save(in database: Database) throws {
        try database.execute(
            cached: """
                INSERT INTO wallet_charges (payment, kiosk, amount, currency, provider, body_hash, state, reference,
                    reason, asked_at, changed_at, next_at, attempts, submitted_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (payment) DO UPDATE SET state = excluded.state, reference = excluded.reference,
                    reason = excluded.reason, changed_at = excluded.changed_at, next_at = excluded.next_at,
                    attempts = excluded.attempts, submitted_at = excluded.submitted_at
                """,
            arguments: [
                payment.text, charge?.kiosk.text, charge?.amount.minorUnits, charge?.amount.currency.code,
                charge?.provider.rawValue, charge?.bodyHash, state.rawValue, reference, reason?.rawValue,
                asked.milliseconds, changed.milliseconds, next?.milliseconds, attempts, submitted?.milliseconds,
            ])
    }
}
