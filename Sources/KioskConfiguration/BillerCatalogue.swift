package import KioskCodes
package import KioskCore

/// The billers a kiosk knows without asking the hub: `billers/*.yaml`, each with the codes on its bills.
package struct BillerCatalogue: Sendable {
    /// By the name of their files.
    package let billers: [Biller]
    package let profiles: [BillerProfile]

    package init(billers: [Biller], profiles: [BillerProfile]) {
        self.billers = billers
        self.profiles = profiles
    }

    package subscript(id: BillerID) -> Biller? { billers.first { $0.id == id } }

    package func profile(_ id: BillerID) -> BillerProfile? { profiles.first { $0.biller == id } }

    package var interpreter: CodeInterpreter { CodeInterpreter(profiles: profiles) }
}
