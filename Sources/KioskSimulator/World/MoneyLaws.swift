package import HubLedger
import KioskAPI
package import KioskCore

/// What lies in the cash box, what the terminal captured, and what left residents' wallets: counted at the devices and
/// at the wallets' provider, not in anybody's books.
package struct PhysicalMoney: Hashable, Sendable {
    package var cash: Money
    package var card: Money
    package var wallet: Money

    package init(cash: Money, card: Money, wallet: Money? = nil) {
        self.cash = cash
        self.card = card
        self.wallet = wallet ?? .zero(cash.currency)
    }
}

/// Holds the journal of one kiosk, the books of the hub and the money itself against the laws I1 to I3.
///
/// It folds the journal by itself, a few lines of addition, so that a fault in the product's own fold is found.
package struct MoneyLaws {
    private struct Account {
        var isPlanned = false
        var denominations: [Int: Money] = [:]
        var openNotes: Set<Int> = []
        var openCard: Money?
        var openWallet: Money?
        var cash: Money
        var card: Money
        var wallet: Money
        /// Claimed of credit notes, and whether the hub still owes an answer about one.
        var credit: Money
        var hasOpenCredit = false
        var isQueued = false
        var isAbandoned = false
        var settled: Money?
        var isRefused = false
        var needsPerson = false

        var taken: Money { cash + card + wallet + credit }
        var open: [Money] { openNotes.compactMap { denominations[$0] } + [openCard, openWallet].compactMap { $0 } }
    }

    private let currency: Currency
    private var accounts: [PaymentID: Account] = [:]
    /// Charges for nobody's payment, by receipt number, that the terminal was told to undo.
    private var reversals: [Int: Money] = [:]

    /// Every breach in plain words; empty when the laws hold.
    package static func breaches(
        of entries: [JournalEntry], hub: HubLedger, money: PhysicalMoney
    ) throws -> [String] {
        let laws = MoneyLaws(entries, currency: money.cash.currency)
        return laws.sequenceBreaches(entries) + laws.cashAndCardBreaches(money) + (try laws.sumBreaches(hub, money))
            + (try laws.settlementBreaches(hub)) + laws.endBreaches()
    }

    private init(_ entries: [JournalEntry], currency: Currency) {
        self.currency = currency
        for entry in entries { add(entry.fact) }
    }

    private mutating func add(_ fact: JournalFact) {
        guard let id = fact.payment else { return addReversal(fact) }
        var account =
            accounts[id]
            ?? Account(
                cash: .zero(currency), card: .zero(currency), wallet: .zero(currency), credit: .zero(currency))
        switch fact {
        case .paymentPlanned: account.isPlanned = true
        case .noteInSuspense(let plan):
            account.isPlanned = true
            account.cash += plan.denomination
        case .noteIntended(_, let number, let denomination):
            account.denominations[number] = denomination
            account.openNotes.insert(number)
        case .noteStacked(_, let number):
            account.openNotes.remove(number)
            account.cash += account.denominations[number] ?? .zero(currency)
        case .noteReturned(_, let number): account.openNotes.remove(number)
        case .noteUnplaced: account.needsPerson = true
        case .cardIntended(_, let amount, _): account.openCard = amount
        case .cardCaptured(_, let capture):
            account.openCard = nil
            account.card += capture.amount
        case .cardDeclined: account.openCard = nil
        case .walletIntended(_, let amount, _): account.openWallet = amount
        case .walletPaid(_, let receipt):
            account.openWallet = nil
            account.wallet += receipt.amount
        case .walletDeclined: account.openWallet = nil
        case .creditNoteIntended: account.hasOpenCredit = true
        case .creditNoteClaimed(_, let note):
            account.hasOpenCredit = false
            account.credit += note.amount
        case .creditNoteRefused: account.hasOpenCredit = false
        case .exceptionResolved(_, let resolution): resolve(resolution.decision, &account)
        case .paymentQueued: account.isQueued = true
        case .paymentAbandoned: account.isAbandoned = true
        case .paymentSettled(_, let settlement): account.settled = settlement.settled
        case .paymentRefused: account.isRefused = true
        case .paymentConflicted: account.needsPerson = true
        case .started, .paymentPrepared, .paymentTakenOffline, .cardUnknown, .walletUnknown, .creditNoteUnknown,
            .paymentClosing, .printIntended, .printed, .printFailed, .visitFailed, .rated, .incident, .cashCollected,
            .collectionCompared, .dayCompared, .journalJudged, .cardReversalIntended, .cardReversed,
            .cardReversalFailed:
            break
        }
        accounts[id] = account
    }

    private mutating func addReversal(_ fact: JournalFact) {
        switch fact {
        case .cardReversalIntended(let capture): reversals[capture.terminalReceiptNumber] = capture.amount
        case .cardReversed(let number): reversals[number] = nil
        default: break
        }
    }

    /// What a person decided about the note or the charge that no machine could place.
    private func resolve(_ decision: ExceptionResolution.Decision, _ account: inout Account) {
        switch decision {
        case .noteIsInCashBox:
            guard let number = account.openNotes.min() else { break }
            account.openNotes.remove(number)
            account.cash += account.denominations[number] ?? .zero(currency)
        case .noteWasReturned: if let number = account.openNotes.min() { account.openNotes.remove(number) }
        case .cardWasCharged:
            account.card += account.openCard ?? .zero(currency)
            account.openCard = nil
        case .cardWasNotCharged: account.openCard = nil
        case .closed: account.isAbandoned = account.taken.isZero
        }
        account.needsPerson = !account.openNotes.isEmpty
    }

    private func sequenceBreaches(_ entries: [JournalEntry]) -> [String] {
        zip(entries, 1...).compactMap { entry, place in
            entry.sequence == Int64(place) ? nil : "the journal has entry \(entry.sequence) at place \(place)"
        }
    }

    /// What the journal calls stacked and captured is what the devices hold, up to what it calls open.
    private func cashAndCardBreaches(_ money: PhysicalMoney) -> [String] {
        let cash = accounts.values.map(\.cash).total(currency)
        let openCash = accounts.values.flatMap { account in account.openNotes.compactMap { account.denominations[$0] } }
            .total(currency)
        let card = accounts.values.map(\.card).total(currency)
        let openCard = (accounts.values.compactMap(\.openCard) + Array(reversals.values)).total(currency)
        let wallet = accounts.values.map(\.wallet).total(currency)
        let openWallet = accounts.values.compactMap(\.openWallet).total(currency)
        var breaches: [String] = []
        if money.cash < cash || money.cash > cash + openCash {
            breaches.append("I1: the cash box holds \(money.cash), the journal says \(cash), open \(openCash)")
        }
        if money.card < card || money.card > card + openCard {
            breaches.append("I1: the terminal captured \(money.card), the journal says \(card), open \(openCard)")
        }
        if money.wallet < wallet || money.wallet > wallet + openWallet {
            breaches.append("I1: wallets paid \(money.wallet), the journal says \(wallet), open \(openWallet)")
        }
        return breaches
    }

    /// Taken = settled + owed + queued, payment by payment and in sum. What a credit note brings into a payment was owed
    /// by an earlier one: it is taken again, and counted as owed there and as settled, owed or queued here.
    private func sumBreaches(_ hub: HubLedger, _ money: PhysicalMoney) throws -> [String] {
        var breaches: [String] = []
        var settled = Money.zero(currency)
        var owed = Money.zero(currency)
        var queued = Money.zero(currency)
        for (id, account) in accounts {
            let used = try hub.creditNotesUsed(by: id, currency)
            if used != account.credit, used < account.credit || !account.hasOpenCredit {
                breaches.append("I1: \(id) counts credit notes of \(account.credit), the hub gave it \(used)")
            }
            guard let payment = try hub.payment(id), payment.state.isBooked else {
                queued += account.taken
                if account.settled != nil || account.isRefused {
                    breaches.append("I1: \(id) ended in the journal, and the hub knows no money of it")
                }
                continue
            }
            if payment.tendered != account.taken {
                breaches.append("I1: \(id) took \(account.taken), the hub was told \(payment.tendered)")
            }
            if let told = account.settled, told != payment.settled {
                breaches.append("I1: \(id) settled \(payment.settled) at the hub and \(told) in the journal")
            }
            settled += payment.settled
            owed += payment.credited
            queued += payment.tendered - payment.settled - payment.credited
        }
        let open = (accounts.values.flatMap(\.open) + Array(reversals.values)).total(currency)
        let explained = settled + owed + queued
        let taken = money.cash + money.card + money.wallet + accounts.values.map(\.credit).total(currency)
        if taken < explained || taken > explained + open {
            breaches.append(
                "I1: \(taken) was taken; settled \(settled) + owed \(owed) + queued \(queued) + open \(open)")
        }
        if try !hub.totals(currency).balances { breaches.append("I1: the hub's own books do not balance") }
        return breaches
    }

    private func settlementBreaches(_ hub: HubLedger) throws -> [String] {
        var breaches: [String] = []
        for payment in try hub.allPayments() {
            let count = try hub.settlementCount(of: payment.id)
            if count > 1 { breaches.append("I2: \(payment.id) was settled \(count) times") }
            if payment.state.isBooked, accounts[payment.id] == nil {
                breaches.append("I2: the hub has money of \(payment.id), which no journal knows")
            }
        }
        return breaches
    }

    /// Every payment id has ended, or something or somebody is still to decide about it, visibly.
    private func endBreaches() -> [String] {
        accounts.compactMap { id, account in
            if account.isAbandoned, account.taken.isPositive || !account.open.isEmpty || account.hasOpenCredit {
                return "I3: \(id) was abandoned with money in it"
            }
            if account.settled != nil || account.isRefused, !account.isQueued {
                return "I3: \(id) ended without ever being queued"
            }
            return account.isPlanned ? nil : "I3: \(id) has facts and no plan"
        }
    }
}

extension MoneyLaws {
    /// What is still to happen; empty when every payment has ended and nobody is needed.
    package static func unfinished(in entries: [JournalEntry]) -> [String] {
        MoneyLaws(entries, currency: .cny).accounts.compactMap { id, account in
            let hasEnded = account.isAbandoned || account.settled != nil || account.isRefused
            return hasEnded && !account.needsPerson ? nil : "\(id) has not ended"
        }
    }
}
