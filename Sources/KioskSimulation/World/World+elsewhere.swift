import HubLedger
package import KioskAPI
package import KioskCore

/// What happens at another kiosk of the same hub.
extension World {
    private static let elsewhere: KioskID = "HZ-0002"

    /// Somebody put in a note there, and takes the credit note for it home.
    package func getCreditNoteElsewhere(_ amount: Money) throws -> ClaimCode {
        let code = ClaimCode(random: Array(1...11))
        let payment: PaymentID = "01930000-0000-7000-8000-eeeeeeeeeeee"
        laws.falsified.insert(payment)
        _ = try hub.ledger.advise(
            Submission(
                payment: payment, kind: .advice, kiosk: World.elsewhere, receiptNumber: "\(World.elsewhere)-000001",
                biller: nil, account: nil, allocations: [], tenders: [.notes(denomination: amount, count: 1)],
                claimCode: code, taken: hubNow), now: hubNow)
        takeHome(code)
        return code
    }

    /// Somebody lays a credit note on the scanner there.
    package func useCreditNoteElsewhere(_ code: ClaimCode, _ currency: Currency = .cny) throws -> CreditNoteAnswer {
        let payment: PaymentID = "01930000-0000-7000-8000-dddddddddddd"
        laws.falsified.insert(payment)
        let claim = CreditNoteClaim(payment: payment, kiosk: World.elsewhere, code: code, currency: currency)
        return try hub.ledger.claim(code, ClaimBody(claim), now: hubNow)
    }
}
