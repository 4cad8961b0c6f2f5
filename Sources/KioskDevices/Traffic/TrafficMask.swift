/// What a recording does not keep of what is sent: it is written as zeros instead.
package struct TrafficMask: Sendable {
    let hide: @Sendable (_ sent: [UInt8]) -> [UInt8]

    package static let nothing = TrafficMask { $0 }

    /// The password in a ZVT message to a payment terminal, in either framing.
    ///
    /// What is written is the message of a kiosk whose password is 000000, its check too: from the check of the true
    /// one the password could be guessed. So a replay takes a `ZVTProfile` with that password.
    package static let zvtPassword = TrafficMask { sent in
        var framing = ZVTSerialFraming()
        let framed: [ZVTMessage] = framing.received(sent).compactMap { event in
            if case .message(let message) = event { message } else { nil }
        }
        if let message = framed.last {
            guard message.hasPassword else { return sent }
            // An acknowledgement may go before it.
            let before = sent.dropLast(ZVTSerialFraming.frame(message).count)
            return before + ZVTSerialFraming.frame(message.withoutPassword)
        }
        guard case .message(let message, sent.count) = ZVTCodec.decode(sent[...]), message.hasPassword else {
            return sent
        }
        return ZVTCodec.encode(message.withoutPassword)
    }
}

extension ZVTMessage {
    /// Three bytes of binary-coded decimal, in front of all else.
    private static let passwordLength = 3

    /// Those that the kiosk sends.
    fileprivate var hasPassword: Bool {
        switch command {
        case .registration, .statusEnquiry, .turnoverTotals, .repeatReceipt, .reversal, .endOfDay:
            data.count >= ZVTMessage.passwordLength
        default: false
        }
    }

    fileprivate var withoutPassword: ZVTMessage {
        ZVTMessage(
            command,
            [UInt8](repeating: 0, count: ZVTMessage.passwordLength) + data.dropFirst(ZVTMessage.passwordLength))
    }
}
