import GRDB
package import KioskAPI
package import KioskCore

/// What the voucher page shows of a payment: nothing that says whose account it is, and no claim code, because
/// whoever has the address can open it.
package struct HubVoucher: Hashable, Sendable {
    package let payment: PaymentID
    package let state: PaymentAnswer.State
    package let biller: Biller?
    package let maskedAccount: String?
    package let periods: [BillingPeriod]
    package let tendered: Money
    package let settled: Money
    package let credited: Money
    package let reference: String?
    package let receiptNumber: String?
    package let kiosk: KioskID
    package let booked: WallTime?
}

extension HubLedger {
    /// The voucher of a payment whose money is on the books.
    package func voucher(_ id: PaymentID, now: WallTime) throws -> HubVoucher? {
        try database.write { database in
            guard let found = try StoredPayment.find(id, in: database) else { return nil }
            let payment = try finished(found, now: now, in: database)
            guard payment.state.isBooked else { return nil }
            let sql = "SELECT period FROM settlements WHERE payment = ? AND period IS NOT NULL ORDER BY period"
            let periods = try String.fetchAll(database, cached: sql, arguments: [id.text])
                .compactMap { BillingPeriod($0) }
            return HubVoucher(
                payment: id, state: payment.state, biller: payment.biller.flatMap { adapters[$0]?.biller },
                maskedAccount: payment.account?.masked, periods: periods, tendered: payment.tendered,
                settled: payment.settled, credited: payment.credited, reference: payment.reference,
                receiptNumber: payment.submission?.receiptNumber, kiosk: payment.kiosk, booked: payment.booked)
        }
    }
}
