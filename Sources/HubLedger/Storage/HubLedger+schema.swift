import GRDB

extension HubLedger {
    /// The schema, as a list of steps that only grows: a step that was released is never edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 catalogue, accounts and bills") { try $0.execute(sql: billsSchema) }
        migrator.registerMigration("2 payments and books") { try $0.execute(sql: paymentsSchema) }
        migrator.registerMigration("3 fleet") { try $0.execute(sql: fleetSchema) }
        migrator.registerMigration("4 alarms and journals") { try $0.execute(sql: witnessSchema) }
        migrator.registerMigration("5 wallets") { try $0.execute(sql: walletSchema) }
        migrator.registerMigration("6 collections and days") { try $0.execute(sql: reconciliationSchema) }
        migrator.registerMigration("7 credit notes in payments") { try $0.execute(sql: creditNoteUseSchema) }
        return migrator
    }

    private static let billsSchema = """
        CREATE TABLE sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE catalogue (version INTEGER PRIMARY KEY, billers TEXT NOT NULL) STRICT;
        CREATE TABLE accounts (
            biller TEXT NOT NULL, account TEXT NOT NULL, holder TEXT NOT NULL,
            blocked INTEGER NOT NULL DEFAULT 0, balance INTEGER, currency TEXT NOT NULL,
            PRIMARY KEY (biller, account)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bills (
            id TEXT PRIMARY KEY, biller TEXT NOT NULL, account TEXT NOT NULL, period TEXT NOT NULL,
            issued TEXT NOT NULL, due TEXT NOT NULL,
            principal INTEGER NOT NULL, currency TEXT NOT NULL, lines TEXT NOT NULL, usage TEXT,
            paid_amount INTEGER NOT NULL DEFAULT 0, paid_on TEXT, reserved_by TEXT,
            UNIQUE (biller, account, period),
            FOREIGN KEY (biller, account) REFERENCES accounts (biller, account)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE inquiries (
            id TEXT PRIMARY KEY, biller TEXT NOT NULL, account TEXT NOT NULL,
            asked_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX inquiries_by_expiry ON inquiries (expires);
        """

    /// Rows of `book` and `settlements` are facts: a trigger refuses to change or delete them. A settlement is
    /// given its batch once.
    private static let paymentsSchema = """
        CREATE TABLE payments (
            id TEXT PRIMARY KEY, state TEXT NOT NULL, kiosk TEXT NOT NULL, biller TEXT, account TEXT,
            order_hash TEXT, orders TEXT, amount INTEGER, currency TEXT NOT NULL, expires INTEGER,
            submission_hash TEXT, submission TEXT, receipt_number TEXT, reference TEXT UNIQUE,
            tendered INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0,
            credited INTEGER NOT NULL DEFAULT 0, refusal TEXT, refusal_message TEXT,
            created_at INTEGER NOT NULL, booked_at INTEGER, business_date TEXT, answer_due INTEGER,
            CHECK (submission_hash IS NULL OR state IN ('PENDING', 'SETTLED', 'REFUSED', 'CREDITED', 'REVERSED')),
            CHECK (state = 'PENDING' OR tendered = settled + credited)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX payments_by_account ON payments (biller, account, state);
        CREATE INDEX payments_pending ON payments (answer_due) WHERE state = 'PENDING';
        CREATE INDEX payments_by_business_date ON payments (business_date, reference);
        CREATE TABLE book (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, payment TEXT NOT NULL,
            debit TEXT NOT NULL, credit TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL, booked_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX book_by_payment ON book (payment);
        CREATE TABLE settlements (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, payment TEXT NOT NULL, biller TEXT NOT NULL,
            account TEXT NOT NULL, bill TEXT, period TEXT, amount INTEGER NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL, reference TEXT NOT NULL, settled_at INTEGER NOT NULL,
            business_date TEXT NOT NULL, batch TEXT
        ) STRICT;
        CREATE INDEX settlements_by_payment ON settlements (payment);
        CREATE INDEX settlements_by_batch ON settlements (biller, batch);
        CREATE TABLE settlement_batches (
            biller TEXT NOT NULL, date TEXT NOT NULL, cut_at INTEGER NOT NULL, PRIMARY KEY (biller, date)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE credit_notes (
            code TEXT PRIMARY KEY, payment TEXT NOT NULL UNIQUE, amount INTEGER NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL, issued_at INTEGER NOT NULL, claim TEXT, claimed_by TEXT, claimed_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER book_is_never_changed BEFORE UPDATE ON book
            BEGIN SELECT RAISE(ABORT, 'a row of the book is never changed'); END;
        CREATE TRIGGER book_is_never_deleted BEFORE DELETE ON book
            BEGIN SELECT RAISE(ABORT, 'a row of the book is never deleted'); END;
        CREATE TRIGGER settlements_get_one_batch BEFORE UPDATE ON settlements
            WHEN OLD.batch IS NOT NULL OR NEW.amount <> OLD.amount OR NEW.payment <> OLD.payment
            BEGIN SELECT RAISE(ABORT, 'a settlement is only ever given its one batch'); END;
        CREATE TRIGGER settlements_are_never_deleted BEFORE DELETE ON settlements
            BEGIN SELECT RAISE(ABORT, 'a settlement is never deleted'); END;
        """

    private static let fleetSchema = """
        CREATE TABLE kiosks (
            id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL, version TEXT NOT NULL,
            journal_sequence INTEGER NOT NULL, journal_head TEXT NOT NULL, queued INTEGER NOT NULL,
            devices TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The next number of a sequence, from 1.
    static func next(_ name: String, in database: Database) throws -> Int64 {
        let sql = """
            INSERT INTO sequences (name, value) VALUES (?, 1)
            ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value
            """
        guard let value = try Int64.fetchOne(database, cached: sql, arguments: [name]) else {
            throw HubLedgerError(code: .corrupt, message: "The sequence \(name) gave no number.")
        }
        return value
    }
}
