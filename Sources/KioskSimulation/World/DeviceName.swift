/// The devices of the simulated kiosk.
package enum DeviceName: String, CaseIterable, Codable, Sendable {
    case scanner, acceptor, printer, terminal
}
