import Foundation
import KioskConfiguration
import KioskSimulation

/// The town of `kiosksim run`, made once for all tests.
enum Town {
    private static let made = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let catalogue = try BillerCatalogue.load(directory: root.appending(path: "kiosk-config/billers").path())
        return try SimulatedSite.town(billers: catalogue.billers, profiles: catalogue.profiles)
    }

    static func site() throws -> SimulatedSite { try made.get() }
}
