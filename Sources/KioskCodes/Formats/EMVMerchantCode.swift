internal import KioskCore

/// A merchant-presented QR code (EMV QR Code Specification for Payment Systems, merchant-presented mode, 1.1).
package struct EMVMerchantCode: Hashable, Sendable {
    /// One way to pay the merchant: a payment system's own number (2 to 25), or a template (26 to 51).
    package struct Account: Hashable, Sendable {
        package let id: Int
        /// The system's identifier in a template; nil in a number.
        package let system: String?
        /// The number, or the template's first value behind the system's identifier; nil where there is none.
        package let merchant: String?

        /// What a biller's profile calls the account: `02/4000…`, or the system and the merchant, `A000…/0066…`.
        package var name: String {
            let number = id.padded(to: 2)
            return (system ?? number) + (merchant.map { "/" + $0 } ?? "")
        }
    }

    /// What is asked for on top of the amount.
    package enum Tip: Hashable, Sendable {
        /// The payer is asked.
        case asked
        case fixed(CodeAmount)
        /// As it is written, 0.01 to 99.99.
        case percentage(String)
    }

    /// Whether the code is for one payment; nil where it does not say.
    package let isForOnePayment: Bool?
    package let accounts: [Account]
    /// ISO 18245.
    package let category: String
    package let currency: ISOCurrency
    package let amount: CodeAmount?
    package let tip: Tip?
    package let country: String
    package let name: String
    package let city: String
    package let postalCode: String?
    /// What stands in object 62, by its own ids: 1 bill number, 3 store, 5 reference, 6 customer, 7 terminal, 8 purpose.
    package let additional: [Int: String]

    package var billNumber: String? { additional[1] }
    package var referenceLabel: String? { additional[5] }
    package var customerLabel: String? { additional[6] }

    /// The payer's reference: the bill's number, or the label of the reference, or of the customer. `***` says that the
    /// payer is to be asked.
    package var reference: String? {
        [billNumber, referenceLabel, customerLabel].lazy.compactMap { $0 }.first { $0 != "***" }
    }

    /// The most bytes of the whole.
    static let longest = 512
}
