import ServiceLifecycle

/// All drivers of a kiosk as one service, so that they come to rest at the same time and not one after another.
package struct DeviceDrivers: ServiceLifecycle.Service {
    let drivers: [any ServiceLifecycle.Service]

    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for driver in drivers { group.addTask { try await driver.run() } }
        }
    }
}
