import KioskCore
import KioskDevices

extension FuzzTarget {
    static let printers = [
        FuzzTarget(name: "escpos-replies", run: escposReplies),
        FuzzTarget(name: "escpos-machine") { bytes in
            var input = FuzzInput(bytes)
            let first = input.byte()
            let capabilities = ESCPOSCapabilities(
                hasProcessID: first & 1 == 0, canClearBuffer: first & 2 == 0, hasCutter: first & 4 == 0,
                answersStatus: first & 8 == 0)
            FuzzBench.play(
                input, to: ESCPOSStateMachine(capabilities: capabilities),
                with: PrinterPartner(needsEcho: first & 9 == 0))
        },
        FuzzTarget(name: "printer-device-id") { bytes in
            let id = PrinterDeviceID(bytes)
            let texts = [id.manufacturer, id.model, id.deviceClass, id.serial].compactMap { $0 } + id.commandSets
            precondition(texts.allSatisfy { $0.utf8.count <= PrinterDeviceID.longestValue }, "a text past its bound")
            precondition(id.commandSets.count <= PrinterDeviceID.mostCommandSets)
            _ = id.refusal
        },
    ]

    /// Replies are the same however the bytes are cut, and every byte is in one of them at most.
    private static let escposReplies: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        let pieces = input.pieces()
        var parser = ESCPOSReplyParser()
        let replies = pieces.flatMap { parser.received($0) }
        var bytewise = ESCPOSReplyParser()
        precondition(pieces.joined().flatMap { bytewise.received([$0]) } == replies, "cut otherwise, it says otherwise")
        precondition(replies.count <= pieces.joined().count, "more replies than bytes")
        for reply in replies {
            switch reply {
            case .automaticStatus(let status): _ = ESCPOSStatusCodec.status(status)
            case .realTimeStatus(let byte):
                _ = ESCPOSStatusCodec.status(port: byte)
                _ = ESCPOSStatusCodec.status(answers: [byte, byte, byte, byte])
            case .processed, .buffersCleared, .noise: break
            }
        }
    }
}

/// The kiosk's side of a receipt printer.
///
/// The laws: a job has one outcome for each time it was asked for, at the most, and one at the least; and where the
/// printer can prove that it printed, nothing is printed whose echo did not come.
struct PrinterPartner: FuzzPartner {
    typealias Machine = ESCPOSStateMachine

    private let needsEcho: Bool
    private var asked: [PrintJobID: Int] = [:]
    private var ended: [PrintJobID: Int] = [:]
    private var lastJob = 0
    /// All that the printer said, without what may stand between any two bytes: XON and XOFF.
    private var said: [UInt8] = []

    init(needsEcho: Bool) { self.needsEcho = needsEcho }

    mutating func overhears(_ bytes: [UInt8]) { said += bytes.filter { $0 != 0x11 && $0 != 0x13 } }

    /// An echo of the job that the content names, for a fuzzer does not guess those either.
    func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        let number = lastJob - Int(content.first ?? 0) % 4
        return [0x37, 0x22] + ESCPOSProcessID(number: number).bytes + [0x00]
    }

    mutating func wish(_ number: Int, at now: KioskInstant) -> Wishes {
        guard number % 8 > 0 else { return [.askStatus] }
        // Some jobs are asked for again; some are longer than a chunk.
        if number % 8 < 6 || lastJob == 0 { lastJob += 1 }
        let job = PrintJobID(lastJob)
        asked[job, default: 0] += 1
        return [.print(job, [UInt8](repeating: 0x0A, count: number % 8 == 5 ? 70_000 : 40 * number))]
    }

    mutating func heard(_ report: ReceiptPrinterReport, at now: KioskInstant) -> Wishes {
        switch report {
        case .printed(let job):
            end(job)
            let echo = [0x37, 0x22] + ESCPOSProcessID(number: job.number).bytes + [0x00]
            precondition(!needsEcho || said.contains(echo), "a slip is printed that the printer did not tell of")
        case .failed(let job, _): end(job)
        case .presence, .status: break
        }
        return []
    }

    private mutating func end(_ job: PrintJobID) {
        ended[job, default: 0] += 1
        precondition(ended[job, default: 0] <= asked[job, default: 0], "a job ends that was not asked for")
    }

    func judgeEnd(_ machine: ESCPOSStateMachine) {
        precondition(asked.keys.allSatisfy { ended[$0] != nil }, "a job has no outcome")
    }
}
