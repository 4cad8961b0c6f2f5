import HubLedger
package import Hummingbird
import HummingbirdCore
import Logging
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

/// Hears the billers' late answers each second and forgets old ids each hour. It ends, and the hub with it, when
/// the ledger's storage has failed.
struct HubHousekeeping: Service {
    static let pause: Duration = .seconds(1)
    static let pausesPerPurge = 3_600

    let hub: HubService

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var pauses = 0
            while !Task.isCancelled {
                try await tidy(purges: pauses % HubHousekeeping.pausesPerPurge == 0)
                pauses += 1
                do { try await Task.sleep(for: HubHousekeeping.pause) } catch { return }
            }
        }
    }

    private func tidy(purges: Bool) async throws {
        let now = hub.now()
        do {
            try await hub.ledger.perform { ledger in
                try ledger.finishPending(now: now)
                if purges { try ledger.purge(now: now) }
            }
        } catch {
            hub.logger.error("housekeeping failed", metadata: ["error": "\(error)"])
        }
        if let failure = hub.ledger.failure { throw failure }
    }
}
