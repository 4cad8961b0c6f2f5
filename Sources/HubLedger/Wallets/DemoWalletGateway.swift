package import KioskCore
import Synchronization

/// A made-up wallet provider for the demonstration and the simulation. What happens is up to the code's last digit:
///
/// | digit | what happens |
/// |---|---|
/// | 1 | declined: insufficient funds |
/// | 2 | declined: the code has expired |
/// | 3 | declined: no such code |
/// | 4 | the payer is asked for a password, and gives it after `passwordTime` |
/// | 5 | the payer is asked for a password, and never gives it |
/// | 6 | charged, and the provider says nothing for `silence` |
/// | 7 | lost on the way: not charged, and no answer |
/// | 8 | declined by the provider |
/// | others | paid |
///
/// Its books are its own, as the money of a wallet is: nothing in them comes from the hub's tables. The same calls give
/// the same books.
package final class DemoWalletGateway: WalletGateway {
    /// How long a payer takes for the password.
    package static let passwordTime: Duration = .seconds(8)
    package static let silence: Duration = .seconds(20)

    package struct Charge: Hashable, Sendable {
        package enum State: Hashable, Sendable {
            case paid(reference: String)
            case awaitingPayer
            case declined(WalletDecline)
            /// Charged and given back, or closed before anything was charged.
            case reversed
        }

        package let provider: WalletProvider?
        package let amount: Money?
        package fileprivate(set) var state: State
        fileprivate let digit: Character
        fileprivate let began: WallTime
    }

    fileprivate struct Books {
        var charges: [PaymentID: Charge] = [:]
        var references = 0
    }

    private let books = Mutex(Books())

    package init() {}

    /// Every order number the provider has heard of.
    package var charges: [PaymentID: Charge] { books.withLock { $0.charges } }

    /// The money that this payment's payer has parted with, if any.
    package func paid(_ payment: PaymentID) -> Money? {
        guard let charge = charges[payment], case .paid = charge.state else { return nil }
        return charge.amount
    }

    package func answer(_ request: WalletRequest, now: WallTime) -> WalletReply {
        books.withLock { books in
            switch request.action {
            case .charge(let code): books.charge(request, code, now: now)
            case .query: books.query(request.payment, now: now)
            case .reverse: books.reverse(request, now: now)
            }
        }
    }
}

extension DemoWalletGateway.Books {
    mutating func charge(_ request: WalletRequest, _ code: WalletCode, now: WallTime) -> WalletReply {
        if charges[request.payment] != nil { return query(request.payment, now: now) }
        let digit = code.digits.last ?? "0"
        if digit == "7" { return .noAnswer }
        let state: DemoWalletGateway.Charge.State =
            switch digit {
            case "1": .declined(.insufficientFunds)
            case "2": .declined(.codeExpired)
            case "3": .declined(.codeInvalid)
            case "4", "5": .awaitingPayer
            case "8": .declined(.declinedByProvider)
            default: .paid(reference: nextReference())
            }
        charges[request.payment] = DemoWalletGateway.Charge(
            provider: request.provider, amount: request.amount, state: state, digit: digit, began: now)
        return query(request.payment, now: now)
    }

    mutating func query(_ payment: PaymentID, now: WallTime) -> WalletReply {
        guard let charge = charges[payment] else { return .unknown }
        if isSilent(charge, now) { return .noAnswer }
        switch charge.state {
        case .paid(let reference): return .paid(reference: reference)
        case .declined(let reason): return .declined(reason)
        case .reversed: return .reversed
        case .awaitingPayer:
            guard charge.digit == "4", now >= charge.began.advanced(by: DemoWalletGateway.passwordTime) else {
                return .awaitingPayer
            }
            let reference = nextReference()
            charges[payment]?.state = .paid(reference: reference)
            return .paid(reference: reference)
        }
    }

    mutating func reverse(_ request: WalletRequest, now: WallTime) -> WalletReply {
        guard let charge = charges[request.payment] else {
            charges[request.payment] = DemoWalletGateway.Charge(
                provider: request.provider, amount: request.amount, state: .reversed, digit: "0", began: now)
            return .reversed
        }
        if isSilent(charge, now) { return .noAnswer }
        if case .declined(let reason) = charge.state { return .declined(reason) }
        charges[request.payment]?.state = .reversed
        return .reversed
    }

    private func isSilent(_ charge: DemoWalletGateway.Charge, _ now: WallTime) -> Bool {
        charge.digit == "6" && now < charge.began.advanced(by: DemoWalletGateway.silence)
    }

    private mutating func nextReference() -> String {
        references += 1
        return "W\(references.padded(to: 8))"
    }
}
