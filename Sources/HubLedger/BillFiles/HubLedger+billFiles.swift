import GRDB
package import KioskCore

/// What an import did.
package struct BillImportReport: Hashable, Sendable, CustomStringConvertible {
    package internal(set) var added = 0
    package internal(set) var updated = 0
    /// The company was paid elsewhere.
    package internal(set) var markedPaid = 0
    package internal(set) var unchanged = 0
    /// Differs from what the file says, but was paid or is being paid here, so the books stand.
    package internal(set) var kept = 0

    package var description: String {
        "\(added) added, \(updated) updated, \(markedPaid) marked as paid, \(unchanged) unchanged, \(kept) kept"
    }
}

extension HubLedger {
    /// Takes a bill file over: all of it, or nothing and a message naming each wrong line. The same file again
    /// changes nothing. A bill that was paid here keeps its amount and its payment.
    @discardableResult
    package func importBills(_ text: String, biller id: BillerID) throws -> BillImportReport {
        let biller = try requireBillFileBiller(id).biller
        let file = try BillFile(text, of: biller)
        return try database.write { database in
            var report = BillImportReport()
            for entry in file.entries {
                let account = StoredAccount(
                    biller: id, account: entry.bill.account, holder: entry.holder, isBlocked: false, balance: nil)
                try account.upsert(currency: biller.currency, in: database)
                let sql = "SELECT * FROM bills WHERE id = ?"
                guard let row = try Row.fetchOne(database, sql: sql, arguments: [entry.bill.id.text]) else {
                    try entry.bill.insert(in: database)
                    report.added += 1
                    continue
                }
                try merge(entry.bill, into: try StoredBill(row: row), &report, in: database)
            }
            return report
        }
    }

    private func merge(
        _ bill: StoredBill, into known: StoredBill, _ report: inout BillImportReport, in database: Database
    ) throws {
        let sameBill =
            known.lines == bill.lines && known.usage == bill.usage && known.issued == bill.issued
            && known.due == bill.due
        if sameBill, known.paidOn != nil || bill.paidOn == nil {
            // A file written before the company had our settlement file still calls the bill open.
            report.unchanged += 1
            return
        }
        guard known.paidOn == nil, known.paidAmount.isZero, known.reservedBy == nil else {
            report.kept += 1
            return
        }
        try database.execute(sql: "DELETE FROM bills WHERE id = ?", arguments: [known.id.text])
        try bill.insert(in: database)
        if bill.paidOn == nil { report.updated += 1 } else { report.markedPaid += 1 }
    }

    func requireBillFileBiller(_ id: BillerID) throws -> BillFileBiller {
        guard let biller = adapters[id] as? BillFileBiller else {
            let ids = adapters.values.filter { $0 is BillFileBiller }.map(\.biller.id.text).sorted()
            throw HubLedgerError(
                code: .notABillFileBiller,
                message: "\(id) does not exchange files; billers that do: \(ids.joined(separator: ", ")).")
        }
        return biller
    }
}
