package import KioskCore

/// The pure half of the driver for payment terminals that speak ZVT.
///
/// A charge counts only when the terminal has told of it twice: a status information with result code 00 and an
/// amount, and the completion after it. Anything less at a deadline or at the end of the line is `silent`, said once:
/// unknown, not failed. The kiosk then asks with `enquireLast`, which waits until the terminal is back and idle, so
/// that a charge still going on behind the silence cannot be taken for none. A terminal that cannot repeat its last
/// receipt is asked for its totals instead, see `ZVTStateMachine+totals`.
///
/// An authorisation of which nothing was sent is declined, not silent. One that is given within `longestReturn` of the
/// loss of a registered terminal's line waits for it, so that a blip declines nobody.
///
/// A command is on the line alone. `authorise` while another authorisation runs is left unheard, because one outcome
/// cannot answer both.
///
/// Source: ECR-Interface ZVT-Protocol, PA00P015 rev. 13.06 (commands) and PA00P016 rev. 04 (transport).
package struct ZVTStateMachine: DeviceStateMachine {
    package typealias Command = PaymentTerminalCommand
    package typealias Report = PaymentTerminalReport

    /// So many commands wait for the terminal at most.
    package static let largestQueue = 8

    let profile: ZVTProfile
    var link: ZVTLink
    var isConnected = false
    var isRegistered = false
    /// The line of a registered terminal was lost; authorisations wait for it until then.
    var returnsBy: KioskInstant?
    var operation: Operation?
    var queue: [Waiting] = []
    /// The next registration, the next look at an idle terminal, or the next question to a busy one.
    var nextAttemptAt: KioskInstant?
    var presence: DevicePresence?
    var outputs: [DeviceOutput<PaymentTerminalReport>] = []

    package init(profile: ZVTProfile) {
        self.profile = profile
        link = ZVTLink(profile.framing)
    }

    enum Errand: Hashable, Sendable {
        case register, lookAlive, enquire, endOfDay
        /// The last transaction as something that later ones are told apart from.
        case baseline
        /// The totals before a charge, of a terminal that cannot repeat its last receipt.
        case count
        case authorise(Money)
        case reverse(receipt: Int, Money)
    }

    struct Waiting: Sendable {
        let errand: Errand
        let until: KioskInstant
    }

    struct Operation: Sendable {
        let errand: Errand
        let since: KioskInstant
        let endsBy: KioskInstant
        /// When the present wait is over.
        var deadline: KioskInstant
        var isAcknowledged = false
        var status: ZVTStatusInformation?
        var prompt: TerminalPrompt?
        var abort = Abort.notWanted
    }

    enum Abort: Sendable { case notWanted, wanted, sent }

    package var nextDeadline: KioskInstant? {
        let attempt = isConnected && operation == nil ? nextAttemptAt : nil
        let waiting = queue.map(\.until).min()
        return [link.nextDeadline, operation?.deadline, attempt, waiting].compactMap { $0 }.min()
    }

    /// Bytes kept of an unfinished message.
    package var bufferedByteCount: Int { link.bufferedCount }

    package mutating func received(
        _ input: DeviceInput<PaymentTerminalCommand>, at now: KioskInstant
    ) -> [DeviceOutput<PaymentTerminalReport>] {
        switch input {
        case .connected:
            link.reset()
            isConnected = true
            isRegistered = false
            operation = nil
            lineIsBack(now)
            begin(.register, now)
        case .disconnected: lineLost(now)
        case .bytes(let bytes):
            if isConnected { heard(bytes, now) }
        case .command(let command): told(command, now)
        case .described, .portStatus: break
        case .deadlineReached: expire(now)
        }
        if isConnected, operation == nil { goOn(now) }
        defer { outputs.removeAll() }
        return outputs
    }

    // MARK: Commands

    private mutating func told(_ command: PaymentTerminalCommand, _ now: KioskInstant) {
        switch command {
        case .authorise(let amount):
            if operation?.errand.isAuthorisation ?? false || queue.contains(where: \.errand.isAuthorisation) { return }
            // Nothing is sent, so nothing is charged: this is an outcome, not a silence.
            guard let patience = authorisationPatience(now), amount.currency == profile.currency, amount.isPositive,
                charge(amount) != nil, wait(for: .authorise(amount), patience, now)
            else { return report(.declined(.terminalTrouble)) }
        case .abort: abort(now)
        case .enquireLast: if !wait(for: .enquire, profile.patience, now) { report(.silent) }
        case .enquireBaseline: if !wait(for: .baseline, profile.patience, now) { report(.silent) }
        case .reverse(let receipt, let amount):
            guard (0...9_999).contains(receipt), wait(for: .reverse(receipt: receipt, amount), profile.patience, now)
            else { return report(.reversalFailed(terminalReceiptNumber: receipt, Self.notAsked)) }
        case .endOfDay: if !wait(for: .endOfDay, profile.patience, now) { report(.silent) }
        }
    }

    /// Nil when there is no terminal to wait for.
    private func authorisationPatience(_ now: KioskInstant) -> Duration? {
        if isRegistered { return profile.authorisationPatience }
        guard let returnsBy, now < returnsBy else { return nil }
        return isConnected ? profile.authorisationPatience : returnsBy.sinceBoot - now.sinceBoot
    }

    private static let notAsked =
        "The terminal was not asked: it is not there, or the receipt number is none of its own."

    /// False when too much waits. The same question asked twice gets one answer.
    private mutating func wait(for errand: Errand, _ patience: Duration, _ now: KioskInstant) -> Bool {
        if operation?.errand == errand || queue.contains(where: { $0.errand == errand }) { return true }
        guard queue.count < Self.largestQueue else { return false }
        queue.append(Waiting(errand: errand, until: now.advanced(by: patience)))
        return true
    }

    private mutating func abort(_ now: KioskInstant) {
        if let index = queue.firstIndex(where: { $0.errand.isAuthorisation }) {
            queue.remove(at: index)
            return report(.declined(.cancelled))
        }
        guard profile.canAbort, let running = operation, running.errand.isAuthorisation, running.abort == .notWanted,
            running.status == nil
        else { return }
        operation?.abort = .wanted
        if running.isAcknowledged { sendAbort(now) }
    }

    mutating func sendAbort(_ now: KioskInstant) {
        operation?.abort = .sent
        send(ZVTMessage(.abortFromKiosk), now)
        if let running = operation { operation?.deadline = min(running.endsBy, now.advanced(by: profile.abort)) }
    }

    // MARK: What comes next

    /// Nothing is on the line: what waits is begun, or the terminal is looked after.
    private mutating func goOn(_ now: KioskInstant) {
        let mustWait = !isRegistered || isBusyElsewhere && queue.first?.errand.isEnquiry ?? false
        if let nextAttemptAt, now < nextAttemptAt, mustWait { return }
        if !isRegistered {
            begin(.register, now)
        } else if queue.first?.errand.isAuthorisation ?? false, !profile.repeatsReceipt, !isCounted {
            begin(.count, now)
        } else if !queue.isEmpty {
            let next = queue.removeFirst()
            begin(next.errand, now, until: next.until)
        } else if let nextAttemptAt, now >= nextAttemptAt {
            begin(.lookAlive, now)
        }
    }

    /// The terminal said "please wait" to an enquiry.
    var isBusyElsewhere = false

    mutating func begin(_ errand: Errand, _ now: KioskInstant, until: KioskInstant? = nil) {
        let whole =
            switch errand {
            case .register, .lookAlive: profile.registration
            case .authorise: profile.authorisation
            case .reverse: profile.reversal
            case .enquire, .baseline, .count: profile.enquiry
            case .endOfDay: profile.endOfDay
            }
        enquiryUntil = errand.isEnquiry ? until : nil
        if errand.isAuthorisation { isCounted = false }
        let acknowledgeBy = now.advanced(by: profile.acknowledgement)
        operation = Operation(errand: errand, since: now, endsBy: now.advanced(by: whole), deadline: acknowledgeBy)
        nextAttemptAt = nil
        isBusyElsewhere = false
        send(message(for: errand), now)
    }

    /// Until when the running enquiry may be asked again.
    var enquiryUntil: KioskInstant?

    /// The totals when they were last asked for, of a terminal that cannot repeat its last receipt.
    var totals: ZVTTotals?
    /// They were asked for after everything that was charged before.
    var isCounted = false
    /// The driver knows of a charge that the terminal must still know of: "there is none" would be a contradiction.
    var knowsOfCharge = false

    private func message(for errand: Errand) -> ZVTMessage {
        let password = ZVTCodec.bcd(Int64(profile.password), byteCount: 3) ?? [0, 0, 0]
        let currency = ZVTStatusInformation.numericCode(of: profile.currency) ?? 0
        let currencyCode = ZVTCodec.bcd(currency, byteCount: 2) ?? [0, 0]
        switch errand {
        case .register: return ZVTMessage(.registration, password + [profile.configuration] + currencyCode)
        case .lookAlive: return ZVTMessage(.statusEnquiry, password)
        case .enquire, .baseline:
            return ZVTMessage(profile.repeatsReceipt ? .repeatReceipt : .turnoverTotals, password)
        case .count: return ZVTMessage(.turnoverTotals, password)
        case .endOfDay: return ZVTMessage(.endOfDay, password)
        case .authorise(let amount):
            let fields = (charge(amount) ?? []) + ZVTField.field(ZVTField.currency, currencyCode)
            return ZVTMessage(.authorisation, fields)
        case .reverse(let receipt, _):
            let number = ZVTCodec.bcd(Int64(receipt), byteCount: 2) ?? [0, 0]
            return ZVTMessage(.reversal, password + ZVTField.field(ZVTField.receiptNumber, number))
        }
    }

    private func charge(_ amount: Money) -> [UInt8]? {
        ZVTCodec.bcd(amount.minorUnits, byteCount: 6).map { ZVTField.field(ZVTField.amount, $0) }
    }

    // MARK: Helpers

    /// Ends a charge that may still be going on and that nobody waits for any more, if the terminal lets itself be told.
    mutating func endForgottenCharge(_ now: KioskInstant) {
        if profile.canAbort { send(ZVTMessage(.abortFromKiosk), now) }
    }

    mutating func send(_ message: ZVTMessage, _ now: KioskInstant) {
        let bytes = link.send(message, at: now)
        if !bytes.isEmpty { outputs.append(.send(bytes)) }
    }

    mutating func report(_ report: PaymentTerminalReport) { outputs.append(.report(report)) }

    mutating func setPresence(_ new: DevicePresence) {
        guard presence != new else { return }
        presence = new
        report(.presence(new))
    }

    /// What was asked and cannot be answered any more, and was never sent.
    mutating func giveUp(_ errand: Errand) {
        switch errand {
        case .register, .lookAlive, .count: break
        case .authorise: report(.declined(.terminalTrouble))
        case .enquire, .baseline, .endOfDay: report(.silent)
        case .reverse(let receipt, _): report(.reversalFailed(terminalReceiptNumber: receipt, Self.notAsked))
        }
    }
}

extension ZVTStateMachine.Errand {
    var isAuthorisation: Bool {
        if case .authorise = self { return true }
        return false
    }

    var isEnquiry: Bool { self == .enquire || self == .baseline }
}
