package import KioskCore

/// Drives a receipt printer over ESC/POS: watches its status, sends one job at a time, and says "printed" only
/// when that is proved.
///
/// - It asks for status on connecting, every `pollInterval` while nothing else goes on, and before each job, unless
///   the printer tells of changes by itself and has answered a moment ago.
/// - A printer that answers no status is asked over the port (`askPortStatus`); where the line has no such question
///   either, it is taken for ready, and a job for printed when its time is over.
/// - A job goes out in chunks, so that a fault stops it before all of a long one is in the printer.
/// - After the job comes `GS ( H` with the job's number; the printer sends it back once the data is on paper.
///   A printer without it is asked for its status instead.
/// - A fault in the middle ends the job as failed; the rest is cleared from the printer, and the next job first
///   cuts off what hangs out of it. A job is never sent twice: whether to print a copy is decided elsewhere.
/// - A line that is lost in the middle of the sending fails the job at once. Jobs of which no byte was sent, and those
///   given while the printer is away, are held for `longestReturn`, and so is the word that it does not answer. A job
///   of which every byte was handed over, and whose echo was awaited, is kept as long: a printer that is back by then
///   may still send its echo, which proves the printing as well as ever.
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
    /// Of pictures about six centimetres of paper, and a whole receipt of text.
    static let chunkSize = 32_768
    /// Lets what the printer says be heard before the next chunk.
    static let chunkPause = Duration.milliseconds(1)
    /// From the last byte to the echo: a long slip on a slow printer takes about ten seconds.
    static let proofDeadline = Duration.seconds(20)
    /// For each kilobyte beyond that, since pictures of lines print slower than text.
    static let proofPerKilobyte = Duration.milliseconds(100)
    /// How long a printer may be away while jobs or an echo wait for it.
    static let longestReturn = DeviceBlip.longest
    /// How long the echo may take once it is back: longer than the slip, which went on being printed meanwhile.
    static let proofAfterReturn = Duration.seconds(10)
    /// How long ago a printer that tells of changes by itself may have been heard of last for a job to begin unasked.
    /// What it told of its status may be older: it has not changed since.
    static let freshStatus = pollInterval + answerDeadline
    /// How long the port may take to answer; the line itself gives up earlier.
    static let portDeadline = Duration.seconds(2)
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
    /// The line was lost, and what was not sent is held until then, or until the printer says that it is ready.
    var isHeldUntil: KioskInstant?
    /// Part of a failed job hangs in the printer.
    var hasTornSlip = false
    /// Why the device is no receipt printer; nothing is sent to it then.
    var refusal: String?
    /// It told of its status by itself since it was connected.
    var tellsOfChanges = false
    var lastAnswerAt: KioskInstant?
    /// The port has answered since the printer was connected, so that no answer is a miss.
    var hasPortStatus = false
    /// What is known of a printer that does not answer.
    var silentStatus = PrinterStatus.noAnswer

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
        /// The port is asked.
        case askedPort(deadline: KioskInstant)
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
        /// The line was lost while the echo was awaited; the printer may come back until then.
        case returning(Job, ESCPOSProcessID, until: KioskInstant)
        /// All of it is sent to a printer that cannot echo; it is given time to print.
        case settling(Job, until: KioskInstant)
        /// That time is over; the next whole round of status stands for the proof.
        case confirming(Job)

        var job: Job? {
            switch self {
            case .idle: nil
            case .checking(let job), .sending(let job, _, _), .proving(let job, _, _), .returning(let job, _, _),
                .settling(let job, _), .confirming(let job):
                job
            }
        }
    }

    package var nextDeadline: KioskInstant? {
        let forAsking: KioskInstant? =
            switch asking {
            case .nothing: nil
            case .resting(let time), .asked(_, let time), .askedPort(let time), .draining(let time): time
            }
        let forWork: KioskInstant? =
            switch work {
            case .idle, .checking, .confirming: nil
            case .sending(_, _, let time), .proving(_, _, let time), .returning(_, _, let time),
                .settling(_, let time):
                time
            }
        return [forAsking, forWork, isHeldUntil].compactMap { $0 }.min()
    }

    package mutating func received(
        _ input: DeviceInput<ReceiptPrinterCommand>, at now: KioskInstant
    ) -> [DeviceOutput<ReceiptPrinterReport>] {
        var outputs: [DeviceOutput<ReceiptPrinterReport>] = []
        switch input {
        case .connected: connect(at: now, &outputs)
        case .disconnected: disconnect(at: now, &outputs)
        case .bytes(let bytes):
            guard isConnected, refusal == nil else { break }
            for reply in parser.received(bytes) { handle(reply, at: now, &outputs) }
        case .command(.askStatus):
            owesStatus = true
            // While it may come back, its first answer is the one that is told.
            if isConnected, refusal == nil {
                askSoon(at: now, &outputs)
            } else if isHeldUntil == nil {
                setStatus(.noAnswer, &outputs)
            }
        case .command(.print(let id, let bytes)): take(Job(id: id, bytes: bytes), at: now, &outputs)
        case .described(let bytes): refusal = PrinterDeviceID(bytes).refusal
        case .portStatus(let byte):
            guard isConnected, refusal == nil else { break }
            portAnswered(byte, at: now, &outputs)
        case .deadlineReached:
            askingDeadline(at: now, &outputs)
            workDeadline(at: now, &outputs)
            returnDeadline(at: now, &outputs)
        }
        startNextJob(at: now, &outputs)
        return outputs
    }

    private mutating func connect(at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        isConnected = true
        parser.reset()
        misses = 0
        status = nil
        silentStatus = .noAnswer
        tellsOfChanges = false
        hasPortStatus = false
        lastAnswerAt = nil
        if let refusal {
            setPresence(.faulty(refusal), &outputs)
            failEverything(&outputs)
            return
        }
        if case .returning(let job, let id, _) = work {
            work = .proving(job, id, deadline: now.advanced(by: ESCPOSStateMachine.proofAfterReturn))
        }
        if hasTornSlip, capabilities.canClearBuffer {
            // The job was given up when the line went; its rest must not come out beside a copy of it.
            outputs.append(.send(ESCPOSCommandBytes.clearBuffers))
            asking = .draining(until: now.advanced(by: ESCPOSStateMachine.drainTime))
            owesAutomaticStatus = true
        } else {
            askForChanges(&outputs)
            ask([], at: now, &outputs)
        }
    }

    private mutating func disconnect(
        at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        refusal = nil
        guard isConnected else { return }
        isConnected = false
        parser.reset()
        asking = .nothing
        silentStatus = .noAnswer
        let returnsBy = now.advanced(by: ESCPOSStateMachine.longestReturn)
        if presence == .ready { isHeldUntil = returnsBy }
        switch work {
        case .proving(let job, let id, _): work = .returning(job, id, until: returnsBy)
        case .checking(let job) where isHeldUntil != nil:
            work = .idle
            queue.insert(job, at: 0)
        case .idle, .checking, .sending, .returning, .settling, .confirming: failWork(&outputs)
        }
        if isHeldUntil == nil { failQueue(&outputs) }
        setPresence(.absent, &outputs)
    }

    /// It did not come back in time.
    private mutating func returnDeadline(
        at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        guard let until = isHeldUntil, now >= until else { return }
        isHeldUntil = nil
        if !isConnected { failQueue(&outputs) }
    }

    private mutating func handle(
        _ reply: ESCPOSReply, at now: KioskInstant, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]
    ) {
        switch reply {
        case .realTimeStatus(let byte): answered(byte, at: now, &outputs)
        case .automaticStatus(let automatic):
            misses = 0
            tellsOfChanges = true
            lastAnswerAt = now
            setPresence(.ready, &outputs)
            learned(ESCPOSStatusCodec.status(automatic), at: now, &outputs)
        case .processed(let id): echoed(id, at: now, &outputs)
        case .buffersCleared, .noise: break
        }
    }

    mutating func setPresence(_ new: DevicePresence, _ outputs: inout [DeviceOutput<ReceiptPrinterReport>]) {
        guard new != presence else { return }
        presence = new
        if new == .ready { isHeldUntil = nil }
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
