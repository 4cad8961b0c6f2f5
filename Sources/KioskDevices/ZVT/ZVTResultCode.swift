package import KioskCore

/// What a terminal's result codes and states mean to a resident and to a technician.
/// Source: ECR-Interface ZVT-Protocol PA00P015 rev. 13.06, chapters "Error-Messages" and "Intermediate Status".
package enum ZVTResultCode {
    package static let done: UInt8 = 0x00
    package static let notRegistered: UInt8 = 0x6B
    /// The cancel key, or nobody did anything for too long.
    package static let cancelledOrTimedOut: UInt8 = 0x6C
    package static let functionNotPossible: UInt8 = 0x83
    package static let pleaseWait: UInt8 = 0x9C
    package static let notReady: UInt8 = 0xA0
    package static let alreadyReversed: UInt8 = 0xB4
    package static let declinedByHost: UInt8 = 0x05
    package static let cardNotReadable: UInt8 = 0x64

    package static func decline(_ code: UInt8) -> CardDecline {
        switch code {
        // Up to 63 the code is the bank's own.
        case 0x01...0x63: .declinedByIssuer
        case 0x6C: .cancelled
        case 0x64, 0x65, 0x66, 0x72, 0x73, 0x7B, 0x7C, 0x7E: .cardNotReadable
        case 0x67, 0x68, 0x6E, 0x71, 0x76, 0x78, 0x79, 0x7A, 0xC5, 0xD2, 0xEA: .declinedByIssuer
        default: .terminalTrouble
        }
    }

    /// For technicians.
    package static func text(_ code: UInt8) -> String {
        let meaning =
            switch code {
            case 0x01...0x63: "refused by the bank"
            case notRegistered: "terminal not registered"
            case cancelledOrTimedOut: "cancelled or timed out"
            case functionNotPossible: "function not possible"
            case pleaseWait, notReady: "terminal busy"
            case alreadyReversed: "already reversed"
            case 0xB5: "reversal not possible"
            case 0xFF: "system error"
            default: "see the terminal's manual"
            }
        return "result code \(String(code, radix: 16, uppercase: true)): \(meaning)"
    }

    package static func prompt(_ status: UInt8) -> TerminalPrompt {
        switch status {
        case 0x0A, 0x2A: .insertCard
        case 0x01, 0x02: .enterPIN
        case 0x0B, 0x41...0x5D, 0x66, 0x67: .removeCard
        case 0x04, 0x05, 0x06, 0x0E, 0x0F, 0x17, 0x2B, 0x2C, 0xC9, 0xCA, 0xD2, 0xD3, 0xF2: .wait
        default: .other
        }
    }
}
