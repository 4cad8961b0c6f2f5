package import HubLedger
import KioskAPI
package import KioskCore

/// The hub's process and the line to it: real rules and books, real JSON, simulated network.
package struct SimulatedHubLine {
    /// The process; nil while it is dead.
    package internal(set) var process: HubLedger?
    /// The provider of wallets, who keeps books of his own and outlives every hub.
    package let wallets = DemoWalletGateway()
    /// Every request meets this.
    package var standing: HubLineFault?
    /// Faults for single requests, taken from the front, before `standing` counts.
    package var script: [HubLineFault?] = []
    /// How bad the line is beyond that.
    package var weather = LineWeather.fair
    package internal(set) var requests: [HubRequest] = []

    package static let latency: Duration = .milliseconds(20)
    package static let slowness: Duration = .seconds(6)
    /// What the kiosk's client waits (`HubPatience`): for answers, and for money.
    package static let askingLimit: Duration = .seconds(15)
    package static let submittingLimit: Duration = .seconds(35)

    /// A request under way.
    struct Exchange {
        let id: Int
        let request: HubRequest
        let fault: HubLineFault?
        var isOpen = true
    }

    private(set) var exchanges: [Int: Exchange] = [:]
    private var lastExchange = 0

    init() {}

    /// The books, for tests that know that the hub lives.
    package var ledger: HubLedger {
        get throws { try requiredLedger() }
    }

    func requiredLedger() throws -> HubLedger {
        guard let process else { throw HubError(.internalError, "The simulated hub is dead just now.") }
        return process
    }

    mutating func begin(_ request: HubRequest) -> Exchange {
        requests.append(request)
        lastExchange += 1
        let fault = script.isEmpty ? standing : script.removeFirst()
        let exchange = Exchange(id: lastExchange, request: request, fault: fault)
        exchanges[exchange.id] = exchange
        return exchange
    }

    /// The exchange, if the client still waits for it; it waits no more afterwards.
    mutating func finish(_ id: Int) -> Exchange? {
        guard let exchange = exchanges[id], exchange.isOpen else { return nil }
        exchanges[id]?.isOpen = false
        return exchange
    }

    mutating func forgetExchanges() { for id in exchanges.keys { exchanges[id]?.isOpen = false } }

    static func limit(of request: HubRequest) -> Duration {
        switch request {
        case .submit: submittingLimit
        case .inquire, .prepare, .cancel, .enquire, .chargeWallet, .enquireWallet, .cancelWallet,
            .claimCreditNote, .reportCollection, .reportDay:
            askingLimit
        }
    }
}

/// How bad a line is, beyond what single requests meet. What becomes of a message is drawn from `seed` and the number
/// of its exchange, so that it does not depend on what else happens.
package struct LineWeather: Hashable, Codable, Sendable {
    /// Nothing gets through at all.
    package var isCut = false
    package var lostPercent = 0
    package var repeatedPercent = 0
    /// Messages take up to this much longer, each its own time: so they overtake each other.
    package var delayMilliseconds = 0
    package var seed: UInt64 = 0

    package static let fair = LineWeather()

    package init(isCut: Bool = false, lost: Int = 0, repeated: Int = 0, delay: Int = 0, seed: UInt64 = 0) {
        self.isCut = isCut
        lostPercent = lost
        repeatedPercent = repeated
        delayMilliseconds = delay
        self.seed = seed
    }
}
