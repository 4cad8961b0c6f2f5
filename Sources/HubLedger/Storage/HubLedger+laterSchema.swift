extension HubLedger {
    /// The hub as witness: which key each kiosk signs with, and the last head of its journal. What a heartbeat said of
    /// the journal before had no proof, so nothing is taken over from it.
    ///
    /// A key stays for ever, because receipts that it signed do.
    static let witnessSchema = """
        ALTER TABLE kiosks DROP COLUMN journal_sequence;
        ALTER TABLE kiosks DROP COLUMN journal_head;
        CREATE TABLE journals (
            kiosk TEXT PRIMARY KEY, verifier_key TEXT NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,
            note TEXT, seen_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE journal_keys (
            verifier_key TEXT PRIMARY KEY, kiosk TEXT NOT NULL, name TEXT NOT NULL, key_id INTEGER NOT NULL,
            enrolled_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX journal_keys_by_id ON journal_keys (key_id);
        CREATE TABLE journal_runs (
            kiosk TEXT NOT NULL, run TEXT NOT NULL, place INTEGER NOT NULL, ordinal INTEGER NOT NULL,
            began_at INTEGER NOT NULL, PRIMARY KEY (kiosk, run)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, kiosk TEXT, payment TEXT,
            message TEXT NOT NULL, raised_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, count INTEGER NOT NULL,
            acknowledged_at INTEGER, acknowledged_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX alarms_open ON alarms (kind, subject) WHERE acknowledged_at IS NULL;
        CREATE INDEX alarms_by_subject ON alarms (kind, subject);
        CREATE INDEX alarms_by_kiosk ON alarms (kiosk) WHERE acknowledged_at IS NULL;
        CREATE TRIGGER alarms_are_never_deleted BEFORE DELETE ON alarms
            BEGIN SELECT RAISE(ABORT, 'an alarm is acknowledged, never deleted'); END;
        """

    /// One charge a payment. A charge that was cancelled before the hub heard of it has neither kiosk nor amount. The
    /// code itself is never written down, only a hash that tells a retry from another code.
    static let walletSchema = """
        CREATE TABLE wallet_charges (
            payment TEXT PRIMARY KEY, kiosk TEXT, amount INTEGER CHECK (amount > 0), currency TEXT, provider TEXT,
            body_hash TEXT, state TEXT NOT NULL, reference TEXT, reason TEXT,
            asked_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, next_at INTEGER, attempts INTEGER NOT NULL,
            submitted_at INTEGER,
            CHECK (state <> 'PAID' OR reference IS NOT NULL),
            CHECK (body_hash IS NULL OR (kiosk IS NOT NULL AND amount IS NOT NULL AND provider IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX wallet_charges_by_age ON wallet_charges (changed_at);
        CREATE INDEX wallet_charges_open ON wallet_charges (next_at) WHERE next_at IS NOT NULL;
        CREATE INDEX wallet_charges_unclaimed ON wallet_charges (changed_at)
            WHERE state = 'PAID' AND submitted_at IS NULL;
        """

    /// A credit note may become a tender of a payment, and is spent when that is submitted. A claim that was refused for
    /// want of a note is remembered: should the note be issued later, a late repetition of the claim still finds nothing.
    static let creditNoteUseSchema = """
        ALTER TABLE credit_notes ADD COLUMN used_by TEXT;
        ALTER TABLE credit_notes ADD COLUMN spent_at INTEGER;
        CREATE INDEX credit_notes_by_use ON credit_notes (used_by) WHERE used_by IS NOT NULL;
        CREATE INDEX credit_notes_unspent ON credit_notes (claimed_at) WHERE used_by IS NOT NULL AND spent_at IS NULL;
        CREATE TABLE refused_claims (
            code TEXT NOT NULL, payment TEXT NOT NULL, refused_at INTEGER NOT NULL, PRIMARY KEY (code, payment)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX refused_claims_by_age ON refused_claims (refused_at);
        """

    /// `payments` learns what reconciliation asks: how much cash, taken on which of the kiosk's own days, in which
    /// collection it left the kiosk, and whether a day's statement had it. What is on the books already is filled in from the submissions.
    static let reconciliationSchema = """
        ALTER TABLE payments ADD COLUMN cash INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE payments ADD COLUMN taken_date TEXT;
        ALTER TABLE payments ADD COLUMN collection TEXT;
        ALTER TABLE payments ADD COLUMN stated INTEGER NOT NULL DEFAULT 0;
        UPDATE payments SET
            cash = (SELECT COALESCE(SUM(json_extract(value, '$.denomination.minorUnits')
                    * json_extract(value, '$.count')), 0)
                FROM json_each(payments.submission, '$.tenders') WHERE json_extract(value, '$.kind') = 'notes'),
            taken_date = date(json_extract(submission, '$.taken') / 1000 + 28800, 'unixepoch')
            WHERE submission IS NOT NULL;
        CREATE INDEX payments_by_age ON payments (created_at);
        CREATE INDEX payments_by_day_taken ON payments (taken_date, kiosk) WHERE taken_date IS NOT NULL;
        CREATE INDEX payments_in_cash_box ON payments (kiosk) WHERE cash > 0 AND collection IS NULL;
        CREATE INDEX bills_reserved ON bills (reserved_by) WHERE reserved_by IS NOT NULL;
        CREATE TABLE cash_collections (
            id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, body_hash TEXT NOT NULL, body TEXT NOT NULL,
            received_at INTEGER NOT NULL, business_date TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX cash_collections_by_time ON cash_collections (received_at);
        CREATE TABLE collected_cash (
            payment TEXT NOT NULL, collection TEXT NOT NULL REFERENCES cash_collections (id),
            cash INTEGER NOT NULL, PRIMARY KEY (payment, collection)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX collected_cash_by_collection ON collected_cash (collection);
        CREATE TABLE day_statements (
            kiosk TEXT NOT NULL, date TEXT NOT NULL, received_at INTEGER NOT NULL, payments INTEGER NOT NULL,
            PRIMARY KEY (kiosk, date)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE differences (
            id INTEGER PRIMARY KEY AUTOINCREMENT, kiosk TEXT NOT NULL, business_date TEXT NOT NULL, collection TEXT,
            payment TEXT, kind TEXT NOT NULL, kiosk_amount INTEGER NOT NULL, hub_amount INTEGER NOT NULL,
            currency TEXT NOT NULL, found_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX differences_by_day ON differences (business_date, kiosk);
        CREATE INDEX differences_by_collection ON differences (collection) WHERE collection IS NOT NULL;
        """
}
