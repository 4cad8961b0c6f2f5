package import KioskCore

/// Drives a receipt printer over ESC/POS: watches its status, sends one job at a time, and says "printed" only
/// when that is proved.
///
/// - It asks for status on connecting, every `pollInterval` while nothing else goes on, and before each job.
/// - A job goes out in chunks, so that a fault stops it before all of it is in the printer.
/// - After the job comes `GS ( H` with the job's number; the printer sends it back once the data is on paper.
///   A printer without it is asked for its status instead.
/// - A fault in the middle ends the job as failed; the rest is cleared from the printer, and the next job first
///   cuts off what hangs out of it. A job is never sent twice: whether to print a copy is decided elsewhere.
/// - While bytes of a job are under way no status is asked for, because `DLE EOT` must not stand inside another
///   command; automatic status still tells of faults then.
package struct ESCPOSStateMachine: DeviceStateMachine {
    package typealias Command = ReceiptPrinterCommand
    package typealias Report = ReceiptPrinterReport

    static let pollInterval = Duration.seconds(2)
    /// A status is answered within milliseconds; a busy USB stack is given this long.
    static let answerDeadline = Duration.milliseconds(500)
    /// How long late answers are thrown away after a missed one, so that none is taken for another's.
    static let drainTime = Duration.milliseconds(300)
    /// A device is called silent after this many missed answers in a row, not after one.
    static let missesBeforeSilent = 3
    static let chunkSize = 2_048
    static let chunkPause = Duration.milliseconds(5)
    /// From the last byte to the echo: a long slip on a slow printer takes about ten seconds.
    static let proofDeadline = Duration.seconds(20)
    /// For each kilobyte beyond that, since pictures of lines print slower than text.
    static let proofPerKilobyte = Duration.milliseconds(100)
    /// What a printer without process ids is given from the last byte to the status that stands for a proof.
    static let settleTime = Duration.seconds(3)
    package static let longestQueue = 8
    package static let largestJob = 1 << 20

    var capabilities: ESCPOSCapabilities
    var isConnected = false
    var presence: DevicePresence?
    var status: PrinterStatus?
    var parser = ESCPOSReplyParser()
    var asking = Asking.nothing
    /// Missed answers in a row.
    var misses = 0
    /// Whether the printer is still to be told to speak of changes by itself.
    var owesAutomaticStatus = false
    /// Whether `askStatus` waits for a report even when nothing changed.
    var owesStatus = false
    var work = Work.idle
    var queue: [Job] = []
    /// Part of a failed job hangs in the printer.
    var hasTornSlip = false

    package init(capabilities: ESCPOSCapabilities = ESCPOSCapabilities()) {
        self.capabilities = capabilities
    }

    struct Job: Sendable {
        let id: PrintJobID
        let bytes: [UInt8]
    }

    /// The conversation about status.
    enum Asking: Sendable {
        case nothing
        case resting(until: KioskInstant)
        /// The answers so far; the next question is open until the deadline.
        case asked([UInt8], deadline: KioskInstant)
        /// An answer was missed: late ones are thrown away until then.
        case draining(until: KioskInstant)
    }

    /// What becomes of the job in hand.
    enum Work: Sendable {
        case idle
        /// Waits for a whole round of status before its first byte.
        case checking(Job)
        /// `rest` is still to send; the next chunk goes out at the given time.
        case sending(Job, rest: ArraySlice<UInt8>, next: KioskInstant)
        /// All of it is sent; the echo is awaited.
        case proving(Job, ESCPOSProcessID, deadline: KioskInstant)
        /// All of it is sent to a printer that cannot echo; it is given time to print.
        case settling(Job, until: KioskInstant)
        /// That time is over; the next whole round of status stands for the proof.
        case confirming(Job)

        var job: Job? {
            switch self {
            case .idle: nil
            case .checking(let job), .sending(let job, _, _), .proving(let job, _, _), .settling(let job, _),
                .confirming(let job):
                job
            }
        }
    }

    package var nextDeadline: KioskInstant? {
        guard isConnected else { return nil }
        let forAsking: KioskInstant? =
            switch asking {
            case .nothing: nil
            case .resting(let time), .asked(_, let time), .draining(let time): time
            }
        let forWork: KioskInstant? =
            switch work {
            case .idle, .checking, .confirming: nil
            case .sending(_, _, let time), .proving(_, _, let time), .settling(_, let time): time
            }
        guard let forAsking, let forWork else { return forAsking ?? forWork }
        return min(forAsking, forWork)
    }

    package mutating func received(
        _ input: DeviceInput<ReceiptPrinterCommand>, at now: KioskInstant
    ) -> [DeviceOutput<ReceiptPrinterReport>] {
        var outputs: [DeviceOutput<ReceiptPrinterReport>] = []
        switch input {
        case .connected: connect(at: now, &outputs)
        case .disconnected: disconnect(&outputs)
        case .bytes(let bytes):
            guard isConnected else { break }
            for reply in parser.received(bytes) { handle(reply, at: now, &outputs) }
        case .command(.askStatus):
            owesStatus = true
            if isConnected { askSoon(at: now, &outputs) } else { setStatus(.noAnswer, &outputs) }
        case .command(.print(let id, let bytes)): take(Job(id: id, bytes: bytes), at: now, &outputs)
        case .described, .portStatus: break
        case .deadlineReached: deadline(at: now, &outputs)
        }
        startNextJob(at: now, &outputs)
        return outputs
    }

    private mutating func connect(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        isConnected = true
        parser.reset()
        misses = 0
        status = nil
        if hasTornSlip, capabilities.canClearBuffer {
            // The job was given up when the line went; its rest must not come out beside a copy of it.
            outputs.append(.send(ESCPOSCommandBytes.clearBuffers))
            asking = .draining(until: now.advanced(by: ESCPOSStateMachine.drainTime))
            owesAutomaticStatus = true
        } else {
            outputs.append(.send(ESCPOSCommandBytes.enableAutomaticStatus))
            ask([], at: now, &outputs)
        }
    }

    private mutating func disconnect(_ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard isConnected else { return }
        isConnected = false
        parser.reset()
        asking = .nothing
        failEverything(&outputs)
        setPresence(.absent, &outputs)
    }

    private mutating func deadline(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard isConnected else { return }
        askingDeadline(at: now, &outputs)
        workDeadline(at: now, &outputs)
    }

    private mutating func handle(
        _ reply: ESCPOSReply, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        switch reply {
        case .realTimeStatus(let byte): answered(byte, at: now, &outputs)
        case .automaticStatus(let automatic):
            misses = 0
            setPresence(.ready, &outputs)
            learned(ESCPOSStatusCodec.status(automatic), at: now, &outputs)
        case .processed(let id): echoed(id, at: now, &outputs)
        case .buffersCleared, .noise: break
        }
    }

    mutating func setPresence(_ new: DevicePresence, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard new != presence else { return }
        presence = new
        outputs.append(.report(.presence(new)))
    }

    /// Reports a status when it is another than before, or when somebody asked.
    mutating func setStatus(_ new: PrinterStatus, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard new != status || owesStatus else { return }
        status = new
        owesStatus = false
        outputs.append(.report(.status(new)))
    }
}
