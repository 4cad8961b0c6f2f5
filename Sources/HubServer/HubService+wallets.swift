import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

extension HubService {
    func chargeWallet(_ call: HubCall) async throws -> Response {
        let body = try await call.body(WalletChargeBody.self)
        let charge: WalletCharge
        do { charge = try body.charge() } catch { throw HubError(error) }
        guard wallets != nil else { throw HubService.noWallets }
        return try .json(try await finish(try await ledger.perform { try $0.chargeWallet(charge, now: call.now) }))
    }

    func walletCharge(_ call: HubCall) async throws -> Response {
        let payment: PaymentID = try call.path("id")
        return try .json(try await finish(try await ledger.perform { try $0.enquireWallet(payment) }))
    }

    func cancelWallet(_ call: HubCall) async throws -> Response {
        let payment: PaymentID = try call.path("id")
        return try .json(try await finish(try await ledger.perform { try $0.cancelWallet(payment, now: call.now) }))
    }

    /// Goes on with charges and cancellations that nobody asks about any more.
    func resumeWallets(now: WallTime) async throws {
        guard wallets != nil else { return }
        for request in try await ledger.perform({ try $0.walletsToAsk(now: now) }) {
            _ = try await finish(.ask(request))
        }
    }

    /// Asks the provider whatever the ledger wants asked, with nothing locked meanwhile.
    private func finish(_ step: WalletStep) async throws -> WalletAnswer {
        var step = step
        while true {
            switch step {
            case .answered(let answer): return answer
            case .ask(let request):
                guard let wallets else { throw HubService.noWallets }
                let reply = await wallets.answer(request, now: now())
                let heard = now()
                step = try await ledger.perform { try $0.walletReplied(request, reply, now: heard) }
            }
        }
    }

    private static let noWallets = HubError(
        .billerUnavailable, "This hub is connected to no wallet provider.", hintAfterSeconds: 300)
}
