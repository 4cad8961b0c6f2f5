package import KioskCore

/// The answer to `GET /v1/billers`: every biller, or none when the version asked about is still current.
package struct CatalogueAnswer: Hashable, Codable, Sendable {
    /// Grows by one with each change of any biller.
    package let version: Int
    /// Whether `since` is still the current version; `billers` is then empty.
    package let unchanged: Bool
    package let billers: [Biller]

    package init(version: Int, unchanged: Bool, billers: [Biller]) {
        self.version = version
        self.unchanged = unchanged
        self.billers = billers
    }
}

/// The answer to an inquiry: with 200 the statement, with 202 when to ask again.
package struct InquiryAnswer: Hashable, Codable, Sendable {
    package enum State: String, CaseIterable, Codable, Sendable {
        case ready = "READY"
        /// The biller is slow; ask `GET /v1/inquiries/{id}` after `hintAfterSeconds`.
        case pending = "PENDING"
    }

    package let inquiry: String
    package let state: State
    package let statement: AccountStatement?
    package let hintAfterSeconds: Int?

    package init(_ statement: AccountStatement) {
        inquiry = statement.inquiry
        state = .ready
        self.statement = statement
        hintAfterSeconds = nil
    }

    package init(pending inquiry: String, hintAfterSeconds: Int) {
        self.inquiry = inquiry
        state = .pending
        statement = nil
        self.hintAfterSeconds = hintAfterSeconds
    }
}

/// The answer to `GET /v1/accounts/{biller}/{account}/bills`: the bills of at least twelve months, oldest first.
package struct HistoryAnswer: Hashable, Codable, Sendable {
    package let biller: BillerID
    package let account: AccountNumber
    package let bills: [Bill]

    package init(biller: BillerID, account: AccountNumber, bills: [Bill]) {
        self.biller = biller
        self.account = account
        self.bills = bills
    }
}
