package import KioskCore
import KioskDevices

/// What goes over the line.
extension SimulatedNoteAcceptor {
    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] {
        _ = deadlineReached(at: now)
        guard !isDead else { return [] }
        return codec.received(bytes).flatMap { event in
            switch event {
            case .corrupt: CCNETCodec.frame([CCNETCommand.refuse.rawValue])
            case .message(let payload): answer(payload, at: now)
            }
        }
    }

    private mutating func answer(_ payload: [UInt8], at now: KioskInstant) -> [UInt8] {
        guard let code = payload.first, let command = CCNETCommand(rawValue: code) else {
            return send([CCNETCommand.illegal])
        }
        switch command {
        case .acknowledge:
            acknowledged(at: now)
            return []
        case .refuse: return lastAnswer
        case .reset, .getStatus, .setSecurity, .poll, .enableBillTypes, .stack, .returnBill, .identification, .hold,
            .getBillTable:
            break
        }
        if commandsToIgnore > 0 {
            commandsToIgnore -= 1
            return []
        }
        if commandsToRefuse > 0 {
            commandsToRefuse -= 1
            return send([CCNETCommand.refuse.rawValue])
        }
        let reply = obey(command, Array(payload.dropFirst()), at: now)
        if answersToLose > 0 {
            answersToLose -= 1
            return []
        }
        return isDead ? [] : send(reply)
    }

    private mutating func send(_ payload: [UInt8]) -> [UInt8] {
        var frame = CCNETCodec.frame(payload)
        lastAnswer = frame
        if answersToGarble > 0 {
            answersToGarble -= 1
            frame[frame.count - 1] ^= 0x40
        }
        return frame
    }

    /// The kiosk has the last event in its journal: the device may forget it.
    private mutating func acknowledged(at now: KioskInstant) {
        switch phase {
        case .stacked(let type):
            // Only the acknowledgement of that very event counts, not one of a poll before it.
            if lastAnswer == CCNETCodec.frame(CCNETStatus.stacked(type: type).payload) { becomeReady(at: now) }
        case .returned(let type):
            if lastAnswer == CCNETCodec.frame(CCNETStatus.returned(type: type).payload) { becomeReady(at: now) }
        case .poweredUp, .initialising, .ready, .accepting, .rejecting, .escrow, .holding, .stacking, .returning,
            .jammed, .cheated:
            break
        }
    }

    private mutating func obey(_ command: CCNETCommand, _ data: [UInt8], at now: KioskInstant) -> [UInt8] {
        let accepted = [CCNETCommand.acknowledge.rawValue]
        let illegal = [CCNETCommand.illegal]
        switch command {
        case .acknowledge, .refuse: return []
        case .poll: return status.payload
        case .reset:
            reset(at: now)
            return accepted
        case .getStatus: return enabled.bytes + CCNETBillTypes.all.bytes
        case .setSecurity: return data.count == 3 ? accepted : illegal
        case .identification: return identification
        case .getBillTable:
            return model.refusesTableWhileBusy && (noteInPath != nil || holdsEvent) ? illegal : billTable
        case .enableBillTypes:
            guard let types = CCNETBillTypes(data.prefix(3)), let held = CCNETBillTypes(data.dropFirst(3)) else {
                return illegal
            }
            if case .poweredUp = phase { return illegal }
            if phase == .initialising { return illegal }
            enabled = types
            escrowed = held
            return accepted
        case .stack:
            guard let type = heldType else { return illegal }
            beginStack(type, at: now)
            return accepted
        case .returnBill:
            guard let type = heldType else { return illegal }
            beginReturn(type, at: now)
            return accepted
        case .hold:
            guard let type = heldType else { return illegal }
            hold(type, at: now)
            return accepted
        }
    }

    private var heldType: Int? {
        if case .escrow(let type) = phase { return type }
        if case .holding(let type) = phase { return type }
        return nil
    }

    private var holdsEvent: Bool {
        if case .stacked = phase { return true }
        if case .returned = phase { return true }
        return false
    }

    private var identification: [UInt8] {
        let part = Array("SIM-CCNET".utf8)
        let serial = Array("000000000001".utf8)
        return part + Array(repeating: 0x20, count: 15 - part.count) + serial + Array(repeating: 0, count: 7)
    }

    private var billTable: [UInt8] {
        (0..<CCNETBillTable.size).flatMap { type -> [UInt8] in
            guard model.denominations.indices.contains(type), let money = model.denominations[type] else {
                return [0, 0, 0, 0, 0]
            }
            var mantissa = money.minorUnits / money.currency.minorUnitsPerMajorUnit
            var exponent: UInt8 = 0
            while mantissa >= 10, mantissa % 10 == 0 {
                mantissa /= 10
                exponent += 1
            }
            return [UInt8(truncatingIfNeeded: mantissa)] + Array(model.country.utf8.prefix(3)) + [exponent]
        }
    }
}
