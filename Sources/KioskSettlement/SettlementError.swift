/// Why the hub cannot be talked to at all, in words for the person who configures the kiosk. A hub that does not
/// answer is no error but a `HubTrouble`.
package struct SettlementError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The hub's address is no URL of the form `https://host[:port]`.
        case addressInvalid
        /// Money would go over a network in clear text.
        case addressNotEncrypted
    }

    package let code: Code
    /// What is wrong and what to write instead.
    package let message: String

    package var description: String { "\(code.rawValue): \(message)" }
}
