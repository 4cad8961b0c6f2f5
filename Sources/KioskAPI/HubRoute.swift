package import KioskCore

/// Every call the hub answers: its method and its path, one to one with `openapi.yaml`.
///
/// The server routes by `template`, the client asks for `path`, so the two cannot drift apart.
///
/// A client of the hub needs, in this order: `HubRoute` for the method and the path, `HubJSON` for the body,
/// and `HubAnswerReader` to turn a status and a body into KioskCore's outcomes.
package enum HubRoute: String, CaseIterable, Sendable {
    /// `CatalogueAnswer`; with `?since=` a version that is still current, an answer without billers.
    case billers = "/v1/billers"
    /// Body `Inquiry`; 200 or 202 with `InquiryAnswer`.
    case inquire = "/v1/inquiries"
    /// 200 or 202 with `InquiryAnswer`.
    case inquiry = "/v1/inquiries/{id}"
    /// `HistoryAnswer`.
    case accountBills = "/v1/accounts/{biller}/{account}/bills"
    /// Body `PaymentOrder`; `PaymentAnswer`.
    case prepare = "/v1/payments"
    /// `PaymentAnswer`.
    case payment = "/v1/payments/{id}"
    /// Body `SubmissionBody`; 200 or 202 with `PaymentAnswer`.
    case confirm = "/v1/payments/{id}/confirm"
    /// Body `SubmissionBody`; 200 or 202 with `PaymentAnswer`.
    case advice = "/v1/payments/{id}/advice"
    /// No body; `PaymentAnswer`.
    case cancel = "/v1/payments/{id}/cancel"
    /// `CreditNoteAnswer`.
    case creditNote = "/v1/credit-notes/{code}"
    /// Body `ClaimBody`, with a payment to use it as a tender of that; `CreditNoteAnswer`.
    case claimCreditNote = "/v1/credit-notes/{code}/claim"
    /// Body `HeartbeatBody`; `HeartbeatAnswer`.
    case heartbeat = "/v1/kiosks/{id}/heartbeat"
    /// Body `WalletChargeBody`; `WalletAnswer`.
    case chargeWallet = "/v1/wallet-charges"
    /// `WalletAnswer`.
    case walletCharge = "/v1/wallet-charges/{id}"
    /// No body; `WalletAnswer`.
    case cancelWallet = "/v1/wallet-charges/{id}/cancel"
    /// Body `JournalHeadBody`; 200 with `JournalHeadAnswer`, 409 with `JournalSizeAnswer`.
    case witness = "/v1/kiosks/{id}/journal"
    /// Body `CashCollection`; `CollectionAnswer`.
    case cashCollection = "/v1/kiosks/{id}/cash-collections"
    /// Body `DayStatement`; `DayAnswer`.
    case dayStatement = "/v1/kiosks/{id}/days/{date}"
    /// `AlarmsAnswer`.
    case alarms = "/v1/alarms"
    /// `ReconciliationAnswer`; `?kiosk=` keeps one kiosk's payments, `?after=` asks for the next page.
    case reconciliation = "/v1/reconciliations/{date}"
    /// `HealthAnswer`.
    case health = "/health"
    /// The voucher behind the QR code of a receipt, as a page for the resident's telephone.
    case voucher = "/v/{id}"
    /// A page that proves the text of a receipt's QR code, given as `?text=`.
    case receipts = "/receipts"
    /// What makes the link from a voucher to the proof of its receipt.
    case receiptScript = "/receipt.js"
    /// A page with every kiosk and the open alarms, for the operator.
    case fleet = "/fleet"

    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// The path with its parameters in braces.
    package var template: String { rawValue }

    package var method: Method {
        switch self {
        case .inquire, .prepare, .confirm, .advice, .cancel, .claimCreditNote, .heartbeat, .chargeWallet,
            .cancelWallet, .witness, .cashCollection, .dayStatement:
            .post
        case .billers, .inquiry, .accountBills, .payment, .creditNote, .walletCharge, .alarms, .reconciliation,
            .health, .voucher, .receipts, .receiptScript, .fleet:
            .get
        }
    }

    /// The names in braces, in the order of the path.
    package var parameters: [String] {
        template.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The path with `values` in the place of the parameters, each percent-encoded.
    package func path(_ values: String...) -> String {
        precondition(values.count == parameters.count, "\(self) takes \(parameters.count) values")
        var rest = values[...]
        return template.split(separator: "/")
            .map { segment in "/" + (segment.hasPrefix("{") ? percentEncoded(rest.removeFirst()) : String(segment)) }
            .joined()
    }
}

/// The paths of the hub with their values filled in.
package enum HubPath {
    package static func billers(since version: Int? = nil) -> String {
        HubRoute.billers.path() + (version.map { "?since=\($0)" } ?? "")
    }

    package static let inquiries = HubRoute.inquire.path()
    package static func inquiry(_ id: String) -> String { HubRoute.inquiry.path(id) }
    package static let payments = HubRoute.prepare.path()
    package static func payment(_ id: PaymentID) -> String { HubRoute.payment.path(id.text) }
    package static func confirm(_ id: PaymentID) -> String { HubRoute.confirm.path(id.text) }
    package static func advice(_ id: PaymentID) -> String { HubRoute.advice.path(id.text) }
    package static func cancel(_ id: PaymentID) -> String { HubRoute.cancel.path(id.text) }
    package static func creditNote(_ code: ClaimCode) -> String { HubRoute.creditNote.path(code.text) }
    package static func claim(_ code: ClaimCode) -> String { HubRoute.claimCreditNote.path(code.text) }
    package static func heartbeat(_ kiosk: KioskID) -> String { HubRoute.heartbeat.path(kiosk.text) }
    package static let walletCharges = HubRoute.chargeWallet.path()
    package static func walletCharge(_ id: PaymentID) -> String { HubRoute.walletCharge.path(id.text) }
    package static func cancelWallet(_ id: PaymentID) -> String { HubRoute.cancelWallet.path(id.text) }
    package static func journal(_ kiosk: KioskID) -> String { HubRoute.witness.path(kiosk.text) }
    package static func cashCollections(_ kiosk: KioskID) -> String { HubRoute.cashCollection.path(kiosk.text) }
    package static let alarms = HubRoute.alarms.path()
    package static let receipts = HubRoute.receipts.path()
    package static let fleet = HubRoute.fleet.path()
    package static func voucher(_ id: PaymentID) -> String { HubRoute.voucher.path(id.text) }
    package static let health = HubRoute.health.path()

    package static func day(_ kiosk: KioskID, _ date: CalendarDate) -> String {
        HubRoute.dayStatement.path(kiosk.text, date.description)
    }

    package static func accountBills(_ biller: BillerID, _ account: AccountNumber) -> String {
        HubRoute.accountBills.path(biller.text, account.text)
    }

    package static func reconciliation(
        _ date: CalendarDate, kiosk: KioskID? = nil, after: String? = nil
    ) -> String {
        let query = [("kiosk", kiosk?.text), ("after", after)]
            .compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
            .joined(separator: "&")
        return HubRoute.reconciliation.path(date.description) + (query.isEmpty ? "" : "?" + query)
    }
}

/// RFC 3986, section 2.3: everything but letters, digits and `-._~` is encoded.
private func percentEncoded(_ text: String) -> String {
    let hexadecimal = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { encoded, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            encoded += "%\(hexadecimal[Int(byte >> 4)])\(hexadecimal[Int(byte & 15)])"
        }
    }
}
