package import KioskCore

/// How messages are put on the line.
package enum ZVTFraming: String, CaseIterable, Codable, Sendable {
    /// RS-232, or a USB port that poses as one.
    case serial
    /// TCP.
    case plain
}

/// One end of a ZVT line, the kiosk's or the terminal's: sends messages, sends damaged ones again, finds messages in
/// bytes that come cut anywhere.
///
/// On a serial line one frame is under way at a time, and the next waits in a queue of `largestQueue`. Over TCP
/// there is nothing to wait for.
package struct ZVTLink: Sendable {
    package let framing: ZVTFraming
    /// How long the other side may take to acknowledge a frame.
    package static let acknowledgementWait: Duration = .seconds(1)
    /// How often a frame is sent, all in all.
    package static let sendLimit = 3
    package static let largestQueue = 16

    private var plain = ZVTPlainFraming()
    private var serial = ZVTSerialFraming()
    private var underWay: Frame?
    private var queue: [[UInt8]] = []

    private struct Frame: Sendable {
        let bytes: [UInt8]
        var timesSent: Int
        var deadline: KioskInstant
    }

    package init(_ framing: ZVTFraming) { self.framing = framing }

    package var nextDeadline: KioskInstant? { underWay?.deadline }
    package var bufferedCount: Int { max(plain.bufferedCount, serial.bufferedCount) }

    package mutating func reset() {
        self = ZVTLink(framing)
    }

    /// The bytes to send now; none when a frame before it is still under way.
    package mutating func send(_ message: ZVTMessage, at now: KioskInstant) -> [UInt8] {
        switch framing {
        case .plain: return ZVTCodec.encode(message)
        case .serial:
            let frame = ZVTSerialFraming.frame(message)
            guard underWay == nil else {
                // The oldest waits longest for nothing: its deadline above has passed long ago.
                if queue.count == Self.largestQueue { queue.removeFirst() }
                queue.append(frame)
                return []
            }
            underWay = Frame(bytes: frame, timesSent: 1, deadline: now.advanced(by: Self.acknowledgementWait))
            return frame
        }
    }

    package struct Received: Sendable {
        package var messages: [ZVTMessage] = []
        /// What the line itself answers.
        package var toSend: [UInt8] = []
    }

    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> Received {
        var result = Received()
        switch framing {
        case .plain:
            for case .message(let message) in plain.received(bytes) { result.messages.append(message) }
        case .serial:
            for event in serial.received(bytes) {
                switch event {
                case .message(let message):
                    result.messages.append(message)
                    result.toSend.append(ZVTSerialFraming.acknowledgement)
                case .garbled: result.toSend.append(ZVTSerialFraming.refusal)
                case .frameAcknowledged: result.toSend += next(at: now)
                case .frameRefused: result.toSend += again(at: now)
                }
            }
        }
        return result
    }

    /// Sends the frame under way again when its acknowledgement is overdue. After the last time it is given up in
    /// silence: what was to be answered has its own deadline above.
    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] {
        guard let frame = underWay, now >= frame.deadline else { return [] }
        return again(at: now)
    }

    private mutating func again(at now: KioskInstant) -> [UInt8] {
        guard var frame = underWay else { return [] }
        guard frame.timesSent < Self.sendLimit else { return next(at: now) }
        frame.timesSent += 1
        frame.deadline = now.advanced(by: Self.acknowledgementWait)
        underWay = frame
        return frame.bytes
    }

    private mutating func next(at now: KioskInstant) -> [UInt8] {
        underWay = nil
        guard !queue.isEmpty else { return [] }
        let bytes = queue.removeFirst()
        underWay = Frame(bytes: bytes, timesSent: 1, deadline: now.advanced(by: Self.acknowledgementWait))
        return bytes
    }
}
