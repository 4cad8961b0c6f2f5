import KioskCore
import KioskDevices

/// What a protocol's frames claim of notes, read beside the machine: the yardstick for what the machine tells.
protocol NoteClaims {
    init()
    /// How many notes came to rest in the cash box, by the whole frames in these bytes, at most.
    mutating func stackings(in bytes: [UInt8]) -> Int
    mutating func reset()
    static func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8]
}

/// The kiosk's middle behind a note acceptor: everything that the driver tells reaches it, and all its wishes reach
/// the driver.
///
/// The law: the kiosk never counts more notes than whole frames of the device said were stacked. Which of them
/// belong to a payment is checked where the journal is written.
struct NoteAcceptorPartner<Machine: DeviceStateMachine, Claims: NoteClaims>: FuzzPartner
where Machine.Command == NoteAcceptorCommand, Machine.Report == NoteAcceptorReport {
    private var kiosk: FuzzKiosk
    private var claims = Claims()
    private var stackings = 0
    var notesCounted: Int { kiosk.notesCounted }
    private let bufferedByteCount: @Sendable (Machine) -> Int
    private let longestFrame: Int

    init(
        _ claims: Claims.Type, longestFrame: Int, bufferedByteCount: @escaping @Sendable (Machine) -> Int
    ) {
        kiosk = FuzzKiosk(at: KioskInstant(sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: 1_700_000_000_000)))
        self.longestFrame = longestFrame
        self.bufferedByteCount = bufferedByteCount
    }

    func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        Claims.message(content, answering: question)
    }

    mutating func overhears(_ bytes: [UInt8]) { stackings += claims.stackings(in: bytes) }
    mutating func lineBroke() { claims.reset() }

    mutating func wish(_ number: Int, at now: KioskInstant) -> Wishes {
        switch number % 8 {
        case 0, 1: return commands(kiosk.beginPayment(by: .cash, at: now))
        case 2: return commands(kiosk.tell(.residentChose(.stopCash), at: now))
        case 3: return commands(kiosk.tell(.residentChose(.end), at: now))
        case 4:
            kiosk.restart(at: now)
            return []
        case 5: return commands(kiosk.tell(.stopRequested, at: now))
        case 6: return [.reset]
        default: return commands(kiosk.tell(.recordFailed, at: now))
        }
    }

    mutating func heard(_ report: NoteAcceptorReport, at now: KioskInstant) -> Wishes {
        let wishes = commands(kiosk.tell(.noteAcceptorReported(report), at: now))
        precondition(kiosk.notesCounted <= stackings, "a note is counted that the device did not tell of")
        return wishes
    }

    var nextDeadline: KioskInstant? { kiosk.nextDeadline }

    mutating func deadlineReached(at now: KioskInstant) -> Wishes {
        commands(kiosk.tell(.deadlineReached, at: now))
    }

    func judge(_ machine: Machine) {
        precondition(bufferedByteCount(machine) < longestFrame, "a codec holds a whole frame or more")
    }

    private func commands(_ actions: [KioskAction]) -> Wishes {
        actions.compactMap { if case .noteAcceptor(let command) = $0 { command } else { nil } }
    }
}

struct CCNETClaims: NoteClaims {
    private var codec = CCNETCodec()

    init() {}

    mutating func stackings(in bytes: [UInt8]) -> Int {
        codec.received(bytes).count { event in
            guard case .message(let payload) = event, let status = CCNETStatus(payload) else { return false }
            switch status {
            case .stacked, .powerUpWithBillInStacker: return true
            default: return false
            }
        }
    }

    mutating func reset() { codec.reset() }

    static func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        content.isEmpty ? [] : CCNETCodec.frame(Array(content.prefix(249)))
    }
}

struct ID003Claims: NoteClaims {
    private var codec = ID003Codec()

    init() {}

    mutating func stackings(in bytes: [UInt8]) -> Int {
        codec.received(bytes).count { event in
            guard case .message(let payload) = event, let status = ID003Status(payload) else { return false }
            return [.vendValid, .stacked, .powerUpWithNoteInStacker].contains(status)
        }
    }

    mutating func reset() { codec.reset() }

    static func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        content.isEmpty ? [] : ID003Codec.frame(Array(content.prefix(250)))
    }
}

struct SSPClaims: NoteClaims {
    private var codec = SSPCodec()

    init() {}

    mutating func stackings(in bytes: [UInt8]) -> Int {
        codec.received(bytes).reduce(0) { sum, event in
            guard case .packet(let packet) = event, packet.data.first == SSPResponse.ok.rawValue else { return sum }
            return sum
                + SSPEventList(Array(packet.data.dropFirst())).events.count { event in
                    switch event {
                    case .credit, .stacked, .clearedIntoCashBox: true
                    default: false
                    }
                }
        }
    }

    mutating func reset() { codec.reset() }

    /// An answer carries the flag of its question.
    static func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] {
        guard !content.isEmpty else { return [] }
        let flag = question.count > 1 && question[1] & 0x80 != 0
        return SSPCodec.frame(SSPPacket(flag: flag, data: Array(content.prefix(SSPCodec.largestData))))
    }
}
