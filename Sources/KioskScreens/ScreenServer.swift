package import Hummingbird
package import KioskCore
package import KioskRuntime
package import Logging
import ServiceLifecycle
import Synchronization

/// The resident's touch screens on loopback: whole pages for a browser, pushed frames for a page that is open.
///
/// Everything is drawn here, from `KioskView`; the browser needs no script to work, and with the script it follows
/// the machine by server-sent events. A touch becomes a `ResidentChoice` and nothing else: the server decides
/// nothing about money.
package struct ScreenServer: ServiceLifecycle.Service {
    let source: any ScreenSource
    /// What the camera sees; nil without one.
    let preview: (any PreviewSource)?
    let configuration: ScreenConfiguration
    let renderer: PageRenderer
    let wallClock: @Sendable () -> WallTime
    let heartbeat: Heartbeat
    let logger: Logger
    private let onReady: @Sendable (_ port: Int) async -> Void
    private let boundPort = BoundPort()

    /// - Parameters:
    ///   - wallClock: For the tip of the day alone.
    ///   - boot: A random number that tells this start of the server from others.
    ///   - heartbeat: How often an idle stream of events proves that it lives, and the clock it waits on.
    ///   - onReady: Called once with the port, when connections are accepted.
    package init(
        source: some ScreenSource, preview: (any PreviewSource)? = nil, configuration: ScreenConfiguration,
        logger: Logger,
        wallClock: @escaping @Sendable () -> WallTime, boot: UInt64 = .random(in: .min ... .max),
        heartbeat: Heartbeat = Heartbeat(), onReady: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.source = source
        self.preview = preview
        self.configuration = configuration
        self.logger = logger
        self.wallClock = wallClock
        self.heartbeat = heartbeat
        self.onReady = onReady
        renderer = PageRenderer(isDark: configuration.isDark, readers: configuration.readers, boot: boot)
    }

    /// The beat of an idle stream of events, and the clock it is taken from.
    package struct Heartbeat: Sendable {
        let interval: Duration
        let clock: any Clock<Duration>

        package init(every interval: Duration = .seconds(15), on clock: any Clock<Duration> = ContinuousClock()) {
            self.interval = interval
            self.clock = clock
        }
    }

    package func buildApplication() throws(ScreenError) -> Application<RouterResponder<BasicRequestContext>> {
        guard ["127.0.0.1", "::1", "localhost"].contains(configuration.host) else {
            throw ScreenError(
                code: .notLoopback,
                message: "The touch screens are not served on \(configuration.host): give 127.0.0.1, which only this "
                    + "machine reaches.")
        }
        let headers = try SecurityHeaders(frameAncestors: configuration.frameAncestors)
        let ownHosts = OwnHosts(configuration: configuration, boundPort: boundPort)
        let router = Router()
        router.addMiddleware {
            headers
            OwnHostOnly(hosts: ownHosts)
        }
        ScreenRoutes(server: self, hosts: ownHosts).add(to: router)
        if let preview { SightRoutes(server: self, preview: preview).add(to: router) }
        let boundPort = boundPort
        let onReady = onReady
        return Application(
            responder: router.buildResponder(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port else { return }
                boundPort.set(port)
                await onReady(port)
            },
            logger: logger)
    }

    /// Serves until the service group stops it.
    package func run() async throws {
        try await buildApplication().run()
    }

    var today: CalendarDate { CalendarDate(wallClock(), offsetMinutes: configuration.timeZoneOffsetMinutes) }
}

/// The port the server listens on, known when it listens.
final class BoundPort: Sendable {
    private let port = Mutex<Int?>(nil)

    func set(_ value: Int) { port.withLock { $0 = value } }
    var value: Int? { port.withLock { $0 } }
}
