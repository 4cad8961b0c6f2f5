import KioskCore
import ServiceLifecycle

/// Asks the hub at regular times whether it is there, and tells the engine.
package struct HubHeartbeat: ServiceLifecycle.Service {
    /// While the hub answers.
    package static let interval = Duration.seconds(30)
    /// While it does not: so that a resident does not wait for half a minute after the network came back.
    package static let intervalWhileDown = Duration.seconds(5)

    private let clock: KioskClock
    private let beat: @Sendable () async -> Bool
    private let report: @Sendable (Bool) async -> Void

    package init(
        clock: KioskClock, beat: @escaping @Sendable () async -> Bool,
        report: @escaping @Sendable (_ isReachable: Bool) async -> Void
    ) {
        self.clock = clock
        self.beat = beat
        self.report = report
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let isReachable = await beat()
                if Task.isCancelled { return }
                await report(isReachable)
                let pause = isReachable ? HubHeartbeat.interval : HubHeartbeat.intervalWhileDown
                try? await clock.sleep(clock.now().advanced(by: pause))
            }
        }
    }
}
