/// A place where a replayed machine does not do what was done when the recording was made.
package struct TrafficDifference: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case sentOther([UInt8], insteadOf: [UInt8])
        /// The recording has it, the machine did not send it.
        case notSent([UInt8])
        /// The machine sent it, the recording does not have it.
        case sentUnasked([UInt8])
        case statusNotAsked
        /// The machine asked for a port status for which the recording has no answer.
        case statusAskedUnasked
        /// So many records found no room when it was recorded; the replay ends there.
        case recordingHasGap(Int)
        /// The line was open already when the recording began; nothing of it can be judged.
        case beginsInTheMiddle
        /// The recording has a command that is none of this machine's.
        case unknownCommand(String)
        /// The machine never came to rest.
        case endless
    }

    /// Differences that are kept; after that many the rest says nothing new.
    package static let most = 100

    package let atMilliseconds: Int64
    /// The number of records that were played by then.
    package let afterRecord: Int
    package let kind: Kind

    package var description: String {
        let what =
            switch kind {
            case .sentOther(let sent, let expected):
                "sent \(Hexadecimal.text(of: sent)) instead of \(Hexadecimal.text(of: expected))"
            case .notSent(let expected): "did not send \(Hexadecimal.text(of: expected))"
            case .sentUnasked(let sent): "sent \(Hexadecimal.text(of: sent)), which the recording does not have"
            case .statusNotAsked: "did not ask for the port status"
            case .statusAskedUnasked: "asked for a port status that the recording does not have"
            case .recordingHasGap(let count): "cannot go on: \(count) records are missing"
            case .beginsInTheMiddle: "the recording begins in the middle of a conversation: record it anew"
            case .unknownCommand(let text): "the command \(text.prefix(200)) is none of this device's"
            case .endless: "did not come to rest"
            }
        return "\(atMilliseconds) ms, record \(afterRecord): \(what)"
    }
}
