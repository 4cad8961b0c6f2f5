import KioskConfiguration
import KioskCore
import KioskReceipts

/// Writes the slip of a payment for this kiosk's printer, in the language its resident chose.
struct SlipWriter: Sendable {
    let site: ReceiptSite
    let profile: PrinterProfile
    let settings: KioskSettings

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
    func bytes(of record: PaymentRecord, isCopy: Bool) -> [UInt8] {
        let voucher = record.plan == nil ? nil : settings.voucher(for: record.id)
        guard let facts = ReceiptFacts(record, site: site, isCopy: isCopy, voucher: voucher) else { return [] }
        // Nobody knows who put a note in suspense in: the slip speaks both languages.
        let languages = record.plan.map { ReceiptLanguages($0.language) } ?? .both
        return ESCPOSReceipt.bytes(of: ReceiptComposer.compose(facts, languages: languages), for: profile)
    }
}
