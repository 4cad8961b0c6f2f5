/// A form of code that says by itself what it is, and how it is called.
package enum BillFormat: String, CaseIterable, Hashable, Codable, Sendable {
    /// GS1 element strings, payment slips among them (GS1 General Specifications).
    case gs1
    /// FEBRABAN arrecadação (layout version 7), Brazil.
    case febraban
    /// The QR code of an avviso pagoPA, Italy.
    case pagoPA = "pagopa"
    /// The Swiss QR-bill (SIX, Implementation Guidelines QR-bill, version 2).
    case swissQRBill
    /// A SEPA credit transfer (European Payments Council, EPC069-12).
    case epcTransfer = "epc069-12"
    /// EMV QR code specification for payment systems, merchant-presented mode.
    case emvMerchant = "emvco"
    /// A Japanese convenience store slip: GS1-128 with AI (91).
    case japaneseSlip = "japan91"
    /// A wallet's payment code from a phone.
    case wallet
    /// The claim code of money that a kiosk owes.
    case creditNote
    /// A technician's badge.
    case badge

    /// What people call it.
    package var title: String {
        switch self {
        case .gs1: "GS1"
        case .febraban: "FEBRABAN"
        case .pagoPA: "PagoPA"
        case .swissQRBill: "Swiss QR-bill"
        case .epcTransfer: "EPC069-12"
        case .emvMerchant: "EMVCo"
        case .japaneseSlip: "GS1 Japan"
        case .wallet: "wallet"
        case .creditNote: "credit note"
        case .badge: "badge"
        }
    }
}
