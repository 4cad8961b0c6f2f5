package import KioskCore
import KioskDevices

/// What a CCNET validator says over its line: answers and nothing else, one to each question.
///
/// Frames go through `KioskDevices`' codec, which is checked against published frames.
/// Source: CashCode NET Interface, MAN_CCNET rev. 2.3.1, sections 2 and 5.
package struct CCNETWire: NoteWire {
    package var faults = NoteLineFaults()

    private var codec = CCNETCodec()
    private var lastAnswer: [UInt8] = []

    package init() {}

    package mutating func received(
        _ bytes: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        var answers: [UInt8] = []
        for event in codec.received(bytes) where !mechanics.isDead {
            switch event {
            case .corrupt: answers += CCNETCodec.frame([CCNETCommand.refuse.rawValue])
            case .message(let payload): answers += answer(payload, &mechanics, at: now)
            }
        }
        return answers
    }

    package mutating func powerCycled(_ mechanics: inout NoteMechanics, at now: KioskInstant) { codec.reset() }

    private mutating func answer(
        _ payload: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        guard let code = payload.first, let command = CCNETCommand(rawValue: code) else {
            return send([CCNETCommand.illegal])
        }
        switch command {
        case .acknowledge:
            acknowledged(&mechanics, at: now)
            return []
        case .refuse: return lastAnswer
        case .reset, .getStatus, .setSecurity, .poll, .enableBillTypes, .stack, .returnBill, .identification, .hold,
            .getBillTable:
            break
        }
        if faults.ignoresCommand() { return [] }
        if faults.refusesCommand() { return send([CCNETCommand.refuse.rawValue]) }
        let reply = obey(command, Array(payload.dropFirst()), &mechanics, at: now)
        if faults.losesAnswer() { return [] }
        return mechanics.isDead ? [] : send(reply)
    }

    private mutating func send(_ payload: [UInt8]) -> [UInt8] {
        var frame = CCNETCodec.frame(payload)
        lastAnswer = frame
        if faults.garblesAnswer() { frame[frame.count - 1] ^= 0x40 }
        return frame
    }

    /// The kiosk has the last event in its journal: the device may forget it.
    private func acknowledged(_ mechanics: inout NoteMechanics, at now: KioskInstant) {
        switch mechanics.phase {
        case .stacked, .returned:
            // Only the acknowledgement of that very event counts, not one of a poll before it.
            if lastAnswer == CCNETCodec.frame(mechanics.ccnetStatus.payload) { mechanics.becomeReady(at: now) }
        case .poweredUp, .initialising, .ready, .accepting, .rejecting, .escrow, .holding, .stacking, .returning,
            .jammed, .cheated:
            break
        }
    }

    private func obey(
        _ command: CCNETCommand, _ data: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        let accepted = [CCNETCommand.acknowledge.rawValue]
        let illegal = [CCNETCommand.illegal]
        switch command {
        case .acknowledge, .refuse: return []
        case .poll: return mechanics.ccnetStatus.payload
        case .reset:
            mechanics.reset(at: now)
            return accepted
        case .getStatus: return CCNETBillTypes(mechanics.enabled).bytes + CCNETBillTypes.all.bytes
        case .setSecurity: return data.count == 3 ? accepted : illegal
        case .identification: return Self.identification
        case .getBillTable: return mechanics.refusesTable ? illegal : mechanics.model.ccnetBillTable
        case .enableBillTypes:
            guard let types = CCNETBillTypes(data.prefix(3)), let held = CCNETBillTypes(data.dropFirst(3)) else {
                return illegal
            }
            if case .poweredUp = mechanics.phase { return illegal }
            if mechanics.phase == .initialising { return illegal }
            mechanics.take(types.types, escrowed: held.types)
            return accepted
        case .stack, .returnBill, .hold:
            guard mechanics.heldType != nil else { return illegal }
            if command == .stack { mechanics.stack(at: now) }
            if command == .returnBill { mechanics.giveBack(at: now) }
            if command == .hold { mechanics.hold(at: now) }
            return accepted
        }
    }

    private static let identification: [UInt8] = {
        let part = Array("SIM-CN0100".utf8)
        let serial = Array("000000000001".utf8)
        return part + Array(repeating: 0x20, count: 15 - part.count) + serial + Array(repeating: 0, count: 7)
    }()
}

extension CCNETBillTypes {
    fileprivate init(_ types: Set<Int>) {
        self = types.reduce(into: []) { $0.insert(CCNETBillTypes(type: $1)) }
    }

    fileprivate var types: Set<Int> {
        Set((0..<CCNETBillTable.size).filter { contains(CCNETBillTypes(type: $0)) })
    }
}

extension NoteMechanics {
    /// What a poll is answered with.
    fileprivate var ccnetStatus: CCNETStatus {
        switch phase {
        case .poweredUp(nil): .powerUp
        case .poweredUp(.inAcceptor): .powerUpWithBillInValidator
        case .poweredUp(.inStacker): .powerUpWithBillInStacker
        case .initialising: .initialising
        case .ready:
            if !hasCashBox {
                .cassetteRemoved
            } else if isFull {
                .cassetteFull
            } else {
                enabled.isEmpty ? .disabled : .idling
            }
        case .accepting: .accepting
        case .rejecting(.badInsertion): .rejecting(reason: CCNETRejectReason.insertion)
        case .rejecting(.denominationNotTaken): .rejecting(reason: CCNETRejectReason.inhibit)
        case .rejecting(.deviceTrouble): .rejecting(reason: CCNETRejectReason.conveying)
        case .rejecting(.notRecognised): .rejecting(reason: CCNETRejectReason.identification)
        case .escrow(let type): .escrow(type: type)
        case .holding: .holding
        case .stacking: .stacking
        case .stacked(let type): .stacked(type: type)
        case .returning: .returning
        case .returned(let type): .returned(type: type)
        case .jammed(let inCashBox): inCashBox ? .cassetteJammed : .validatorJammed
        case .cheated: .cheated
        }
    }

    fileprivate var refusesTable: Bool {
        guard model.refusesTableWhileBusy else { return false }
        switch phase {
        case .stacked, .returned: return true
        case .poweredUp, .initialising, .ready, .accepting, .rejecting, .escrow, .holding, .stacking, .returning,
            .jammed, .cheated:
            return noteInPath != nil
        }
    }
}

extension NoteAcceptorModel {
    /// The answer to GET BILL TABLE: five bytes a type.
    fileprivate var ccnetBillTable: [UInt8] {
        (0..<CCNETBillTable.size).flatMap { type -> [UInt8] in
            guard denominations.indices.contains(type), let money = denominations[type] else {
                return [0, 0, 0, 0, 0]
            }
            let (mantissa, exponent) = money.mantissaAndExponent
            return [mantissa] + Array(country.utf8.prefix(3)) + [exponent]
        }
    }
}

extension Money {
    /// Major units as a number without zeros at its end and a power of ten, as several wires tell denominations.
    var mantissaAndExponent: (UInt8, UInt8) {
        var mantissa = minorUnits / currency.minorUnitsPerMajorUnit
        var exponent: UInt8 = 0
        while mantissa >= 10, mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        return (UInt8(truncatingIfNeeded: mantissa), exponent)
    }
}
