package import KioskCore

/// The codes of one biller's bills.
package struct BillerProfile: Sendable {
    package let biller: BillerID
    package let currency: Currency
    package let codes: [BillCode]

    package init(biller: BillerID, currency: Currency, codes: [BillCode]) {
        self.biller = biller
        self.currency = currency
        self.codes = codes
    }

    /// The text that this biller prints in the code of a bill, and where it stands, by the first of its codes that
    /// has a template. Sample bills are made with it.
    package func code(
        account: AccountNumber, period: BillingPeriod? = nil, amount: Money? = nil, due: CalendarDate? = nil
    ) throws(BillCodeError) -> ScannedCode {
        precondition(amount == nil || amount?.currency == currency, "the amount is not in the biller's currency")
        guard let code = codes.first(where: { $0.template != nil }), let template = code.template else {
            throw BillCodeError(
                .template, "No code of \(biller) has a template.", advice: "Add one to write codes with it.")
        }
        let contents = BillCode.Contents(account: account, period: period, amount: amount?.minorUnits, due: due)
        let text = try template.text(for: contents, check: code.check)
        // The first symbology by the order of the enumeration, so that the same bill always looks the same.
        let symbology = Symbology.allCases.first(where: code.symbologies.contains) ?? .unknown
        guard case .read(let readBack) = code.outcome(of: text, symbology: symbology),
            readBack.account == account
        else {
            throw BillCodeError(
                .template, "'\(text)' is written by the template of \(code.name) and not read by its pattern.",
                advice: "Check that the account \(account) is one of this biller's, and that both say the same.")
        }
        return ScannedCode(text, symbology: symbology)
    }
}
