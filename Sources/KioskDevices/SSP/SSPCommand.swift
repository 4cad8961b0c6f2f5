/// Command bytes of a note validator. Source: GA138, the command table of the NV9USB.
package enum SSPCommand: UInt8, CaseIterable, Sendable {
    case reset = 0x01
    case setInhibits = 0x02
    case setupRequest = 0x05
    case hostProtocolVersion = 0x06
    case poll = 0x07
    /// Gives the note in escrow back.
    case reject = 0x08
    case disable = 0x09
    case enable = 0x0A
    case getSerialNumber = 0x0C
    case sync = 0x11
    case lastRejectCode = 0x17
    /// Keeps the note in escrow for another ten seconds.
    case hold = 0x18
    case getFirmwareVersion = 0x20
    /// A poll whose important events are repeated until `eventAck`.
    case pollWithAck = 0x56
    case eventAck = 0x57
}

/// What the driver asks of the device, one at a time.
enum SSPRequest: Hashable, Sendable {
    case sync, setup, serialNumber, firmwareVersion, poll, pollWithAck, eventAck, reject, hold, enable, disable
    case lastRejectCode, reset
    case hostProtocolVersion(UInt8)
    case setInhibits(SSPChannels)

    var data: [UInt8] {
        switch self {
        case .sync: [SSPCommand.sync.rawValue]
        case .setup: [SSPCommand.setupRequest.rawValue]
        case .serialNumber: [SSPCommand.getSerialNumber.rawValue]
        case .firmwareVersion: [SSPCommand.getFirmwareVersion.rawValue]
        case .poll: [SSPCommand.poll.rawValue]
        case .pollWithAck: [SSPCommand.pollWithAck.rawValue]
        case .eventAck: [SSPCommand.eventAck.rawValue]
        case .reject: [SSPCommand.reject.rawValue]
        case .hold: [SSPCommand.hold.rawValue]
        case .enable: [SSPCommand.enable.rawValue]
        case .disable: [SSPCommand.disable.rawValue]
        case .lastRejectCode: [SSPCommand.lastRejectCode.rawValue]
        case .reset: [SSPCommand.reset.rawValue]
        case .hostProtocolVersion(let version): [SSPCommand.hostProtocolVersion.rawValue, version]
        case .setInhibits(let channels): [SSPCommand.setInhibits.rawValue] + channels.bytes
        }
    }

    var isPoll: Bool { self == .poll || self == .pollWithAck }
}

/// The first byte of every answer. Source: GA138, section Generic Commands and Responses.
package enum SSPResponse: UInt8, CaseIterable, Sendable {
    case ok = 0xF0
    case commandNotKnown = 0xF2
    case wrongNumberOfParameters = 0xF3
    case parameterOutOfRange = 0xF4
    case cannotBeProcessed = 0xF5
    case softwareError = 0xF6
    case fail = 0xF8
    case keyNotSet = 0xFA
}

/// An answer, told apart by its first byte.
enum SSPAnswer: Hashable, Sendable {
    /// What came after `ok`.
    case ok([UInt8])
    case refused(SSPResponse)

    /// Nil for what is no answer of the protocol.
    init?(_ data: [UInt8]) {
        guard let first = data.first, let response = SSPResponse(rawValue: first) else { return nil }
        self = response == .ok ? .ok(Array(data.dropFirst())) : .refused(response)
    }
}

/// A set of a validator's channels. On the wire, channel 1 is the lowest bit of the first byte; what is set is taken,
/// what is not is inhibited. Source: GA138, SET INHIBITS.
package struct SSPChannels: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    /// The most channels any validator has (NV200); the others have 16.
    package static let highest = 24

    package init(rawValue: UInt32) { self.rawValue = rawValue & 0xFF_FFFF }

    /// Empty when there is no such channel.
    package init(channel: Int) {
        self.init(rawValue: (1...Self.highest).contains(channel) ? 1 << UInt32(channel - 1) : 0)
    }

    /// Two bytes, which every validator understands; three only where a channel needs them.
    package var bytes: [UInt8] {
        let all = [UInt8(rawValue & 0xFF), UInt8(rawValue >> 8 & 0xFF), UInt8(rawValue >> 16 & 0xFF)]
        return all[2] == 0 ? Array(all.prefix(2)) : all
    }
}
