package import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle

extension HubService {
    /// The hub as a service that listens until it is told to stop. Port 0 takes a free one; `ready` hears which.
    package func application(
        host: String, port: Int, ready: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        Application(
            router: router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(HubService.idleSeconds))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "paycircle-hub"),
            services: [HubHousekeeping(hub: self)],
            onServerRunning: { channel in ready(channel.localAddress?.port ?? port) },
            logger: logger)
    }
}
