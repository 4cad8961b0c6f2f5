import KioskControl
import KioskCore

/// A device that is another one than before.
extension USBScenario {
    /// Back in the port in which the kiosk knows it, under a new address.
    static let ports: [USBScenario] = [
        USBScenario("note-acceptor-back-under-another-address") { stage, resident in
            let acceptor = stage.devices.acceptor
            let port = try await stage.status(of: "note-acceptor").portPath
            let first = stage.address(at: port)
            for _ in 0..<3 {
                try await acceptor.unplug()
                try await acceptor.plugIn()
            }
            try await stage.until("the kiosk has it back") {
                try await stage.status(of: "note-acceptor").state == .ready
                    && acceptor.firmware.read { $0.mechanics.phase } == .ready
            }
            let last = stage.address(at: port)
            try expect(first != last, "The address stayed \(last ?? 0).")
            _ = try await resident.payInNotes()
            return "address \(first ?? 0) became \(last ?? 0), a note is taken"
        }
    ]

    static let pairing: [USBScenario] = [
        USBScenario("note-acceptor-exchanged-is-locked-until-paired") { stage, resident in
            let (usual, other) = (stage.devices.acceptor, stage.devices.otherAcceptor)
            try await usual.unplugWithPower()
            try await stage.wait(for: "note-acceptor", toBe: .absent)
            try await other.plugIn()
            let locked = try await stage.wait(for: "note-acceptor", toBe: .locked)
            let received = other.firmware.counts.received
            try await resident.free()
            try await resident.bring()
            let page = try await resident.wait(for: ["methodChoice"])
            try expect(!page.choices.contains("method:cash"), "Notes are offered although the acceptor is locked.")
            try expect(other.firmware.counts.received == received, "The locked acceptor was spoken to.")
            try await stage.pair("note-acceptor")
            try await stage.wait(for: "note-acceptor", toBe: .ready)
            var payer = resident
            payer.acceptor = other
            _ = try await payer.payInNotes()
            try await other.unplugWithPower()
            try await stage.wait(for: "note-acceptor", toBe: .absent)
            try await usual.plugIn()
            try await stage.wait(for: "note-acceptor", toBe: .locked)
            try await stage.pair("note-acceptor")
            try await stage.wait(for: "note-acceptor", toBe: .ready)
            return "locked (\(locked.trouble ?? "-")), no notes offered; paired, it took one; and back again"
        }
    ]
}

extension USBBenchStage {
    func pair(_ name: String) async throws {
        let answer = try await kioskctl("device", "pair", name, "--config", site.path)
        try expect(answer.status == 0, "kioskctl device pair ended with \(answer.status): \(answer.said)")
    }
}
