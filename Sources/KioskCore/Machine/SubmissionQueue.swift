/// Store and forward: the order and the times in which payments are told to the hub. It alone sends.
///
/// One request is under way at a time. An answer that did not come is *unknown*: the next step asks for the
/// payment's state, and only when the hub does not have it is the same submission sent again, under the same id.
struct SubmissionQueue: Sendable {
    private struct Item: Sendable {
        let submission: Submission
        var attempts = 0
        var notBefore: KioskInstant?
        var step: Step
    }

    private enum Step: Hashable, Sendable {
        case submit(Submission.Kind)
        case enquire
    }

    /// Waits after the first, second, … failed attempt; the last repeats.
    static let delays: [Duration] = [.seconds(5), .seconds(15), .seconds(30), .seconds(60), .seconds(180)]
    /// The hub's own hint is kept up to here.
    static let longestHint: Duration = .seconds(3_600)

    private var items: [Item] = []
    private(set) var inFlight: PaymentID?
    private var answerDeadline: KioskInstant?

    var isEmpty: Bool { items.isEmpty }

    /// Fresh from a session: nothing of it was ever sent.
    mutating func add(_ submission: Submission) {
        items.append(Item(submission: submission, step: .submit(submission.kind)))
    }

    /// Found in the journal at start: it may have been sent, so its state is asked for first.
    mutating func restore(_ submission: Submission) {
        items.append(Item(submission: submission, step: .enquire))
    }

    mutating func remove(_ payment: PaymentID) {
        items.removeAll { $0.submission.payment == payment }
        release(payment)
    }

    /// The next request, if none is under way and one is due.
    mutating func next(at now: KioskInstant, patience: Duration) -> HubRequest? {
        guard inFlight == nil, let item = items.first(where: { $0.notBefore.map { $0 <= now } ?? true }) else {
            return nil
        }
        inFlight = item.submission.payment
        answerDeadline = now.advanced(by: patience)
        return switch item.step {
        case .submit(let kind): .submit(item.submission, as: kind)
        case .enquire: .enquire(item.submission.payment, tendered: item.submission.tendered)
        }
    }

    /// The hub does not have it, or has it only as prepared: send, at once; but what was just sent that way, and
    /// answered so, waits like any other failure.
    mutating func send(_ payment: PaymentID, as kind: Submission.Kind, at now: KioskInstant) {
        guard items.first(where: { $0.submission.payment == payment })?.step != .submit(kind) else {
            return postpone(payment, at: now)
        }
        release(payment)
        change(payment) {
            $0.step = .submit(kind)
            $0.notBefore = nil
        }
    }

    /// No final answer: ask again later.
    mutating func postpone(_ payment: PaymentID, at now: KioskInstant, hint: Duration? = nil) {
        release(payment)
        change(payment) { item in
            let delay = SubmissionQueue.delays[min(item.attempts, SubmissionQueue.delays.count - 1)]
            item.attempts += 1
            item.step = .enquire
            let wait = max(delay, min(hint ?? .zero, SubmissionQueue.longestHint))
            item.notBefore = now.advanced(by: SubmissionQueue.jittered(wait, payment, attempt: item.attempts))
        }
    }

    /// The network is back: what waits goes soon, spread over a few seconds.
    mutating func networkCameBack(at now: KioskInstant) {
        for index in items.indices {
            let payment = items[index].submission.payment
            let soon = now.advanced(by: SubmissionQueue.jittered(.seconds(1), payment, attempt: items[index].attempts))
            if let due = items[index].notBefore, due > soon { items[index].notBefore = soon }
        }
    }

    /// A request whose answer never came, not even as a failure.
    func overdue(at now: KioskInstant) -> PaymentID? {
        guard let answerDeadline, answerDeadline <= now else { return nil }
        return inFlight
    }

    var nextDeadline: KioskInstant? {
        if inFlight != nil { return answerDeadline }
        return items.compactMap(\.notBefore).min()
    }

    private mutating func release(_ payment: PaymentID) {
        guard inFlight == payment else { return }
        inFlight = nil
        answerDeadline = nil
    }

    private mutating func change(_ payment: PaymentID, _ body: (inout Item) -> Void) {
        guard let index = items.firstIndex(where: { $0.submission.payment == payment }) else { return }
        body(&items[index])
    }

    /// Between 80 % and 120 % of `delay`. The spread comes from the payment's own random id (FNV-1a), so that
    /// kiosks do not return together and a replay waits the same.
    static func jittered(_ delay: Duration, _ payment: PaymentID, attempt: Int) -> Duration {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in payment.text.utf8 + [UInt8(truncatingIfNeeded: attempt)] {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let perMille = 800 + Int(hash % 401)
        return delay * perMille / 1_000
    }
}
