import HTTPTypes
package import HubLedger
package import Hummingbird
import KioskAPI
package import KioskCore
package import Logging

/// The hub over HTTP: KioskAPI's routes on top of the ledger.
package struct HubService: Sendable {
    /// A connection on which nothing moves for so long is closed.
    static let idleSeconds: Int64 = 60

    let ledger: LedgerQueue
    let now: @Sendable () -> WallTime
    let logger: Logger
    /// The providers of wallets; nil where there are none.
    let wallets: (any WalletGateway)?

    package init(
        ledger: HubLedger, wallets: (any WalletGateway)? = nil, now: @escaping @Sendable () -> WallTime, logger: Logger
    ) {
        self.ledger = LedgerQueue(ledger)
        self.wallets = wallets
        self.now = now
        self.logger = logger
    }

    /// All routes, each with errors as JSON and a request id. Tests run it without a socket.
    package func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ErrorsAsJSON())
        for route in HubRoute.allCases {
            let method: HTTPRequest.Method =
                switch route.method {
                case .get: .get
                case .post: .post
                }
            router.on(RouterPath(route.template), method: method) { request, context in
                try await answer(route, request, context)
            }
        }
        return router
    }

    private func answer(
        _ route: HubRoute, _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let call = HubCall(request: request, parameters: context.parameters, now: now())
        switch route {
        case .billers: return try await billers(call)
        case .inquire: return try await inquire(call)
        case .inquiry: return try await inquiry(call)
        case .accountBills: return try await accountBills(call)
        case .prepare: return try await prepare(call)
        case .payment: return try await payment(call)
        case .confirm: return try await confirm(call)
        case .advice: return try await advise(call)
        case .cancel: return try await cancel(call)
        case .creditNote: return try await creditNote(call)
        case .claimCreditNote: return try await claimCreditNote(call)
        case .chargeWallet: return try await chargeWallet(call)
        case .walletCharge: return try await walletCharge(call)
        case .cancelWallet: return try await cancelWallet(call)
        case .heartbeat: return try await heartbeat(call)
        case .witness: return try await witness(call)
        case .cashCollection: return try await collect(call)
        case .dayStatement: return try await compareDay(call)
        case .alarms: return try await alarms(call)
        case .reconciliation: return try await reconciliation(call)
        case .health: return try await health(call)
        case .voucher: return try await voucher(call)
        case .receipts: return try await receipt(call)
        case .receiptScript: return receiptScript(call)
        case .fleet: return try await fleet(call)
        }
    }
}
