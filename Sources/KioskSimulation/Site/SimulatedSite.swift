package import HubLedger
package import KioskCodes
package import KioskCore
import KioskReceipts
package import SimulatedDisk

/// Where a simulation plays: the kiosk's settings, the catalogue of billers, and the books with which its hub begins.
///
/// Made once and shared by all runs; a run starts its hub from `hubImage`, which costs no copy.
package struct SimulatedSite: Sendable {
    package let settings: KioskSettings
    package let profiles: [BillerProfile]
    package private(set) var start: KioskInstant
    package let adapters: @Sendable () -> [any BillerAdapter]
    /// The disk of a hub that knows the accounts and has taken no payment.
    package let hubImage: DiskImage
    /// Accounts with open bills, for residents to come from; the same account may come twice.
    package let households: [Household]
    /// A slip as the printer gets it; empty when there is nothing to print.
    package let slip: @Sendable (PaymentRecord, _ isCopy: Bool) -> [UInt8]

    static let hubPath = "/hub.sqlite"
    static let journalPath = "/journal.sqlite"

    /// `fill` puts accounts and bills into new books.
    package init(
        settings: KioskSettings, profiles: [BillerProfile], start: KioskInstant, households: [Household] = [],
        adapters: @escaping @Sendable () -> [any BillerAdapter], filling fill: (HubLedger) throws -> Void
    ) throws {
        self.settings = settings
        self.profiles = profiles
        self.start = start
        self.households = households
        self.adapters = adapters
        hubImage = try SimulatedSite.image(adapters(), fill)
        let place = ReceiptSite(
            kiosk: settings.kiosk, place: LocalizedText(zh: "测试", en: "Test"), hotline: settings.hotline,
            utcOffsetMinutes: HubLedger.businessOffsetMinutes)
        slip = { record, isCopy in
            guard let facts = ReceiptFacts(record, site: place, isCopy: isCopy) else { return [] }
            let receipt = ReceiptComposer.compose(facts, languages: ReceiptLanguages(record.plan?.language ?? .english))
            return ESCPOSReceipt.bytes(of: receipt, for: PrinterProfile.wide)
        }
    }

    /// The same place, where everything begins later in the day.
    func starting(later delay: Duration) -> SimulatedSite {
        var copy = self
        copy.start = start.advanced(by: delay)
        return copy
    }

    private static func image(_ adapters: [any BillerAdapter], _ fill: (HubLedger) throws -> Void) throws -> DiskImage {
        let disk = SimulatedDisk(name: "books")
        do {
            let mount = try disk.mounted()
            try mount.create(hubPath)
            try mount.syncFolder(of: hubPath)
            try fill(try HubLedger(queueAt: mount.databasePath(hubPath), adapters: adapters))
        }
        disk.shutDown()
        return disk.image
    }
}

/// An account that somebody brings a bill of.
package struct Household: Hashable, Codable, Sendable {
    package let biller: BillerID
    package let account: AccountNumber
    /// What the printed bill says, for paying without the hub.
    package let period: BillingPeriod?
    package let amount: Money

    package init(biller: BillerID, account: AccountNumber, period: BillingPeriod?, amount: Money) {
        self.biller = biller
        self.account = account
        self.period = period
        self.amount = amount
    }
}
