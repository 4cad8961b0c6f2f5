package import KioskCore

/// The driver's side of T=1: cuts a command into blocks, puts the answer together, and mends what is damaged.
///
/// A damaged or missing block is asked for again at most `mostRetransmissions` times; then both sides start anew with
/// RESYNCH, and the command that was under way is lost: it is not sent again, because the card may have done it.
///
/// Source: ISO/IEC 7816-3:2006, section 11.6; the rules named here are those of section 11.6.3.2.
package struct T1Link: Sendable {
    package static let mostRetransmissions = 3
    /// Requests of the card for more time, for one command. Each waits as long as the card may wait at all.
    package static let mostExtensions = 120
    /// Blocks of the card for one command: a long answer in blocks of 32 bytes.
    package static let mostBlocks = 4_096

    /// What came in place of the card's block.
    package enum Reply: Hashable, Sendable {
        case block([UInt8])
        /// The card did not answer within the block waiting time.
        case nothing
        case parityError
    }

    package enum Step: Hashable, Sendable {
        /// `waitMultiplier` stretches the block waiting time for the answer; 0 leaves it.
        case send([UInt8], waitMultiplier: UInt8 = 0)
        case sizeAgreed
        case answered([UInt8])
        /// The link can be used further when both sides are in step again.
        case failed(SmartCardFailure, isUsable: Bool)
    }

    private enum Errand: Hashable, Sendable {
        case idle
        case agreeing(size: UInt8)
        case exchanging
        case resynchronising
    }

    /// The information block on the line: so many bytes from the front of `outgoing`.
    private struct Sent: Hashable, Sendable {
        var count: Int
        var isChained: Bool
    }

    private let check: ATR.BlockCheck
    private let firstBlockSize: Int
    /// IFSC: the most information the card takes in a block.
    private var blockSize: Int
    /// N(S) of the next block to send, and N(S) expected of the card.
    private var sending: UInt8 = 0
    private var receiving: UInt8 = 0
    private var task = Errand.idle
    private var outgoing: ArraySlice<UInt8> = []
    private var unacknowledged: Sent?
    private var incoming: [UInt8] = []
    private var lastRequest: [UInt8] = []
    private var retransmissions = 0
    private var extensions = 0
    private var blocks = 0

    package init(_ answer: ATR) {
        check = answer.blockCheck
        blockSize = min(max(Int(answer.blockSize), 1), T1Block.mostInformation)
        firstBlockSize = blockSize
    }

    /// Tells the card how large its blocks may be (IFSD); 32 bytes until then.
    package mutating func agreeOnSize(_ size: Int) -> Step {
        let size = UInt8(clamping: min(max(size, 1), T1Block.mostInformation))
        start(.agreeing(size: size))
        return request(T1Block(.request(.blockSize), information: [size]))
    }

    package mutating func send(_ command: [UInt8]) -> Step {
        start(.exchanging)
        outgoing = command[...]
        incoming = []
        return sendInformation()
    }

    private mutating func start(_ new: Errand) {
        task = new
        retransmissions = 0
        extensions = 0
        blocks = 0
        unacknowledged = nil
    }

    package mutating func received(_ reply: Reply) -> Step {
        blocks += 1
        guard blocks <= T1Link.mostBlocks else { return failed(.answerTooLong, isUsable: false) }
        switch reply {
        case .nothing: return disturbed(.other)
        case .parityError: return disturbed(.check)
        case .block(let bytes):
            do {
                return take(try T1Block.parse(bytes, check))
            } catch {
                return disturbed(error.fault)
            }
        }
    }

    private mutating func take(_ block: T1Block) -> Step {
        switch block.kind {
        case .information(let sequence, let isChained):
            return takeInformation(block.information, sequence, isChained)
        case .ready(let sequence, _): return takeReady(sequence)
        case .request(let control): return takeRequest(control, block.information.first)
        case .response(let control): return takeResponse(control, block.information.first)
        }
    }

    private mutating func takeInformation(_ information: [UInt8], _ sequence: UInt8, _ isChained: Bool) -> Step {
        guard task == .exchanging, unacknowledged?.isChained != true, sequence == receiving else {
            return disturbed(.other)
        }
        if unacknowledged != nil {
            sending ^= 1
            outgoing = []
            unacknowledged = nil
        }
        retransmissions = 0
        receiving ^= 1
        guard incoming.count + information.count <= APDUConversation.longestAnswer else {
            return failed(.answerTooLong, isUsable: false)
        }
        incoming += information
        if isChained { return .send(T1Block(.ready(sequence: receiving, .none)).bytes(check)) }
        task = .idle
        return .answered(incoming)
    }

    private mutating func takeReady(_ sequence: UInt8) -> Step {
        guard task == .exchanging else { return disturbed(.other) }
        guard let sent = unacknowledged else {
            // The card missed our R-block, the last thing it got of us.
            return again(T1Block(.ready(sequence: receiving, .none)))
        }
        if sequence == sending {
            guard let step = countRetransmission() else { return sendInformation() }
            return step
        }
        guard sent.isChained else { return disturbed(.other) }
        retransmissions = 0
        sending ^= 1
        outgoing = outgoing.dropFirst(sent.count)
        return sendInformation()
    }

    private mutating func takeRequest(_ control: T1Block.Control, _ value: UInt8?) -> Step {
        switch control {
        case .blockSize:
            guard let value, 1...254 ~= value else { return disturbed(.other) }
            blockSize = Int(value)
            return .send(T1Block(.response(.blockSize), information: [value]).bytes(check))
        case .waitingTime:
            guard let value else { return disturbed(.other) }
            extensions += 1
            guard extensions <= T1Link.mostExtensions else { return failed(.timedOut, isUsable: false) }
            return .send(T1Block(.response(.waitingTime), information: [value]).bytes(check), waitMultiplier: value)
        case .abort: return failed(.protocolViolated("it broke its own answer off"), isUsable: false)
        // Only the reader's side may ask for it (rule 6).
        case .resynch: return disturbed(.other)
        }
    }

    private mutating func takeResponse(_ control: T1Block.Control, _ value: UInt8?) -> Step {
        switch (task, control) {
        case (.agreeing(let size), .blockSize) where value == size:
            task = .idle
            return .sizeAgreed
        case (.resynchronising, .resynch):
            sending = 0
            receiving = 0
            blockSize = firstBlockSize
            return failed(.transmissionFailed, isUsable: true)
        default: return disturbed(.other)
        }
    }

    /// A block that cannot be used: asked for again, or the link given up (rules 7.1 to 7.4).
    private mutating func disturbed(_ fault: T1Block.Fault) -> Step {
        switch task {
        case .idle: failed(.transmissionFailed, isUsable: false)
        case .exchanging: again(T1Block(.ready(sequence: receiving, fault)))
        case .agreeing, .resynchronising: countRetransmission() ?? .send(lastRequest)
        }
    }

    private mutating func again(_ block: T1Block) -> Step {
        countRetransmission() ?? .send(block.bytes(check))
    }

    /// Nil while there may be one more.
    private mutating func countRetransmission() -> Step? {
        retransmissions += 1
        guard retransmissions > T1Link.mostRetransmissions else { return nil }
        guard task == .exchanging else { return failed(.transmissionFailed, isUsable: false) }
        retransmissions = 0
        task = .resynchronising
        unacknowledged = nil
        return request(T1Block(.request(.resynch)))
    }

    private mutating func request(_ block: T1Block) -> Step {
        lastRequest = block.bytes(check)
        return .send(lastRequest)
    }

    private mutating func sendInformation() -> Step {
        let portion = Array(outgoing.prefix(blockSize))
        let isChained = portion.count < outgoing.count
        unacknowledged = Sent(count: portion.count, isChained: isChained)
        let block = T1Block(.information(sequence: sending, isChained: isChained), information: portion)
        return .send(block.bytes(check))
    }

    private mutating func failed(_ failure: SmartCardFailure, isUsable: Bool) -> Step {
        task = .idle
        outgoing = []
        incoming = []
        unacknowledged = nil
        return .failed(failure, isUsable: isUsable)
    }
}
