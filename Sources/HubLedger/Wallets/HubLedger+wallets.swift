import GRDB
package import KioskAPI
package import KioskCore

/// Wallet charges: stored before the provider is asked, asked under the payment's own id, and the answer stored.
///
/// A payment has one charge, ever, whatever becomes of it: so a request or an answer that comes late, twice or out of
/// order can only be about that one. Another code is another payment. Its money comes onto the books with the
/// payment's submission, as cash and card do.
extension HubLedger {
    /// When the hub asks a provider of its own accord after a silence, and after how many silences a person must look.
    static let walletPause: Duration = .seconds(60)
    static let mostWalletPauses = 7
    /// How long the money of a wallet may wait for its payment.
    static let longestUnclaimed: Duration = .seconds(2 * 86_400)
    /// Charges that are taken up again in one go.
    static let mostWalletsAtOnce = 100

    /// Charges a wallet, once a payment. The same body again is asked again; another is a conflict.
    package func chargeWallet(_ charge: WalletCharge, now: WallTime) throws -> WalletStep {
        do { _ = try WalletChargeBody(charge).charge() } catch { throw HubError(error) }
        let asked = StoredWallet.Charge(
            kiosk: charge.kiosk, amount: charge.amount, provider: charge.code.provider,
            bodyHash: try BodyHash.of(charge))
        return try database.write { database in
            var wallet: StoredWallet
            if let known = try StoredWallet.find(charge.payment, in: database) {
                // One that was cancelled before the hub heard of it comes too late, whatever its body.
                guard known.charge == nil || known.charge == asked else { throw otherBody(charge.payment) }
                guard known.state == .asked else { return try step(of: known, in: database) }
                wallet = known
            } else {
                if let payment = try StoredPayment.find(charge.payment, in: database) {
                    try requireOpen(payment, for: charge)
                }
                wallet = StoredWallet(charge.payment, asked, .asked, at: now)
            }
            wallet.next = now.advanced(by: HubLedger.walletPause)
            try wallet.save(in: database)
            return .ask(wallet.request(.charge(charge.code)))
        }
    }

    /// What became of a charge: what is known for good, or what the provider says now.
    package func enquireWallet(_ payment: PaymentID) throws -> WalletStep {
        try database.read { database in
            guard let wallet = try StoredWallet.find(payment, in: database) else {
                throw HubError(.notFound, "No wallet was charged for the payment \(payment).")
            }
            return try step(of: wallet, in: database)
        }
    }

    /// Undoes a charge, or sees to it that there never is one. What is known as paid stays paid, because the kiosk may
    /// have been told: then the answer is `PAID`, and the payment goes on.
    ///
    /// It is remembered: while the provider has not confirmed it, the answer is `AWAITING_PAYER`, and each later
    /// question, and the hub by itself, goes on with it.
    package func cancelWallet(_ payment: PaymentID, now: WallTime) throws -> WalletStep {
        try database.write { database in
            var wallet =
                try StoredWallet.find(payment, in: database) ?? StoredWallet(payment, nil, .cancelled, at: now)
            switch wallet.state {
            case .paid, .declined: return .answered(wallet.answer)
            case .cancelled:
                if wallet.charge == nil { wallet.reason = .neverSent }
                try wallet.save(in: database)
                return .answered(wallet.answer)
            case .asked, .awaitingPayer, .cancelling:
                wallet.state = .cancelling
                wallet.next = now.advanced(by: HubLedger.walletPause)
                try wallet.save(in: database)
                return .ask(wallet.request(.query))
            }
        }
    }

    /// Takes over what the provider said to a request, and says what is next.
    ///
    /// The state is looked at again: while the provider was asked, the kiosk may have cancelled.
    package func walletReplied(
        _ request: WalletRequest, _ reply: WalletReply, now: WallTime
    ) throws -> WalletStep {
        try database.write { database in
            guard var wallet = try StoredWallet.find(request.payment, in: database) else {
                throw HubError(.notFound, "No wallet was charged for the payment \(request.payment).")
            }
            switch wallet.state {
            case .paid, .declined, .cancelled: return .answered(wallet.answer)
            case .asked, .awaitingPayer:
                take(reply, into: &wallet, now: now)
            case .cancelling:
                // An answer to the charge itself, or to a question, says what there is to undo, and no more.
                if let next = try undo(request, reply, &wallet, now: now, in: database) { return .ask(next) }
            }
            try wallet.save(in: database)
            return .answered(wallet.answer)
        }
    }

    /// Charges that nobody has asked about for a while: cancellations to finish first of all.
    package func walletsToAsk(now: WallTime) throws -> [WalletRequest] {
        try database.write { database in
            let sql = """
                SELECT * FROM wallet_charges WHERE next_at <= ? ORDER BY next_at, payment
                LIMIT \(HubLedger.mostWalletsAtOnce)
                """
            return try Row.fetchAll(database, cached: sql, arguments: [now.milliseconds]).map { row in
                var wallet = try StoredWallet(row: row)
                wallet.next = now.advanced(by: HubLedger.walletPause)
                try wallet.save(in: database)
                return wallet.request(.query)
            }
        }
    }

    /// Raises an alarm for each wallet that paid and whose payment has not come.
    package func checkWallets(now: WallTime) throws {
        try database.write { database in
            let sql = """
                SELECT * FROM wallet_charges WHERE state = 'PAID' AND submitted_at IS NULL AND changed_at < ?
                ORDER BY changed_at LIMIT \(HubLedger.mostWalletsAtOnce)
                """
            let oldest = now.advanced(by: .zero - HubLedger.longestUnclaimed)
            for row in try Row.fetchAll(database, cached: sql, arguments: [oldest.milliseconds]) {
                let wallet = try StoredWallet(row: row)
                let amount = wallet.charge?.amount.description ?? "money"
                try raise(
                    AlarmCause(
                        kind: .walletUnclaimed, subject: wallet.payment.text, kiosk: wallet.charge?.kiosk,
                        payment: wallet.payment,
                        message: "A wallet paid \(amount) under \(wallet.reference ?? "no number"), and no payment has "
                            + "come. Look at the kiosk's exceptions; if it never comes, give it back at the provider.",
                        isRaisedOnce: true), at: now, in: database)
            }
        }
    }
}

extension HubLedger {
    private func step(of wallet: StoredWallet, in database: Database) throws -> WalletStep {
        switch wallet.state {
        case .paid, .declined, .cancelled: .answered(wallet.answer)
        case .asked, .awaitingPayer, .cancelling: .ask(wallet.request(.query))
        }
    }

    /// A charge for a payment that is over would be money that nobody waits for.
    private func requireOpen(_ payment: StoredPayment, for charge: WalletCharge) throws {
        guard payment.state == .prepared, payment.kiosk == charge.kiosk, payment.currency == charge.amount.currency
        else {
            throw HubError(
                .conflict, "The payment \(payment.id) is over, or another kiosk's: no wallet is charged for it.")
        }
    }

    /// The provider's word about a charge that is to be.
    private func take(_ reply: WalletReply, into wallet: inout StoredWallet, now: WallTime) {
        switch reply {
        case .paid(let reference):
            (wallet.state, wallet.reference, wallet.next) = (.paid, reference, nil)
        case .declined(let reason):
            (wallet.state, wallet.reason, wallet.next) = (.declined, reason, nil)
        case .reversed:
            (wallet.state, wallet.reason, wallet.next) = (.cancelled, .cancelled, nil)
        case .awaitingPayer: wallet.state = .awaitingPayer
        // The charge may still be on its way to the provider, so an unknown order number says nothing yet.
        case .unknown, .noAnswer: return
        }
        wallet.changed = now
    }

    /// The provider's word about a charge that is not to be; what to ask next, if anything.
    private func undo(
        _ request: WalletRequest, _ reply: WalletReply, _ wallet: inout StoredWallet, now: WallTime,
        in database: Database
    ) throws -> WalletRequest? {
        switch reply {
        case .reversed:
            (wallet.state, wallet.reason, wallet.next) = (.cancelled, .cancelled, nil)
        case .declined(let reason):
            (wallet.state, wallet.reason, wallet.next) = (.declined, reason, nil)
        case .paid, .awaitingPayer, .unknown:
            if request.action == .query { return wallet.request(.reverse) }
            return nil
        case .noAnswer:
            wallet.attempts += 1
            if wallet.attempts >= HubLedger.mostWalletPauses { try raiseNotReversed(wallet, at: now, in: database) }
            return nil
        }
        wallet.changed = now
        try settleAlarm(.walletNotReversed, wallet.payment.text, at: now, in: database)
        return nil
    }

    private func raiseNotReversed(_ wallet: StoredWallet, at now: WallTime, in database: Database) throws {
        let amount = wallet.charge?.amount.description ?? "nothing"
        try raise(
            AlarmCause(
                kind: .walletNotReversed, subject: wallet.payment.text, kiosk: wallet.charge?.kiosk,
                payment: wallet.payment,
                message: "A wallet's charge of \(amount) could not be undone in \(wallet.attempts) attempts. Look at "
                    + "the provider's own books, and give the money back there.",
                isRaisedOnce: true), at: now, in: database)
    }

    /// Fails unless the wallet has paid just what a submission says; notes that it came.
    func claimWallet(_ submission: Submission, at now: WallTime, in database: Database) throws {
        for case .wallet(let receipt) in submission.tenders {
            guard var wallet = try StoredWallet.find(submission.payment, in: database), wallet.state == .paid,
                wallet.submitted == nil, let charge = wallet.charge, charge.kiosk == submission.kiosk,
                charge.amount == receipt.amount, charge.provider == receipt.provider,
                wallet.reference == receipt.reference
            else {
                throw HubError(
                    .conflict,
                    "No wallet has paid \(receipt.amount) under \(receipt.reference) for the payment "
                        + "\(submission.payment); a person must look.")
            }
            wallet.submitted = now
            try wallet.save(in: database)
            try settleAlarm(.walletUnclaimed, submission.payment.text, at: now, in: database)
        }
    }
}

extension HubLedger {
    /// Asks the demonstration's provider whatever a step wants asked, until the kiosk can be answered: for a simulation
    /// in one thread. A hub that serves asks with nothing locked.
    package func finish(
        _ step: WalletStep, through gateway: DemoWalletGateway, now: WallTime
    ) throws -> WalletAnswer {
        var step = step
        while true {
            switch step {
            case .answered(let answer): return answer
            case .ask(let request): step = try walletReplied(request, gateway.answer(request, now: now), now: now)
            }
        }
    }
}
