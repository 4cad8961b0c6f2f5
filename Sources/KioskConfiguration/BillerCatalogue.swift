package import KioskCodes
package import KioskCore

/// The billers a kiosk knows without asking the hub: `billers/*.yaml`, each with the codes on its bills.
package struct BillerCatalogue: Sendable {
    /// By the name of their files.
    package let billers: [Biller]
    package let profiles: [BillerProfile]
    /// What a kiosk may take in a biller's name while the hub cannot be asked, where the biller's file says so.
    package let offlineCaps: [BillerID: OfflinePolicy.BillerCaps]

    package init(
        billers: [Biller], profiles: [BillerProfile], offlineCaps: [BillerID: OfflinePolicy.BillerCaps] = [:]
    ) {
        self.billers = billers
        self.profiles = profiles
        self.offlineCaps = offlineCaps
    }

    package subscript(id: BillerID) -> Biller? { billers.first { $0.id == id } }

    package func profile(_ id: BillerID) -> BillerProfile? { profiles.first { $0.biller == id } }

    package var interpreter: CodeInterpreter { CodeInterpreter(profiles: profiles) }
}
