package import KioskCore
import KioskDevices

/// What an ID-003 acceptor says over its line, written from the specification byte by byte.
///
/// Starts as the wiring switches say: open, and taking every denomination it knows. Settings are lost with the power
/// and at RESET. A frame with a wrong check is answered by nothing. VEND VALID is told until ACK comes, and STACKED
/// once after it.
/// Source: JCM, ID-003 Communication Specification, ID03-001E rev. 05, sections 3 to 7.
package struct ID003Wire: NoteWire {
    package var faults = NoteLineFaults()
    /// The optional power recovery function: VEND VALID is told for a note that RESET brought into the stacker.
    package var vendsAfterPowerUp = false
    /// Firmware that takes settings only when it has finished initialising.
    package var refusesSettingsWhileInitialising = false

    private var buffer: [UInt8] = []
    private var settings = Settings()
    private var lastAnswer: [UInt8] = []
    private var tellsStacked = false
    private var owesVendValid = false

    package init() {}

    private struct Settings: Sendable {
        /// The two bytes behind C0H: a bit that is set refuses its denomination.
        var refused: [UInt8] = [0x00, 0x00]
        var security: [UInt8] = [0x00, 0x00]
        var mode: UInt8 = 0x00
        var isInhibited = false
    }

    // MARK: Frames

    package mutating func received(
        _ bytes: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        buffer += bytes
        var answers: [UInt8] = []
        while let frame = nextFrame(), !mechanics.isDead {
            let body = frame.dropLast(2)
            guard Array(frame.suffix(2)) == CRC16.kermitBytes(body) else { continue }
            answers += answer(Array(body.dropFirst(2)), &mechanics, at: now)
        }
        return answers
    }

    /// Skips to the next FCH and takes what its length says; nil until all of that has come.
    private mutating func nextFrame() -> [UInt8]? {
        while let start = buffer.firstIndex(of: 0xFC) {
            buffer.removeFirst(start)
            guard buffer.count >= 2 else { return nil }
            let length = Int(buffer[1])
            guard length >= 5 else {
                buffer.removeFirst()
                continue
            }
            guard buffer.count >= length else { return nil }
            defer { buffer.removeFirst(length) }
            return Array(buffer.prefix(length))
        }
        buffer = []
        return nil
    }

    private mutating func send(_ payload: [UInt8]) -> [UInt8] {
        lastAnswer = payload
        var frame = [0xFC, UInt8(payload.count + 4)] + payload
        frame += CRC16.kermitBytes(frame)
        if faults.garblesAnswer() { frame[frame.count - 1] ^= 0x40 }
        return frame
    }

    // MARK: Commands

    private mutating func answer(
        _ payload: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        guard let command = payload.first else { return [] }
        if command == 0x50 {
            acknowledged(&mechanics, at: now)
            return []
        }
        if faults.ignoresCommand() { return [] }
        if faults.refusesCommand() { return send([0x4A]) }
        let reply = obey(command, Array(payload.dropFirst()), &mechanics, at: now)
        if faults.losesAnswer() { return [] }
        return mechanics.isDead ? [] : send(reply)
    }

    /// ACK ends VEND VALID, when VEND VALID is what was said last.
    private mutating func acknowledged(_ mechanics: inout NoteMechanics, at now: KioskInstant) {
        guard lastAnswer == [0x15] else { return }
        if owesVendValid {
            owesVendValid = false
        } else if case .stacked = mechanics.phase {
            mechanics.becomeReady(at: now)
            tellsStacked = true
        }
    }

    private mutating func obey(
        _ command: UInt8, _ data: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) -> [UInt8] {
        let accepted: [UInt8] = [0x50]
        let invalid: [UInt8] = [0x4B]
        switch command {
        case 0x11:
            let status = status(mechanics)
            tellsStacked = false
            return status
        case 0x40:
            if case .poweredUp(.inStacker) = mechanics.phase { owesVendValid = vendsAfterPowerUp }
            mechanics.reset(at: now)
            return accepted
        // STACK-1, STACK-2, RETURN, HOLD.
        case 0x41, 0x42, 0x43, 0x44:
            guard mechanics.heldType != nil else { return invalid }
            if command == 0x43 {
                mechanics.giveBack(at: now)
            } else if command == 0x44 {
                mechanics.hold(at: now)
            } else {
                mechanics.stack(at: now)
            }
            return accepted
        case 0x80: return [0x80] + settings.refused
        case 0x81: return [0x81] + settings.security
        case 0x82: return [0x82, settings.mode]
        case 0x83: return [0x83, settings.isInhibited ? 0x01 : 0x00]
        case 0x88: return [0x88] + Array("SIM(CHN)-05-SS ID003-05V100-01 01JAN26 1A2B".utf8)
        case 0x89: return [0x89] + Array("B07".utf8)
        case 0x8A:
            let isRefused = mechanics.model.refusesTableWhileBusy && isBusy(mechanics)
            return isRefused ? invalid : [0x8A] + currencyAssignment(mechanics.model)
        case 0xC0, 0xC1, 0xC2, 0xC3:
            guard set(command, data, mechanics.phase) else { return invalid }
            open(&mechanics)
            return [command] + data
        default: return invalid
        }
    }

    private mutating func set(_ command: UInt8, _ data: [UInt8], _ phase: NoteMechanics.Phase) -> Bool {
        if case .poweredUp = phase { return false }
        if phase == .initialising, refusesSettingsWhileInitialising { return false }
        switch (command, data.count) {
        case (0xC0, 2): settings.refused = data
        case (0xC1, 2): settings.security = data
        case (0xC2, 1): settings.mode = data[0]
        case (0xC3, 1): settings.isInhibited = data[0] & 0x01 != 0
        default: return false
        }
        return true
    }

    // MARK: States

    package mutating func passed(
        _ phase: NoteMechanics.Phase, _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) {
        switch phase {
        case .poweredUp: settings = Settings()
        case .initialising: settings = Settings()
        case .ready: open(&mechanics)
        // There is no event for a note given back: the state ends, and the device is ready.
        case .returned: mechanics.becomeReady(at: now)
        case .accepting, .rejecting, .escrow, .holding, .stacking, .stacked, .returning, .jammed, .cheated: break
        }
    }

    package mutating func powerCycled(_ mechanics: inout NoteMechanics, at now: KioskInstant) {
        buffer = []
        lastAnswer = []
        tellsStacked = false
        owesVendValid = false
    }

    /// Lets the mechanics take what the settings allow.
    private func open(_ mechanics: inout NoteMechanics) {
        let known = mechanics.model.denominations.prefix(16).indices
        let taken = known.filter { type in
            mechanics.model.denominations[type] != nil && settings.refused[type / 8] & 1 << (type % 8) == 0
        }
        mechanics.take(settings.isInhibited ? [] : Set(taken), escrowed: Set(known))
    }

    private func status(_ mechanics: NoteMechanics) -> [UInt8] {
        switch mechanics.phase {
        case .poweredUp(nil): return [0x40]
        case .poweredUp(.inAcceptor): return [0x41]
        case .poweredUp(.inStacker): return [0x42]
        case .initialising: return [0x1B]
        case .ready:
            if owesVendValid { return [0x15] }
            if tellsStacked { return [0x16] }
            if !mechanics.hasCashBox { return [0x44] }
            if mechanics.isFull { return [0x43] }
            return settings.isInhibited ? [0x1A] : [0x11]
        case .accepting: return [0x12]
        case .rejecting(.badInsertion): return [0x17, 0x71]
        case .rejecting(.denominationNotTaken): return [0x17, 0x79]
        case .rejecting(.deviceTrouble): return [0x17, 0x75]
        case .rejecting(.notRecognised): return [0x17, 0x76]
        case .escrow(let type): return [0x13, 0x61 + UInt8(truncatingIfNeeded: type % 16)]
        case .holding: return [0x19]
        case .stacking: return [0x14]
        case .stacked: return [0x15]
        case .returning, .returned: return [0x18]
        case .jammed(let inStacker): return inStacker ? [0x46] : [0x45]
        case .cheated: return [0x48]
        }
    }

    private func isBusy(_ mechanics: NoteMechanics) -> Bool {
        if case .stacked = mechanics.phase { return true }
        return mechanics.noteInPath != nil
    }

    /// Four bytes a denomination: its code behind ESCROW, the country, a mantissa and an exponent of ten.
    private func currencyAssignment(_ model: NoteAcceptorModel) -> [UInt8] {
        let countries: [Currency: UInt8] = [.cny: 0x2D, .eur: 0xE0, .brl: 0x0C, .jpy: 0x0A, .chf: 0x16]
        return model.denominations.prefix(16).enumerated().flatMap { type, money -> [UInt8] in
            let code = 0x61 + UInt8(type)
            guard let money, let country = countries[money.currency] else { return [code, 0x00, 0x00, 0x00] }
            let (mantissa, exponent) = money.mantissaAndExponent
            return [code, country, mantissa, exponent]
        }
    }
}
