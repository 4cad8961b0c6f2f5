/// Store and forward: the order and the times in which payments are told to the hub. It alone sends.
///
/// An answer that did not come is *unknown*: the next step asks for the payment's state, and only when the hub does not
/// have it is the same submission sent again, under the same id.
///
/// The order is that of queueing, oldest first, with at most `window` requests under way, each of another account. What
/// the hub cannot settle now (its biller is out, it asks to come back later) steps aside until its own time and keeps
/// its place; the payments of other accounts go on. Those of the same account wait behind it, until it has failed
/// `longestHold` times: then it no longer holds them up. A biller whose payments fail one after the other is asked with
/// one of them at a time, and holds up nobody else's (`BillerHold`). When the line is broken, the queue as a whole waits and sends
/// one request at a time to see whether it is back; after a long outage it comes back slowly (`LineState`).
///
/// A resident who has just paid and waits is served first, past window, pause and ramp, through this queue as well.
/// Each step costs the logarithm of what waits, whatever waits.
struct SubmissionQueue: Sendable {
    private struct Item: Sendable {
        let place: Int
        let account: ServiceAccount?
        var attempts = 0
        var step: Step
        var whereabouts = Whereabouts.ready
        /// Counts up with each rest, so that an earlier rest's end is told from this one's.
        var rests = 0
    }

    private enum Whereabouts: Hashable, Sendable {
        case ready, resting, sent
        /// Another payment of its account goes first.
        case behind
    }

    enum Step: Hashable, Sendable {
        case submit(Submission.Kind)
        case enquire
    }

    private struct Rest: Comparable, Sendable {
        let until: KioskInstant
        let payment: PaymentID
        let number: Int

        static func < (left: Rest, right: Rest) -> Bool { left.until < right.until }
    }

    /// Why no final answer came.
    enum Setback: Hashable, Sendable {
        /// The hub has it, and its biller has not answered yet.
        case pending
        /// The hub answered: not this one, not now. Its hint is kept up to `longestHint`.
        case notNow(hint: Duration?)
        /// Nothing reached the hub.
        case unreachable
        /// No answer: the line, or this one payment.
        case silence
    }

    /// Waits after the first, second, … failed attempt; the last repeats.
    static let delays: [Duration] = [.seconds(5), .seconds(15), .seconds(30), .seconds(60), .seconds(180)]
    /// The hub's own hint is kept up to here.
    static let longestHint: Duration = .seconds(3_600)
    /// Requests under way at once while all is well; a resident's own comes on top.
    static let window = 4
    /// Failed attempts after which a payment no longer holds up the later ones of its account.
    static let longestHold = 5

    private var items: [PaymentID: Item] = [:]
    private var ready = Heap<QueuePlace>()
    private var resting = Heap<Rest>()
    /// Payments whose resident waits, none of them sent yet.
    private var urgent: [PaymentID] = []
    /// The payment of each account that was begun, and those that wait behind it.
    private var holders: [ServiceAccount: PaymentID] = [:]
    private var behind: [ServiceAccount: [PaymentID]] = [:]
    /// Billers whose payments fail.
    private var holds: [BillerID: BillerHold] = [:]
    /// Requests under way, and until when their answers are waited for.
    private var inFlight: [PaymentID: KioskInstant] = [:]
    /// What rests because the line was silent, and goes on when it is back.
    private var silenced: [PaymentID] = []
    private var nextPlace = 0
    private var line: LineState

    init(kiosk: KioskID) { line = LineState(kiosk: kiosk) }

    var isEmpty: Bool { items.isEmpty }
    var count: Int { items.count }
    func isSent(_ payment: PaymentID) -> Bool { inFlight[payment] != nil }
    func isHeld(at now: KioskInstant) -> Bool { line.isHeld(at: now) }

    /// Fresh from a session: nothing of it was ever sent. `isAwaited` when its resident looks at the screen.
    mutating func add(_ submission: Submission, isAwaited: Bool = false) {
        insert(submission, .submit(submission.kind))
        if isAwaited { urgent.append(submission.payment) }
    }

    /// Found in the journal at start: it may have been sent, so its state is asked for first.
    mutating func restore(_ submission: Submission) { insert(submission, .enquire) }

    private mutating func insert(_ submission: Submission, _ step: Step) {
        var account: ServiceAccount?
        if let biller = submission.biller, let number = submission.account {
            account = ServiceAccount(biller: biller, account: number)
        }
        items[submission.payment] = Item(place: nextPlace, account: account, step: step)
        ready.insert(QueuePlace(place: nextPlace, payment: submission.payment))
        nextPlace += 1
    }

    mutating func remove(_ payment: PaymentID) {
        inFlight[payment] = nil
        if !urgent.isEmpty { urgent.removeAll { $0 == payment } }
        guard let item = items.removeValue(forKey: payment) else { return }
        letOthersPass(item.account, payment)
        if item.whereabouts == .sent { billerWorks(item.account) }
    }

    // MARK: Sending

    /// The next request, if one may go and is due.
    mutating func next(at now: KioskInstant, patience: Duration) -> (payment: PaymentID, step: Step)? {
        wake(at: now)
        while !urgent.isEmpty, inFlight.count <= SubmissionQueue.window {
            let payment = urgent.removeFirst()
            if let step = send(payment, isUrgent: true, until: now.advanced(by: patience)) { return (payment, step) }
        }
        guard inFlight.count < line.window, !line.isHeld(at: now) else { return nil }
        while let first = ready.removeFirst() {
            guard let step = send(first.payment, isUrgent: false, until: now.advanced(by: patience)) else { continue }
            line.sent(at: now)
            return (first.payment, step)
        }
        return nil
    }

    /// What is to be sent of it now; nil when it is not its turn, because it is gone or another one goes first.
    private mutating func send(_ payment: PaymentID, isUrgent: Bool, until: KioskInstant) -> Step? {
        guard let item = items[payment], item.whereabouts == .ready else { return nil }
        if let account = item.account {
            if let holder = holders[account], holder != payment {
                items[payment]?.whereabouts = .behind
                behind[account, default: []].append(payment)
                tryAnother(of: account.biller)
                return nil
            }
            if !isUrgent, holds[account.biller]?.holdsBack(item.place, payment) == true {
                items[payment]?.whereabouts = .behind
                return nil
            }
            holders[account] = payment
        }
        items[payment]?.whereabouts = .sent
        inFlight[payment] = until
        return item.step
    }

    // MARK: Answers

    /// The hub does not have it, or has it only as prepared: send, at once; but what was just sent that way, and
    /// answered so, waits like any other failure. An answer to a request that was given up says nothing here.
    mutating func send(_ payment: PaymentID, as kind: Submission.Kind, at now: KioskInstant) {
        guard let item = items[payment], inFlight[payment] != nil else { return }
        guard item.step != .submit(kind) else { return postpone(payment, .notNow(hint: nil), at: now) }
        inFlight[payment] = nil
        items[payment]?.step = .submit(kind)
        makeReady(payment)
        urgent.append(payment)
    }

    /// No final answer: ask again later. One that comes when the request was given up already changes nothing.
    mutating func postpone(_ payment: PaymentID, _ setback: Setback, at now: KioskInstant) {
        guard inFlight.removeValue(forKey: payment) != nil, var item = items[payment] else { return }
        let delay = SubmissionQueue.delays[min(item.attempts, SubmissionQueue.delays.count - 1)]
        item.attempts += 1
        item.step = .enquire
        items[payment] = item
        switch setback {
        case .pending, .notNow:
            let wait = max(delay, min(setback.hint, SubmissionQueue.longestHint))
            rest(payment, until: now.advanced(by: wait.jittered(payment.text, attempt: item.attempts)))
            if setback == .pending { billerWorks(item.account) } else { billerFailed(item.account, payment, at: now) }
            if item.attempts >= SubmissionQueue.longestHold { letOthersPass(item.account, payment) }
        case .unreachable:
            // The line's trouble is not this payment's: it keeps its turn, and the queue waits.
            line.failed(payment, at: now)
            makeReady(payment)
            returnTicket(item.account)
        case .silence:
            line.failed(payment, at: now)
            // Should it be this one alone that is never answered, another one is tried first.
            let wait = delay.jittered(payment.text, attempt: item.attempts) + (items.count > 1 ? .seconds(1) : .zero)
            rest(payment, until: now.advanced(by: wait))
            silenced.append(payment)
            returnTicket(item.account)
            if item.attempts >= SubmissionQueue.longestHold { letOthersPass(item.account, payment) }
        }
    }

    /// The network went: from now on one request at a time looks whether it is back.
    mutating func lineBroke(at now: KioskInstant) { line.broke(at: now) }

    /// The network is back: what waits goes soon, spread over a few seconds; after a long outage, over minutes.
    mutating func lineCameBack(at now: KioskInstant) {
        line.cameBack(oldest: ready.first?.payment, at: now)
        for payment in silenced where items[payment]?.whereabouts == .resting { makeReady(payment) }
        silenced = []
    }

    /// Requests whose answer never came, not even as a failure, oldest first.
    func overdue(at now: KioskInstant) -> [PaymentID] {
        inFlight.filter { $0.value <= now }.keys.sorted { (items[$0]?.place ?? 0) < (items[$1]?.place ?? 0) }
    }

    var nextDeadline: KioskInstant? {
        let answer = inFlight.values.min()
        guard inFlight.count < line.window else { return answer }
        let waits = [resting.first?.until, holds.values.compactMap(\.heldUntil).min()]
        let due = ready.isEmpty ? waits.compactMap { $0 }.min() : line.heldUntil
        let held = due.map { due in line.heldUntil.map { max($0, due) } ?? due }
        return [answer, held].compactMap { $0 }.min()
    }

    // MARK: Moving

    private mutating func makeReady(_ payment: PaymentID) {
        guard let item = items[payment] else { return }
        items[payment]?.whereabouts = .ready
        ready.insert(QueuePlace(place: item.place, payment: payment))
    }

    private mutating func rest(_ payment: PaymentID, until: KioskInstant) {
        guard let item = items[payment] else { return }
        items[payment]?.whereabouts = .resting
        items[payment]?.rests += 1
        resting.insert(Rest(until: until, payment: payment, number: item.rests + 1))
    }

    private mutating func wake(at now: KioskInstant) {
        while let first = resting.first, first.until <= now {
            _ = resting.removeFirst()
            guard let item = items[first.payment], item.whereabouts == .resting, item.rests == first.number else {
                continue
            }
            makeReady(first.payment)
        }
        for biller in holds.filter({ $0.value.heldUntil.map { $0 <= now } ?? false }).keys {
            holds[biller]?.heldUntil = nil
            returnTicket(biller)
        }
    }

    private mutating func letOthersPass(_ account: ServiceAccount?, _ payment: PaymentID) {
        guard let account, holders[account] == payment else { return }
        holders[account] = nil
        for payment in behind.removeValue(forKey: account) ?? [] { makeReady(payment) }
    }

    // MARK: Billers

    private mutating func billerFailed(_ account: ServiceAccount?, _ payment: PaymentID, at now: KioskInstant) {
        guard let biller = account?.biller else { return }
        holds[biller, default: BillerHold()].failed(payment, at: now)
    }

    /// It answered: whatever waits for it may go.
    private mutating func billerWorks(_ account: ServiceAccount?) {
        guard let biller = account?.biller, var hold = holds.removeValue(forKey: biller) else { return }
        while let first = hold.waiting.removeFirst() { makeReady(first.payment) }
    }

    private mutating func returnTicket(_ account: ServiceAccount?) {
        if let account { returnTicket(account.biller) }
    }

    /// One payment of this biller may try again.
    private mutating func returnTicket(_ biller: BillerID) {
        guard holds[biller]?.isHolding == true else { return }
        holds[biller]?.hasTicket = true
        tryAnother(of: biller)
    }

    private mutating func tryAnother(of biller: BillerID) {
        guard holds[biller]?.hasTicket == true else { return }
        while let first = holds[biller]?.waiting.removeFirst() {
            guard items[first.payment] != nil else { continue }
            return makeReady(first.payment)
        }
    }
}

extension SubmissionQueue.Setback {
    fileprivate var hint: Duration {
        switch self {
        case .notNow(let hint): hint ?? .zero
        case .pending, .unreachable, .silence: .zero
        }
    }
}

/// A payment by its place in the queue.
struct QueuePlace: Comparable, Sendable {
    let place: Int
    let payment: PaymentID

    static func < (left: QueuePlace, right: QueuePlace) -> Bool { left.place < right.place }
}

/// A biller whose payments failed one after the other. After `tolerated` of them its other payments wait here; one of
/// them at a time, with the queue's own patience, sees whether the biller is back.
struct BillerHold: Sendable {
    private var failures = 0
    /// When the next one may try; nil while one is trying, or may.
    var heldUntil: KioskInstant?
    /// One may pass.
    var hasTicket = false
    var waiting = Heap<QueuePlace>()

    static let tolerated = 3

    var isHolding: Bool { failures >= BillerHold.tolerated }

    mutating func failed(_ payment: PaymentID, at now: KioskInstant) {
        failures += 1
        guard isHolding else { return }
        hasTicket = false
        let step = min(failures - BillerHold.tolerated, SubmissionQueue.delays.count - 1)
        heldUntil = now.advanced(by: SubmissionQueue.delays[step].jittered(payment.text, attempt: failures))
    }

    /// Whether this payment must wait; it is kept here then.
    mutating func holdsBack(_ place: Int, _ payment: PaymentID) -> Bool {
        guard isHolding else { return false }
        guard !hasTicket else {
            hasTicket = false
            return false
        }
        waiting.insert(QueuePlace(place: place, payment: payment))
        return true
    }
}
