import KioskCore
import KioskSimulator
import SimulatedDisk

/// Where the seeded bugs are wired. Without one, everything here hands on what it was given.
extension World {
    // MARK: What the machine does

    func bugged(_ actions: [KioskAction]) -> [KioskAction] {
        switch bug {
        case .actionBeforeRecord: actions.filter(\.isDeviceCommand) + actions.filter { !$0.isDeviceCommand }
        case .acknowledgeBeforeRecord: actions.filter(\.isAcknowledgement) + actions.filter { !$0.isAcknowledgement }
        case .suspenseSwallowed: actions.compactMap(World.withoutSuspense)
        case .cancelForgetsStacked: actions.filter { !isSubmissionOfCancelled($0) }
        default: actions
        }
    }

    private static func withoutSuspense(_ action: KioskAction) -> KioskAction? {
        guard case .record(let facts) = action,
            facts.contains(where: { if case .noteInSuspense = $0 { true } else { false } })
        else { return action }
        return nil
    }

    private func isSubmissionOfCancelled(_ action: KioskAction) -> Bool {
        guard case .hub(.submit(let submission, _)) = action else { return false }
        return submission.allocations.isEmpty && submission.biller != nil
    }

    // MARK: What devices say

    func bugged(_ report: NoteAcceptorReport) -> [KioskEvent] {
        let told = KioskEvent.noteAcceptorReported(report)
        switch (bug, report) {
        case (.creditAtEscrow, .escrowed(let note)): return [told, .noteAcceptorReported(.stacked(note))]
        case (.eventCountedTwice, .stacked):
            let boxed = acceptor.device.notesInCashBox.count + acceptor.device.collectedNotes.count
            defer { bugState.countsAtLastStacked = boxed }
            return boxed == bugState.countsAtLastStacked ? [.noteAcceptorReported(.disabled), told] : [told]
        case (.absenceTakenAsReturn, .presence(.absent)):
            let open = kiosk?.ledger.open.compactMap(\.openNote).first
            return (open.map { [.noteAcceptorReported(.returned($0.denomination))] } ?? []) + [told]
        default: return [told]
        }
    }

    func bugged(_ report: PaymentTerminalReport) -> [KioskEvent] {
        if bug == .unknownCardTakenAsDeclined, report == .silent {
            return [.terminalReported(.declined(.terminalTrouble))]
        }
        return [.terminalReported(report)]
    }

    // MARK: The line

    func bugged(_ request: HubRequest) -> HubRequest? {
        switch (bug, request) {
        case (.newIDOnRetry, .submit(let submission, let kind)):
            bugState.timesSent[submission.payment, default: 0] += 1
            guard bugState.timesSent[submission.payment, default: 0] > 1 else { return request }
            bugState.idsMade += 1
            let id = PaymentID("01940000-0000-7000-8000-" + bugState.idsMade.padded(to: 12))
            let code = ClaimCode(random: (0..<11).map { UInt8(bugState.idsMade >> ($0 * 5) & 31) ^ 21 })
            return .submit(submission.renamed(id, code), as: kind == .confirm ? .advice : kind)
        case (.changeSwallowed, .submit(let submission, let kind)):
            return .submit(submission.withoutChange, as: kind)
        case (.droppedOnServerError, .submit(let submission, _)):
            return bugState.dropped.contains(submission.payment) ? nil : request
        case (.droppedOnServerError, .enquire(let id, _)): return bugState.dropped.contains(id) ? nil : request
        case (.queueForgottenAtRestart, .submit(let submission, _)):
            return bugState.restored.contains(submission.payment) ? nil : request
        case (.queueForgottenAtRestart, .enquire(let id, _)): return bugState.restored.contains(id) ? nil : request
        default: return request
        }
    }

    func bugged(_ answer: HubAnswer) -> HubAnswer? {
        guard case .submitted(let id, .unavailable(let trouble)) = answer else { return answer }
        switch (bug, trouble) {
        case (.timeoutTakenAsFailure, .timedOut):
            guard let payment = kiosk?.ledger[id] else { return answer }
            let refusal = HubRefusal(reason: .billChanged, message: "no answer")
            return .submitted(id, .refused(refusal, CreditNote(code: payment.claimCode, amount: payment.taken)))
        case (.droppedOnServerError, .serverError):
            bugState.dropped.insert(id)
            return nil
        default: return answer
        }
    }

    func settleAgainIfBugged(_ request: HubRequest) {
        guard bug == .resubmissionSettledAgain, case .submit(let submission, _) = request else { return }
        bugState.timesSent[submission.payment, default: 0] += 1
        guard bugState.timesSent[submission.payment, default: 0] > 1 else { return }
        laws.books.settleAgain(submission.payment, at: hubNow.milliseconds)
    }

    // MARK: The journal

    func bugged(_ ledger: Ledger) -> Ledger {
        if bug == .queueForgottenAtRestart { bugState.restored.formUnion(ledger.queued.map(\.id)) }
        guard bug == .openNoteForgotten else { return ledger }
        let open = Set(ledger.open.filter { $0.openNote != nil }.map(\.id))
        var last: Int64 = 0
        for entry in journal {
            if case .noteIntended(let id, _, _) = entry.fact, open.contains(id) { last = entry.sequence }
        }
        return Ledger(folding: journal.filter { $0.sequence != last })
    }

    /// The image before a write, which is what a power cut leaves when nothing was synced since.
    func keepForNeverSynced() {
        guard bug == .missingFsync || bug == .oldImageRestored else { return }
        bugState.images.append(disk.image)
        if bugState.images.count > SeededBugState.mostImages { bugState.images.removeFirst() }
    }

    func restoreAsNeverSynced(_ seed: UInt64) {
        guard bug == .missingFsync, !bugState.images.isEmpty else { return }
        var dice = SplitMix64(seed: seed)
        disk.restore(bugState.images[dice.below(bugState.images.count)])
        bugState.images = []
    }

    func restoreOldImageIfBugged() {
        guard bug == .oldImageRestored, let image = bugState.images.first else { return }
        disk.restore(image)
        bugState.images = []
    }
}

extension KioskAction {
    fileprivate var isDeviceCommand: Bool {
        switch self {
        case .noteAcceptor(.stackNote), .terminal(.authorise): true
        case .noteAcceptor, .terminal, .record, .printSlip, .hub, .supplyIdentities, .stop: false
        }
    }

    fileprivate var isAcknowledgement: Bool { self == .noteAcceptor(.acknowledge) }
}

extension Submission {
    fileprivate func renamed(_ id: PaymentID, _ code: ClaimCode) -> Submission {
        Submission(
            payment: id, kind: .advice, kiosk: kiosk, receiptNumber: receiptNumber, biller: biller, account: account,
            allocations: allocations, tenders: tenders, claimCode: code, taken: taken)
    }

    fileprivate var withoutChange: Submission {
        guard let first = allocations.first?.amount else { return self }
        let due = allocations.map(\.amount).total(first.currency)
        guard tendered > due, case .notes = tenders.first else { return self }
        return Submission(
            payment: payment, kind: kind, kiosk: kiosk, receiptNumber: receiptNumber, biller: biller, account: account,
            allocations: allocations, tenders: [.notes(denomination: due, count: 1)], claimCode: claimCode,
            taken: taken)
    }
}
