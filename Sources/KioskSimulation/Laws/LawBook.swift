package import KioskCore

/// The running count against which the laws are held after every event.
///
/// Three columns of figures that share no code with the product: what lies in the devices, what the journal's durable
/// facts say (a fold of its own), and what the hub's rows say (read with plain SQL). Each event changes a few numbers;
/// each check compares a few. Amounts are minor units of one currency.
package struct LawBook {
    struct Note {
        enum State { case open, stacked, returned, unplaced }
        let denomination: Int64
        var state: State
        /// How often the acceptor had been disturbed when the note was intended.
        let disturbances: Int
    }

    /// One payment as the journal and the hub have it.
    struct Account {
        var isPlanned = false
        var due: Int64 = 0
        var notes: [Int: Note] = [:]
        var cash: Int64 = 0
        var card: Int64 = 0
        var openCard: Int64?
        var wallet: Int64 = 0
        var openWallet: Int64?
        /// Claimed of credit notes, and the one of which the hub has not told.
        var credit: Int64 = 0
        var openCredit: ClaimCode?
        var hasAskedForCredit = false
        var isQueued = false
        var isAbandoned = false
        var settled: Int64?
        var owed: Int64?
        var isRefused = false
        var isConflicted = false
        var isClosedByPerson = false

        var taken: Int64 { cash + card + wallet + credit }
        var openCash: Int64 {
            notes.values.reduce(0) { $1.state == .open || $1.state == .unplaced ? $0 + $1.denomination : $0 }
        }
        var hasOpenNote: Bool { notes.values.contains { $0.state == .open } }
        var needsPerson: Bool {
            !isClosedByPerson && (isConflicted || notes.values.contains { $0.state == .unplaced })
        }
        var hasEnded: Bool { isAbandoned || settled != nil || isRefused || isClosedByPerson }
    }

    let currency: Currency
    var accounts: [PaymentID: Account] = [:]
    var books = HubBooks()
    /// Sums over all accounts.
    var cash: Int64 = 0
    var openCash: Int64 = 0
    var card: Int64 = 0
    var openCard: Int64 = 0
    var wallet: Int64 = 0
    var openWallet: Int64 = 0
    /// Which payment counts a credit note: one, ever.
    var creditNotes: [ClaimCode: PaymentID] = [:]
    /// Charges for nobody's payment, by receipt number, that the terminal was told to undo.
    var reversals: [Int: Int64] = [:]
    var disturbances = 0
    /// Whether a fault of the script makes hub and kiosk contradict each other.
    package var mayConflict = false
    /// Payments that a scenario falsified at the hub, or made at another kiosk, on purpose.
    package var falsified: Set<PaymentID> = []
    /// Whether the hub's books are those it had; false while a scenario has put an older disk into it.
    package var isHubTrusted = true
    package private(set) var breaches: [Breach] = []

    /// What follows from a breach is not worth telling: after so many, no more are kept.
    static let mostBreaches = 8

    init(currency: Currency) { self.currency = currency }

    mutating func broken(_ breach: Breach) {
        guard breaches.count < LawBook.mostBreaches, !breaches.contains(breach) else { return }
        breaches.append(breach)
    }

    func money(_ minorUnits: Int64) -> Money { Money(minorUnits, currency) }

    /// The acceptor lost its power, its line or a note's way: it may have forgotten what became of a note.
    mutating func acceptorLostItsPower() { disturbances += 1 }

    // MARK: The devices

    /// Law I1 between the devices and the journal: what the journal calls stacked and captured is what the devices
    /// hold, up to what it calls open.
    ///
    /// `committed` is a note that a power cut caught in the stacker: the acceptor has told where it is, and drops it
    /// into the box when it starts anew, which it does once the kiosk has written that down.
    mutating func count(cash counted: Int64, committed: Int64, card charged: Int64, wallet paid: Int64) {
        if counted + committed < cash || counted > cash + openCash {
            broken(
                Breach(
                    .i1,
                    "the cash box holds \(money(counted)), the journal says \(money(cash)), open \(money(openCash))"))
        }
        let undone = reversals.isEmpty ? 0 : reversals.values.reduce(0, +)
        if charged < card || charged > card + openCard + undone {
            broken(
                Breach(
                    .i1,
                    "the terminal captured \(money(charged)), the journal says \(money(card)), open \(money(openCard))")
            )
        }
        count(wallet: paid)
    }

    /// The same for money that left residents' phones.
    mutating func count(wallet paid: Int64) {
        guard paid < wallet || paid > wallet + openWallet else { return }
        broken(
            Breach(
                .i1,
                "wallets paid \(money(paid)), the journal says \(money(wallet)), open \(money(openWallet))"))
    }

    /// A note is on its way to the cash box: that it would be was to be durable before.
    mutating func noteMoves(denomination: Int64) {
        guard openCash < denomination else { return }
        broken(Breach(.i1, "a note of \(money(denomination)) is being stacked, and no durable intent says so"))
    }

    /// A card is being charged: that it would be was to be durable before.
    mutating func cardIsCharged(amount: Int64) {
        guard openCard < amount else { return }
        broken(Breach(.i1, "a card is being charged \(money(amount)), and no durable intent says so"))
    }
}
