/// Command bytes of the bill validator. Source: MAN_CCNET rev. 2.3.1, section 5.3.
package enum CCNETCommand: UInt8, CaseIterable, Sendable {
    /// Acknowledges an answer; as an answer, says that a command was accepted.
    case acknowledge = 0x00
    case reset = 0x30
    case getStatus = 0x31
    case setSecurity = 0x32
    case poll = 0x33
    case enableBillTypes = 0x34
    case stack = 0x35
    case returnBill = 0x36
    case identification = 0x37
    /// Keeps a note in escrow for another ten seconds.
    case hold = 0x38
    case getBillTable = 0x41
    /// Asks the other side to send its last frame again.
    case refuse = 0xFF

    /// As an answer: the command is not allowed in the present state. The same byte as `reset`.
    package static let illegal: UInt8 = 0x30
}

/// What the driver asks of the device, one at a time.
enum CCNETRequest: Hashable, Sendable {
    case poll, reset, identification, billTable, security, stack, returnBill, hold
    case enable(CCNETBillTypes)

    var payload: [UInt8] {
        switch self {
        case .poll: [CCNETCommand.poll.rawValue]
        case .reset: [CCNETCommand.reset.rawValue]
        case .identification: [CCNETCommand.identification.rawValue]
        case .billTable: [CCNETCommand.getBillTable.rawValue]
        case .security: [CCNETCommand.setSecurity.rawValue] + CCNETBillTypes.all.bytes
        case .stack: [CCNETCommand.stack.rawValue]
        case .returnBill: [CCNETCommand.returnBill.rawValue]
        case .hold: [CCNETCommand.hold.rawValue]
        // Every type that is taken stops in escrow: a note is credited only after the kiosk has decided.
        case .enable(let types): [CCNETCommand.enableBillTypes.rawValue] + types.bytes + types.bytes
        }
    }
}

/// A set of the validator's 24 bill types; on the wire three bytes, type 23 in the highest bit of the first.
package struct CCNETBillTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue & 0xFF_FFFF }

    package init(type: Int) {
        self.init(rawValue: (0..<CCNETBillTable.size).contains(type) ? 1 << UInt32(type) : 0)
    }

    package init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == 3 else { return nil }
        self.init(rawValue: bytes.reduce(0) { $0 << 8 | UInt32($1) })
    }

    package static let all = CCNETBillTypes(rawValue: 0xFF_FFFF)

    package var bytes: [UInt8] {
        [UInt8(rawValue >> 16 & 0xFF), UInt8(rawValue >> 8 & 0xFF), UInt8(rawValue & 0xFF)]
    }
}
