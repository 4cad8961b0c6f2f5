import KioskCore

/// What the driver asks of the reader; always slot 0. Numbers with more than one byte go low byte first.
///
/// Source: CCID revision 1.1, section 6.1.
package enum CCIDCommand: Hashable, Sendable {
    /// Nil lets the reader choose the voltage.
    case powerOn(CCIDClassDescriptor.Voltage?)
    case powerOff
    case slotStatus
    /// `waitMultiplier` stretches the block waiting time of T=1 for this block; `level` is `wLevelParameter`.
    case transfer([UInt8], waitMultiplier: UInt8 = 0, level: CCIDChaining = .whole)
    case getParameters
    case setParameters(CCIDParameters)

    package func bytes(sequence: UInt8) -> [UInt8] {
        switch self {
        case .powerOn(let voltage): message(0x62, sequence, [voltage?.rawValue ?? 0, 0, 0])
        case .powerOff: message(0x63, sequence)
        case .slotStatus: message(0x65, sequence)
        case .transfer(let data, let waitMultiplier, let level):
            message(0x6F, sequence, [waitMultiplier, level.rawValue, 0], data)
        case .getParameters: message(0x6C, sequence)
        case .setParameters(let parameters):
            message(0x61, sequence, [parameters.transmission.rawValue, 0, 0], parameters.bytes)
        }
    }

    private func message(
        _ type: UInt8, _ sequence: UInt8, _ specific: [UInt8] = [0, 0, 0], _ data: [UInt8] = []
    ) -> [UInt8] {
        let count = UInt32(truncatingIfNeeded: data.count)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> UInt32(8 * $0)) }
        return [type] + length + [0, sequence] + specific + data
    }

    /// The messages that answer it when all is well (CCID 1.1, table 6.1-2).
    var answeredBy: CCIDAnswer.Kind {
        switch self {
        case .powerOn, .transfer: .dataBlock
        case .powerOff, .slotStatus: .slotStatus
        case .getParameters, .setParameters: .parameters
        }
    }
}

/// Which part of an extended APDU a message carries: `wLevelParameter` of a command, `bChainParameter` of an answer
/// (CCID 1.1, sections 6.1.4 and 6.2.1).
package enum CCIDChaining: UInt8, Hashable, Sendable {
    case whole = 0x00
    case begins = 0x01
    case ends = 0x02
    case continues = 0x03
    /// Empty: the other side is to go on.
    case goOn = 0x10
}

/// What the reader answers to a command.
///
/// Source: CCID revision 1.1, section 6.2.
package struct CCIDAnswer: Hashable, Sendable {
    package enum Kind: UInt8, CaseIterable, Hashable, Sendable {
        case dataBlock = 0x80
        case slotStatus = 0x81
        case parameters = 0x82
        case escape = 0x83
        case rates = 0x84
    }

    /// How the slot is; `bmICCStatus`.
    package enum Card: UInt8, Hashable, Sendable {
        case active = 0
        case inactive = 1
        case absent = 2
    }

    /// What became of the command; `bmCommandStatus` and `bError`.
    package enum Outcome: Hashable, Sendable {
        case done
        case failed(CCIDError)
        /// The card needs more time: this many times its waiting time.
        case needsTime(UInt8)
    }

    package var kind: Kind
    package var slot: UInt8
    package var sequence: UInt8
    package var card: Card
    package var outcome: Outcome
    /// Byte 9: the chain parameter, the clock status or the protocol, as the kind has it.
    package var specific: UInt8
    package var data: [UInt8]

    package init(
        _ kind: Kind, slot: UInt8 = 0, sequence: UInt8, card: Card = .active, outcome: Outcome = .done,
        specific: UInt8 = 0, data: [UInt8] = []
    ) {
        self.kind = kind
        self.slot = slot
        self.sequence = sequence
        self.card = card
        self.outcome = outcome
        self.specific = specific
        self.data = data
    }
}

/// `bError` of a failed command (CCID 1.1, table 6.2-2).
package enum CCIDError: Hashable, Sendable {
    case aborted
    case cardMute
    case parity
    case overrun
    case hardware
    case badInitialCharacter
    case badCheckCharacter
    case protocolNotSupported
    case voltageNotSupported
    case procedureByteConflict
    case protocolDeactivated
    /// The reader is about to activate or negotiate by itself.
    case busyByItself
    case slotBusy
    case commandNotSupported
    /// The byte of the command at this index is wrong, or asks for what the reader does not have.
    case badField(UInt8)
    case other(UInt8)

    package init(code: UInt8) {
        self =
            switch code {
            case 0xFF: .aborted
            case 0xFE: .cardMute
            case 0xFD: .parity
            case 0xFC: .overrun
            case 0xFB: .hardware
            case 0xF8: .badInitialCharacter
            case 0xF7: .badCheckCharacter
            case 0xF6: .protocolNotSupported
            case 0xF5: .voltageNotSupported
            case 0xF4: .procedureByteConflict
            case 0xF3: .protocolDeactivated
            case 0xF2: .busyByItself
            case 0xE0: .slotBusy
            case 0x00: .commandNotSupported
            case 0x01...0x7F: .badField(code)
            default: .other(code)
            }
    }

    package var code: UInt8 {
        switch self {
        case .aborted: 0xFF
        case .cardMute: 0xFE
        case .parity: 0xFD
        case .overrun: 0xFC
        case .hardware: 0xFB
        case .badInitialCharacter: 0xF8
        case .badCheckCharacter: 0xF7
        case .protocolNotSupported: 0xF6
        case .voltageNotSupported: 0xF5
        case .procedureByteConflict: 0xF4
        case .protocolDeactivated: 0xF3
        case .busyByItself: 0xF2
        case .slotBusy: 0xE0
        case .commandNotSupported: 0x00
        case .badField(let code), .other(let code): code
        }
    }
}
