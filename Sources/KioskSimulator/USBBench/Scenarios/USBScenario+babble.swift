import KioskControl
import KioskCore

/// Devices that are not what they seem, plugged in over QEMU's `usb-redir`: they send more than they were asked for,
/// or stall.
extension USBScenario {
    static let babble: [USBScenario] = [
        redirected(
            "scanner", "scanner-babbles", misbehaves: "babble", 12, { $0.scanner },
            then: { stage, _, before in
                let page = try await stage.screen.page
                try expect(page?.screen == "attract", "A babbling scanner brought the screen \(page?.screen ?? "-").")
                return "and no code was read from it"
            }),
        redirected(
            "scanner", "scanner-stalls", misbehaves: "stall", 4, { $0.scanner },
            then: { _, _, _ in
                "and no code was read from it"
            }),
        redirected(
            "note-acceptor", "note-acceptor-babbles", misbehaves: "babble", 12, { $0.acceptor },
            then: { stage, _, before in
                try expect(try await stage.stackedNotes == before, "A babbling acceptor credited money.")
                return "and no money was credited"
            }),
        redirected(
            "note-acceptor", "note-acceptor-stalls", misbehaves: "stall", 4, { $0.acceptor },
            then: { _, _, _ in
                "and the kiosk went on"
            }),
    ]

    /// The usual device leaves, one with its ids and serial number comes in its place and misbehaves; then it is back.
    private static func redirected<Firmware: GadgetFirmware>(
        _ device: String, _ name: String, misbehaves deed: String, _ count: Int,
        _ usual: @escaping @Sendable (USBBenchDevices) -> USBBenchDevice<Firmware>,
        then: @escaping @Sendable (USBBenchStage, USBBenchResident, _ stackedBefore: Int) async throws -> String
    ) -> USBScenario {
        USBScenario(name) { stage, resident in
            let usual = usual(stage.devices)
            let peer = device == "scanner" ? "scanner" : "acceptor"
            let before = try await stage.stackedNotes
            let opened = try await stage.status(of: device).connections
            try await usual.unplugWithPower()
            try await stage.wait(for: device, toBe: .absent)
            try await stage.ask("plug \(peer)")
            try await stage.until("the kiosk opens the impostor") {
                try await stage.status(of: device).connections > opened
            }
            try await stage.ask("\(deed) \(peer) \(count)")
            var told = ""
            try await stage.until("it misbehaves", within: .seconds(20)) {
                told = try await stage.ask("count \(peer)")
                return !told.contains("\(deed == "babble" ? "babbled" : "stalled")=0")
            }
            // Time for whatever the kiosk makes of it.
            try await Task.sleep(for: .seconds(1))
            try expect(await stage.kioskIsRunning, "kioskd ended.")
            let status = try await stage.status(of: device)
            let seen = try await then(stage, resident, before)
            try await stage.ask("unplug \(peer)")
            try await stage.wait(for: device, toBe: .absent)
            try await usual.plugIn()
            try await stage.wait(for: device, toBe: .ready)
            return "\(told), the kiosk says \(status.lastFault?.what ?? status.state.rawValue), \(seen)"
        }
    }
}

extension USBBenchStage {
    /// As the journal has them.
    fileprivate var stackedNotes: Int {
        get throws {
            try journal().count {
                if case .noteStacked = $0.fact { true } else { false }
            }
        }
    }
}
