import KioskConfiguration
import KioskCore
import KioskReceipts

/// Writes the slip of a payment for this kiosk's printer, in the language its resident chose.
struct SlipWriter: Sendable {
    let site: ReceiptSite
    let profile: PrinterProfile
    let settings: KioskSettings

    /// For the journal to prove the payment.
    static let proving = Duration.seconds(2)

    init(_ configuration: KioskConfiguration, settings: KioskSettings, profile: PrinterProfile) {
        site = ReceiptSite(
            kiosk: configuration.kiosk.id, place: configuration.kiosk.name, hotline: configuration.kiosk.hotline,
            utcOffsetMinutes: configuration.kiosk.utcOffsetMinutes)
        self.profile = profile
        self.settings = settings
    }

    /// What `kioskctl device test` prints: letters, Chinese, a code and a cut, as the printer's profile says.
    func testPage() -> [UInt8] { ESCPOSReceipt.bytes(of: Receipt.testPage(of: site), for: profile) }

    /// ESC/POS with a cut at its end; empty when no money was, or may have been, taken.
    ///
    /// - Parameter evidence: The proof that the payment stands in the journal, where it was queued already: it follows
    ///   the voucher's address in the QR code, behind a `#`, which no browser sends to anybody.
    func bytes(of record: PaymentRecord, isCopy: Bool, evidence: String?) -> [UInt8] {
        let address = record.plan == nil && evidence == nil ? nil : settings.voucher(for: record.id)
        let voucher = address.map { address in
            let whole = evidence.map { address + "#" + $0 } ?? address
            // A proof that no code holds, beyond a million million entries, is left out before the voucher is.
            let fits = (try? PrintedQR(whole, dotsWidth: profile.dotsWidth)) != nil
            return fits ? whole : address
        }
        guard let facts = ReceiptFacts(record, site: site, isCopy: isCopy, voucher: voucher) else { return [] }
        // Nobody knows who put a note in suspense in: the slip speaks both languages.
        let languages = record.plan.map { ReceiptLanguages($0.language) } ?? .both
        return ESCPOSReceipt.bytes(of: ReceiptComposer.compose(facts, languages: languages), for: profile)
    }
}
