import KioskCore
import ServiceLifecycle
import Synchronization

/// All drivers of a kiosk as one service, so that they come to rest at the same time and not one after another.
package struct DeviceDrivers: ServiceLifecycle.Service {
    let drivers: [any ServiceLifecycle.Service]

    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for driver in drivers { group.addTask { try await driver.run() } }
        }
    }
}

/// What each driver last said of its device's presence, for the heartbeat.
final class PresenceBoard: Sendable {
    private let words = Mutex<[String: String]>([:])

    var all: [String: String] { words.withLock { $0 } }

    func note(_ presence: DevicePresence, of device: String) {
        let word =
            switch presence {
            case .absent: "absent"
            case .ready: "ready"
            case .faulty: "faulty"
            }
        words.withLock { $0[device] = word }
    }
}
