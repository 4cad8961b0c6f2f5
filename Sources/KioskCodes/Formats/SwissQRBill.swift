package import KioskCore

/// A Swiss QR-bill (SIX, Swiss Implementation Guidelines QR-bill, version 2): 31 lines and up to three more.
package struct SwissQRBill: Hashable, Sendable {
    /// Somebody's name and address.
    package struct Party: Hashable, Sendable {
        /// `S` for street, number, postal code and town in lines of their own, `K` for two lines as one writes them.
        package let addressType: String
        package let name: String
        /// Street and building number, or the first line.
        package let street: String?
        package let building: String?
        package let postalCode: String?
        package let town: String?
        /// ISO 3166-1, two letters.
        package let country: String
    }

    /// How the reference is made.
    package enum ReferenceType: String, CaseIterable, Hashable, Sendable {
        /// 27 digits with a check digit; belongs to a QR-IBAN.
        case qr = "QRR"
        /// ISO 11649.
        case creditor = "SCOR"
        case none = "NON"
    }

    package let version: String
    package let iban: String
    package let creditor: Party
    /// Nil where the payer chooses.
    package let amount: CodeAmount?
    /// CHF or EUR.
    package let currency: ISOCurrency
    package let debtor: Party?
    package let referenceType: ReferenceType
    package let reference: String?
    package let message: String?
    /// What the biller's software writes for the payer's, by Swico's syntax mostly.
    package let billInformation: String?
    package let alternativeSchemes: [String]

    /// The last day to pay by what the bill information says in Swico's syntax S1; nil where it does not.
    package var due: CalendarDate? { billInformation.flatMap { SwicoBillInformation($0)?.due } }

    /// An account number that belongs to QR references: its bank number is from 30000 to 31999.
    package var isQRIBAN: Bool { SwissQRBill.isQRIBAN(iban) }

    static func isQRIBAN(_ iban: String) -> Bool {
        Int(iban.dropFirst(4).prefix(5)).map { (30_000...31_999).contains($0) } ?? false
    }

    /// The most characters of the whole.
    static let longest = 997
}
