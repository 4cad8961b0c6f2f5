package import KioskCore
import KioskDevices

/// What models of SSP validators differ in.
package struct SSPWireModel: Hashable, Sendable {
    /// What POLL WITH ACK and EVENT ACK are answered with by a validator that grants them to nobody, or to encrypted
    /// hosts only: COMMAND NOT KNOWN (F2) or KEY NOT SET (FA). Nil when they are obeyed.
    package var refusesAckWith: UInt8?
    /// What HOST PROTOCOL VERSION is obeyed up to.
    package var highestVersion: UInt8 = 8
    /// 0 is a note validator, 6 one that pays out.
    package var unitType: UInt8 = 0
    /// Says in each poll that it is disabled, and not once only.
    package var repeatsDisabled = false
    /// Four bytes, high byte first; the number in the manual's example.
    package var serial: [UInt8] = [0x00, 0x1C, 0x96, 0x2C]
    package var firmware = "NV02004141498000"

    package init() {}
}

/// What an SSP validator says over its line: one answer to each packet, and the last one again to a repeated packet.
///
/// Written from the manual. Where it is silent about a power cut, the worst is taken: events not yet told, and the
/// last answer, are forgotten.
/// Source: ITL, SSP Protocol Manual GA138 (2.2.2).
package struct SSPWire: NoteWire {
    package var faults = NoteLineFaults()

    let model: SSPWireModel
    private var codec = SSPCodec()
    private var lastFlag: Bool?
    private var lastAnswer: [UInt8] = []
    /// What it speaks until it is told otherwise.
    private var version: UInt8 = 5
    private var inhibits: UInt32 = 0
    private var isEnabled = false
    /// Events that no poll has brought yet, the oldest first.
    private var events: [[UInt8]] = []
    /// READ has told of the note in escrow: the next poll accepts it.
    private var hasToldEscrow = false
    /// The answer that is repeated until EVENT ACK.
    private var unacknowledged: [UInt8]?
    private var rejectCode: UInt8 = 0
    private var wasRejectedByHost = false
    private var lastType: Int?
    private var before = NoteMechanics.Phase.poweredUp(nil)
    /// Told at the end of the start: where a note was found.
    private var clearing: [UInt8]?
    private var toldCashBoxIsOut = false
    private var toldFull = false

    package init() { self.init(model: SSPWireModel()) }

    package init(model: SSPWireModel) { self.model = model }

    private static let ok: UInt8 = 0xF0
    private static let notKnown: UInt8 = 0xF2
    private static let wrongParameters: UInt8 = 0xF3
    private static let cannotBeProcessed: UInt8 = 0xF5
    private static let fail: UInt8 = 0xF8

    // MARK: The line

    package mutating func received(
        _ bytes: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        if case .poweredUp = mechanics.phase, events.isEmpty { begin(&mechanics, at: now) }
        var answers: [UInt8] = []
        for event in codec.received(bytes) where !mechanics.isDead {
            // A packet that arrives damaged, or for another slave, is not answered.
            guard case .packet(let packet) = event, packet.address == 0 else { continue }
            answers += answer(packet, &mechanics, at: now)
        }
        return answers
    }

    private mutating func answer(
        _ packet: SSPPacket, _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        if faults.ignoresCommand() { return [] }
        let isSync = packet.data.first == 0x11
        if packet.flag != lastFlag || isSync {
            // After SYNC the packet with flag 0 is the new one.
            lastFlag = isSync ? true : packet.flag
            lastAnswer = faults.refusesCommand() ? [Self.cannotBeProcessed] : obey(packet.data, &mechanics, at: now)
        }
        if mechanics.isDead || faults.losesAnswer() { return [] }
        return dress(lastAnswer, packet.flag)
    }

    private mutating func dress(_ data: [UInt8], _ flag: Bool) -> [UInt8] {
        var frame = SSPCodec.frame(SSPPacket(flag: flag, data: data))
        if faults.garblesAnswer() { frame[frame.count - 1] ^= 0x40 }
        return frame
    }

    private mutating func obey(
        _ data: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        let isPoll = data == [0x07] || data == [0x56]
        // Any command but a poll keeps the note in escrow.
        if !isPoll, mechanics.heldType != nil { mechanics.hold(at: now) }
        switch data[0] {
        case 0x01:
            guard case .jammed = mechanics.phase else {
                mechanics.reset(at: now)
                forget()
                return [Self.ok]
            }
            return [Self.cannotBeProcessed]
        case 0x02: return setInhibits(Array(data.dropFirst()), &mechanics)
        case 0x05: return [Self.ok] + setup(mechanics.model)
        case 0x06:
            guard data.count == 2 else { return [Self.wrongParameters] }
            guard data[1] <= model.highestVersion else { return [Self.fail] }
            version = data[1]
            return [Self.ok]
        case 0x07: return [Self.ok] + poll(&mechanics, at: now)
        case 0x08:
            guard mechanics.heldType != nil else { return [Self.cannotBeProcessed] }
            wasRejectedByHost = true
            mechanics.giveBack(at: now)
            return [Self.ok]
        case 0x09, 0x0A: return setEnabled(data[0] == 0x0A, &mechanics)
        case 0x0C: return [Self.ok] + model.serial
        case 0x11: return [Self.ok]
        case 0x17: return [Self.ok, rejectCode]
        case 0x18: return [mechanics.heldType == nil ? Self.cannotBeProcessed : Self.ok]
        case 0x20: return [Self.ok] + Array(model.firmware.utf8)
        case 0x56: return model.refusesAckWith.map { [$0] } ?? [Self.ok] + pollWithAck(&mechanics, at: now)
        case 0x57: return model.refusesAckWith.map { [$0] } ?? [eventAck(&mechanics, at: now)]
        default: return [Self.notKnown]
        }
    }

    // MARK: Settings

    private mutating func setInhibits(_ bytes: [UInt8], _ mechanics: inout NoteMechanics) -> [UInt8] {
        guard (1...3).contains(bytes.count) else { return [Self.wrongParameters] }
        inhibits = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        settle(&mechanics)
        return [Self.ok]
    }

    private mutating func setEnabled(_ isWanted: Bool, _ mechanics: inout NoteMechanics) -> [UInt8] {
        if isWanted, mechanics.phase == .initialising { return [Self.cannotBeProcessed] }
        if isEnabled, !isWanted { events.append([0xE8]) }
        isEnabled = isWanted
        if isWanted { toldFull = false }
        settle(&mechanics)
        return [Self.ok]
    }

    private func settle(_ mechanics: inout NoteMechanics) {
        let open = Set(mechanics.model.denominations.indices.filter { inhibits & 1 << UInt32($0) != 0 })
        mechanics.take(isEnabled ? open : [], escrowed: open)
    }

    private func setup(_ notes: NoteAcceptorModel) -> [UInt8] {
        let count = notes.denominations.count
        let currencies = notes.denominations.map { $0?.currency.code ?? "   " }
        var bytes: [UInt8] = [model.unitType] + Array("0414".utf8) + Array((currencies.first ?? "   ").utf8)
        bytes += [0, 0, 0, UInt8(count)] + [UInt8](repeating: 0, count: 2 * count) + [0, 0, 100, version]
        guard version >= 6 else { return bytes }
        for currency in currencies { bytes += Array(currency.utf8) }
        for note in notes.denominations {
            let value = UInt32((note?.minorUnits ?? 0) / 100)
            bytes += (0..<4).map { UInt8(value >> (8 * UInt32($0)) & 0xFF) }
        }
        return bytes
    }

    // MARK: Polls

    private mutating func poll(_ mechanics: inout NoteMechanics, at now: KioskInstant) -> [UInt8] {
        let told = events.flatMap { $0 }
        if events.contains(where: { $0.first == 0xEE }), case .stacked = mechanics.phase {
            mechanics.becomeReady(at: now)
        }
        events = []
        return told + state(&mechanics, withAck: false, at: now)
    }

    /// Up to the first event that wants EVENT ACK; those behind it wait.
    private mutating func pollWithAck(_ mechanics: inout NoteMechanics, at now: KioskInstant) -> [UInt8] {
        if let unacknowledged { return unacknowledged }
        if let last = events.firstIndex(where: { [0xEE, 0xE6, 0xE1, 0xE2].contains($0[0]) }) {
            let told = events[...last].flatMap { $0 }
            events.removeFirst(last + 1)
            unacknowledged = told
            return told
        }
        let told = events.flatMap { $0 }
        events = []
        return told + state(&mechanics, withAck: true, at: now)
    }

    private mutating func eventAck(_ mechanics: inout NoteMechanics, at now: KioskInstant) -> UInt8 {
        guard unacknowledged != nil else { return Self.cannotBeProcessed }
        unacknowledged = nil
        if case .stacked = mechanics.phase { mechanics.becomeReady(at: now) }
        return Self.ok
    }

    /// What is told in each poll while it lasts.
    private mutating func state(
        _ mechanics: inout NoteMechanics, withAck: Bool, at now: KioskInstant
    ) -> [UInt8] {
        if let type = mechanics.heldType {
            guard hasToldEscrow else {
                hasToldEscrow = true
                mechanics.hold(at: now)
                return [0xEF, UInt8(type + 1)]
            }
            mechanics.stack(at: now)
            if mechanics.isDead { return [] }
        }
        var told: [UInt8] = []
        switch mechanics.phase {
        case .initialising: told = withAck ? [0xB6] : []
        case .accepting: told = [0xEF, 0x00]
        case .rejecting, .returning: told = [0xED]
        case .stacking: told = [0xCC]
        case .jammed(let inCashBox): told = [inCashBox ? 0xEA : 0xE9]
        case .poweredUp, .ready, .escrow, .holding, .stacked, .returned, .cheated: break
        }
        if !mechanics.hasCashBox {
            told.append(0xE3)
        } else if toldCashBoxIsOut {
            told.append(0xE4)
        }
        toldCashBoxIsOut = !mechanics.hasCashBox
        if mechanics.isFull, !toldFull { told.append(0xE7) }
        toldFull = mechanics.isFull
        if model.repeatsDisabled, !isEnabled, mechanics.phase == .ready { told.append(0xE8) }
        return told
    }

    // MARK: What the mechanics do

    package mutating func passed(
        _ phase: NoteMechanics.Phase, _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) {
        defer { before = phase }
        switch phase {
        case .poweredUp: if events.isEmpty { begin(&mechanics, at: now) }
        case .initialising: isEnabled = false
        case .ready:
            if case .rejecting = before { events.append([0xEC]) }
            if before == .initialising {
                if let clearing { events.append(clearing) }
                clearing = nil
                events.append([0xE8])
            }
        case .escrow(let type):
            lastType = type
            hasToldEscrow = false
            wasRejectedByHost = false
        case .rejecting(let why): rejectCode = Self.code(of: why)
        case .returning: rejectCode = wasRejectedByHost ? 0x08 : 0x13
        case .returned:
            events.append([0xEC])
            mechanics.becomeReady(at: now)
        case .stacking(let type): lastType = type
        case .stacked(let type): events += [[0xEE, UInt8(type + 1)], [0xEB]]
        case .cheated: events.append([0xE6, UInt8((lastType ?? -1) + 1)])
        case .accepting, .holding, .jammed: break
        }
    }

    private static func code(of why: NoteRejection) -> UInt8 {
        switch why {
        case .notRecognised: 0x02
        case .denominationNotTaken: 0x0C
        case .badInsertion: 0x18
        case .deviceTrouble: 0x0D
        }
    }

    package mutating func powerCycled(_ mechanics: inout NoteMechanics, at now: KioskInstant) {
        forget()
        // A jam is there after the start as it was before.
        if case .jammed = mechanics.phase { events = [[0xF1]] }
    }

    private mutating func forget() {
        codec.reset()
        lastFlag = nil
        lastAnswer = []
        version = 5
        inhibits = 0
        isEnabled = false
        events = []
        hasToldEscrow = false
        unacknowledged = nil
        clearing = nil
        toldCashBoxIsOut = false
        toldFull = false
    }

    /// Clears the way by itself, and says at the end where a note was.
    private mutating func begin(_ mechanics: inout NoteMechanics, at now: KioskInstant) {
        guard case .poweredUp(let place) = mechanics.phase else { return }
        let type = mechanics.noteInPath.flatMap { mechanics.model.denominations.firstIndex(of: $0) } ?? lastType
        let channel = UInt8((type ?? -1) + 1)
        switch place {
        case nil: clearing = nil
        case .inAcceptor: clearing = [0xE1, channel]
        case .inStacker: clearing = [0xE2, channel]
        }
        events = [[0xF1]]
        mechanics.reset(at: now)
    }
}
