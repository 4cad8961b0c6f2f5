import KioskCore
import Logging

/// The actions that are handed over and not waited for; a slip alone is composed first.
extension KioskEngine {
    func performAtOnce(_ action: KioskAction, at now: KioskInstant) async {
        switch action {
        case .noteAcceptor(let command):
            if !ports.noteAcceptor(command) { warnOfFullQueue("note acceptor") }
        case .terminal(let command):
            if !ports.terminal(command) { warnOfFullQueue("payment terminal") }
        case .printSlip(let payment, let job, let isCopy): await printSlip(of: payment, job, isCopy: isCopy, at: now)
        case .hub(let request): ask(request)
        case .supplyIdentities(let count): followUps.append(.identitiesSupplied(ports.identities(count, now.wall)))
        case .record, .stop: preconditionFailure("a write and a stop are waited for")
        }
    }

    /// A slip that cannot be composed or handed over has failed, like one that hangs in the printer.
    private func printSlip(of payment: PaymentID, _ job: PrintJobID, isCopy: Bool, at now: KioskInstant) async {
        guard let record = record(of: payment) else {
            log.error("a slip was asked for an unknown payment", metadata: ["payment.id": "\(payment)"])
            return followUps.append(.printerReported(.failed(job, .ready)))
        }
        let bytes = await ports.slip(record, isCopy, now)
        guard !bytes.isEmpty else {
            log.error("there is nothing to print for a payment", metadata: ["payment.id": "\(payment)"])
            return followUps.append(.printerReported(.failed(job, .ready)))
        }
        if !ports.printer(.print(job, bytes)) {
            warnOfFullQueue("printer")
            followUps.append(.printerReported(.failed(job, .noAnswer)))
        }
    }

    private func ask(_ request: HubRequest) {
        guard !courier.take(request), let answer = request.declined else { return }
        log.warning(
            "too many requests to the hub wait", metadata: ["payment.id": "\(request.payment?.text ?? "none")"])
        followUps.append(.hubAnswered(answer))
    }

    private func warnOfFullQueue(_ device: String) {
        log.error("a device does not take its commands", metadata: ["device": "\(device)"])
    }
}
