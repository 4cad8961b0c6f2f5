import KioskAPI
package import KioskCore

extension HubClient {
    /// The answer, within the limits of `HubPatience`; nil for requests whose answer nobody waits for.
    package func perform(_ request: HubRequest) async -> HubAnswer? {
        switch request {
        case .inquire(let inquiry):
            return .inquired(inquiry, await inquire(inquiry))
        case .prepare(let order):
            let exchange = await send(.prepare, HubPath.payments, body: order, limit: patience.asking, order.payment)
            return .prepared(order.payment, exchange.preparation(of: order))
        case .cancel(let payment):
            _ = await send(.cancel, HubPath.cancel(payment), limit: patience.asking, payment)
            return nil
        case .submit(let submission, let kind):
            guard let currency = submission.tenders.first?.amount.currency else {
                return .submitted(submission.payment, .conflict("The submission holds no money."))
            }
            let path = kind == .confirm ? HubPath.confirm(submission.payment) : HubPath.advice(submission.payment)
            let exchange = await send(
                kind == .confirm ? .confirm : .advice, path, body: SubmissionBody(submission),
                limit: patience.submitting, submission.payment)
            let taken = submission.tenders.map(\.amount).total(currency)
            return .submitted(submission.payment, exchange.submission(of: submission.payment, tendered: taken))
        case .enquire(let payment, let tendered):
            let exchange = await send(.payment, HubPath.payment(payment), limit: patience.asking, payment)
            return .submitted(payment, exchange.submission(of: payment, tendered: tendered))
        case .chargeWallet(let charge):
            let exchange = await send(
                .chargeWallet, HubPath.walletCharges, body: WalletChargeBody(charge), limit: patience.asking,
                charge.payment)
            return .wallet(charge.payment, exchange.wallet(of: charge.payment, asked: charge))
        case .enquireWallet(let payment):
            let exchange = await send(.walletCharge, HubPath.walletCharge(payment), limit: patience.asking, payment)
            return .wallet(payment, exchange.wallet(of: payment, asked: nil))
        case .cancelWallet(let payment):
            let exchange = await send(.cancelWallet, HubPath.cancelWallet(payment), limit: patience.asking, payment)
            return .wallet(payment, exchange.wallet(of: payment, asked: nil))
        case .claimCreditNote(let claim):
            let exchange = await send(
                .claimCreditNote, HubPath.claim(claim.code), body: ClaimBody(claim), limit: patience.asking,
                claim.payment)
            return .creditNote(claim.payment, claim.code, exchange.creditNote(claim))
        case .reportCollection(let collection):
            let path = HubPath.cashCollections(collection.kiosk)
            let exchange = await send(.cashCollection, path, body: collection, limit: patience.submitting, nil)
            return .collectionCompared(collection.id, exchange.collection(collection.id))
        case .reportDay(let statement):
            let path = HubPath.day(statement.kiosk, statement.date)
            let exchange = await send(.dayStatement, path, body: statement, limit: patience.submitting, nil)
            return .dayCompared(statement.date, exchange.day(statement))
        }
    }
}
