import Foundation
import HubLedger
import KioskAPI
import KioskConfiguration
import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

@Suite struct CatalogueTests {
    /// What the kiosk knows without the hub is what the demonstration's hub says.
    @Test func kioskAndHubDescribeTheSameBillers() throws {
        let kiosk = try Scene.catalogue.get().billers.sorted { $0.id < $1.id }
        let hub = DemoBillers.adapters.map(\.biller).sorted { $0.id < $1.id }
        #expect(kiosk == hub)
    }

    @Test func everyServiceHasABillerWithAYearOfBills() throws {
        let world = try Scene.world(isReady: false)
        for service in Service.allCases {
            let biller = try #require(DemoBillers.adapters.map(\.biller).first { $0.service == service })
            let account = try #require(HubLedger.demoAccounts(of: biller.id).first)
            let history = try world.hub.ledger.history(biller.id, account, now: Scene.start.wall)
            #expect(history.bills.count >= 12, "\(biller.id) has \(history.bills.count) bills")
        }
    }
}
