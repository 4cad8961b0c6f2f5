import KioskCore

// The way of a job: queued, checked, sent in chunks, proved.
extension ESCPOSStateMachine {
    mutating func take(_ job: Job, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        // A job that is asked for twice is printed once.
        guard work.job?.id != job.id, !queue.contains(where: { $0.id == job.id }) else { return }
        let isThere = isConnected && refusal == nil && misses < ESCPOSStateMachine.missesBeforeSilent
        guard isThere || isHeldUntil != nil else {
            outputs.append(.report(.failed(job.id, silentStatus)))
            return
        }
        guard queue.count < ESCPOSStateMachine.longestQueue, job.bytes.count <= ESCPOSStateMachine.largestJob else {
            outputs.append(.report(.failed(job.id, status ?? .noAnswer)))
            return
        }
        queue.append(job)
    }

    mutating func startNextJob(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard isConnected, case .idle = work, !queue.isEmpty else { return }
        let job = queue.removeFirst()
        if isKnownReady(at: now) { return send(job, at: now, &outputs) }
        work = .checking(job)
        askAfresh(at: now, &outputs)
    }

    /// Its last answer is recent, and it would have told of a change since.
    private func isKnownReady(at now: KioskInstant) -> Bool {
        guard tellsOfChanges, misses == 0, let lastAnswerAt, let status, status.canPrint else { return false }
        switch asking {
        case .nothing, .resting: break
        case .asked, .askedPort, .draining: return false
        }
        return now <= lastAnswerAt.advanced(by: ESCPOSStateMachine.freshStatus)
    }

    /// A whole round of status was answered.
    mutating func roundEnded(
        _ status: PrinterStatus, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        switch work {
        case .checking(let job):
            guard status.canPrint else {
                work = .idle
                outputs.append(.report(.failed(job.id, status)))
                return
            }
            send(job, at: now, &outputs)
        case .confirming(let job): finish(job, isPrinted: status.canPrint, status, at: now, &outputs)
        case .idle, .sending, .proving, .returning, .settling: break
        }
    }

    private mutating func send(
        _ job: Job, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        var bytes = hasTornSlip ? ESCPOSCommandBytes.startWithCleanPaper(capabilities) : []
        hasTornSlip = false
        // Documents begin with ESC @, which may end automatic status; it goes on right behind.
        let opening = job.bytes.starts(with: ESCPOSCommandBytes.initialize) ? ESCPOSCommandBytes.initialize : []
        let changes = capabilities.answersStatus ? ESCPOSCommandBytes.enableAutomaticStatus : []
        bytes += opening + changes + job.bytes.dropFirst(opening.count)
        if capabilities.provesPrinting {
            bytes += ESCPOSCommandBytes.proveWith(ESCPOSProcessID(number: job.id.number))
        }
        asking = .nothing
        work = .sending(job, rest: bytes[...], next: now)
        sendChunk(at: now, &outputs)
    }

    private mutating func sendChunk(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard case .sending(let job, let rest, let next) = work, now >= next else { return }
        outputs.append(.send(Array(rest.prefix(ESCPOSStateMachine.chunkSize))))
        let left = rest.dropFirst(ESCPOSStateMachine.chunkSize)
        guard left.isEmpty else {
            work = .sending(job, rest: left, next: now.advanced(by: ESCPOSStateMachine.chunkPause))
            return
        }
        asking = .resting(until: now.advanced(by: ESCPOSStateMachine.pollInterval))
        let extra = ESCPOSStateMachine.proofPerKilobyte * (job.bytes.count / 1_024)
        if capabilities.provesPrinting {
            work = .proving(
                job, ESCPOSProcessID(number: job.id.number),
                deadline: now.advanced(by: ESCPOSStateMachine.proofDeadline + extra))
        } else {
            work = .settling(job, until: now.advanced(by: ESCPOSStateMachine.settleTime + extra))
        }
    }

    mutating func workDeadline(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        switch work {
        case .idle, .checking: break
        case .sending: sendChunk(at: now, &outputs)
        case .proving(let job, _, let deadline):
            guard now >= deadline else { return }
            finish(job, isPrinted: false, status ?? .noAnswer, at: now, &outputs)
        case .returning(_, _, let until):
            guard now >= until else { return }
            failWork(&outputs)
        case .settling(let job, let until):
            guard now >= until else { return }
            work = .confirming(job)
            askAfresh(at: now, &outputs)
        case .confirming: break
        }
    }

    /// A round whose every answer is newer than now.
    private mutating func askAfresh(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        switch asking {
        case .nothing, .resting: ask([], at: now, &outputs)
        case .asked(let answers, _) where answers.isEmpty: break
        // A round that began earlier may be older than the hand that took the paper out.
        case .asked, .askedPort: asking = .draining(until: now.advanced(by: ESCPOSStateMachine.drainTime))
        case .draining: break
        }
    }

    mutating func echoed(
        _ id: ESCPOSProcessID, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        // An echo for a job that was given up comes too late to be told: a copy may be on its way already.
        guard case .proving(let job, id, _) = work else { return }
        lastAnswerAt = now
        setPresence(.ready, &outputs)
        finish(job, isPrinted: true, status ?? .ready, at: now, &outputs)
    }

    /// The printer says something is wrong: what is in it is not coming out whole.
    mutating func fault(
        _ status: PrinterStatus, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        switch work {
        case .idle, .checking, .returning: break
        case .sending(let job, _, _), .proving(let job, _, _), .settling(let job, _), .confirming(let job):
            finish(job, isPrinted: false, status, at: now, &outputs)
        }
    }

    private mutating func finish(
        _ job: Job, isPrinted: Bool, _ status: PrinterStatus, at now: KioskInstant,
        _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        work = .idle
        if isPrinted {
            outputs.append(.report(.printed(job.id)))
            return
        }
        hasTornSlip = true
        outputs.append(.report(.failed(job.id, status)))
        if capabilities.canClearBuffer {
            outputs.append(.send(ESCPOSCommandBytes.clearBuffers))
        }
        asking = .draining(until: now.advanced(by: ESCPOSStateMachine.drainTime))
    }

    /// The printer is gone for good or mute: nothing that was asked of it will be proved.
    mutating func failEverything(_ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        isHeldUntil = nil
        failWork(&outputs)
        failQueue(&outputs)
    }

    mutating func failWork(_ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        if let job = work.job {
            if case .checking = work {} else { hasTornSlip = true }
            outputs.append(.report(.failed(job.id, silentStatus)))
        }
        work = .idle
    }

    /// What was never begun, and the word about it.
    mutating func failQueue(_ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        for job in queue { outputs.append(.report(.failed(job.id, silentStatus))) }
        queue = []
        setStatus(silentStatus, &outputs)
    }
}
