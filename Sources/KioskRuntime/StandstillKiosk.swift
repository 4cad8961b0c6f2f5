import KioskAPI
package import KioskConfiguration
package import KioskCore
import KioskSettlement
package import Logging

/// A kiosk whose journal cannot be opened, on a read-only file system for example: it says on its screen and to the hub
/// that it is out of service, and does nothing else. Devices stay untouched, so no slot is open.
package struct StandstillKiosk: ScreenSource {
    /// How long it stands still before the process ends and the next one tries again.
    package static let length = Duration.seconds(60)

    package let heartbeat: HubHeartbeat
    private let view: KioskView
    private let hub: HubClient

    package init(
        _ configuration: KioskConfiguration, version: String, clock: KioskClock = .system, log: Logger
    ) throws {
        view = KioskView(
            kiosk: configuration.kiosk.id, hotline: configuration.kiosk.hotline,
            language: configuration.kiosk.language, isLargeType: false, screen: .outOfService(.storage), notices: [],
            secondsUntilEnd: nil, canGoBack: false, canEnd: false)
        let hub = HubClient(address: try HubAddress(configuration.hub.url), patience: HubPatience(), log: log)
        self.hub = hub
        let kiosk = configuration.kiosk.id
        heartbeat = HubHeartbeat(
            clock: clock,
            beat: {
                await hub.heartbeat(
                    HeartbeatBody(
                        kiosk: kiosk, sent: clock.now().wall, version: version, queued: 0,
                        devices: ["journal": "faulty"])) != nil
            }, report: { _ in })
    }

    package var currentView: KioskView { view }

    package func views() -> AsyncStream<KioskView> {
        let (stream, continuation) = AsyncStream.makeStream(of: KioskView.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(view)
        return stream
    }

    package func choose(_ choice: ResidentChoice) async {}

    package func shutdown() async { await hub.shutdown() }
}
