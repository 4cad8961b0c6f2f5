import Foundation

/// Where the hub is: `https://` and a host, or plain `http://` on this machine alone, as the demo has it.
package struct HubAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address without a slash at its end.
    package let text: String

    package init(_ text: String) throws(SettlementError) {
        guard let url = URLComponents(string: text), let scheme = url.scheme, let host = url.host, !host.isEmpty,
            ["http", "https"].contains(scheme), url.query == nil, url.fragment == nil, url.user == nil,
            ["", "/"].contains(url.path)
        else {
            throw SettlementError(
                code: .addressInvalid,
                message: "\(text) is no address of a hub: write it as https://hub.example.org:8443.")
        }
        guard scheme == "https" || ["127.0.0.1", "[::1]", "::1", "localhost"].contains(host) else {
            throw SettlementError(
                code: .addressNotEncrypted,
                message: "\(text) is not encrypted: use https; plain http is for 127.0.0.1 alone.")
        }
        self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    package var description: String { text }
}
