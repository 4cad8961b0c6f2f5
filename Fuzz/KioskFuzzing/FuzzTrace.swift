import Foundation

/// Tells, when `KIOSK_FUZZ_TRACE` is set, what a script does to a machine and what the machine answers: how an input
/// that a fuzzer found is read, and how one for the corpus is written.
enum FuzzTrace {
    static let isOn = ProcessInfo.processInfo.environment["KIOSK_FUZZ_TRACE"] != nil

    static func say(_ text: @autoclosure () -> String) {
        if isOn { print(text()) }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let shown = bytes.prefix(64).map { String($0 >> 4, radix: 16) + String($0 & 0x0F, radix: 16) }
        return shown.joined(separator: " ") + (bytes.count > 64 ? " … (\(bytes.count) bytes)" : "")
    }
}
