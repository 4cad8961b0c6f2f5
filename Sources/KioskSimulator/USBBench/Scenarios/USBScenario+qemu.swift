import Foundation
import KioskControl
import KioskCore

/// QEMU's own keyboard and card reader: peers that nobody here wrote.
extension USBScenario {
    static let qemu: [USBScenario] = [
        USBScenario("qemu-keyboard-as-a-wedge") { stage, resident in
            let inputs = try String(contentsOfFile: "/proc/bus/input/devices", encoding: .utf8)
            try expect(!inputs.contains("QEMU USB Keyboard"), "The kernel still has the keyboard as an input device.")
            let count = resident.slipCount
            try await resident.free()
            try await stage.ask("type \(USBBenchResident.prepaidCard.text)")
            try await resident.chooseAfterScan()
            try await resident.touch("method:cash", on: "methodChoice")
            try await resident.touch("consent-cash", on: "cashConsent")
            try await stage.until("the note acceptor takes notes") {
                stage.devices.acceptor.firmware.read { $0.mechanics.isTakingNotes }
            }
            resident.insert()
            let slip = try await resident.takeSlip(after: count)
            return "\(USBBenchResident.prepaidCard.text.count) keys became a bill and a slip of \(slip.count) "
                + "characters, and the kernel's input layer has no such keyboard"
        },
        USBScenario("qemu-card-reader") { stage, _ in
            let before = Int(try await stage.ask("card commands")) ?? 0
            let answer = try await stage.exercise("card-reader")
            try expect(answer.works, "The test of QEMU's card reader says: \(answer.said)")
            let commands = (Int(try await stage.ask("card commands")) ?? 0) - before
            return "\(answer.said) The card was asked \(commands) times."
        },
        USBScenario("qemu-card-pulled-out") { stage, _ in
            try await stage.ask("card remove")
            try await Task.sleep(for: .milliseconds(300))
            let answer = try await stage.exercise("card-reader")
            try expect(
                !answer.works || answer.said.contains("No card"), "Without a card the test says: \(answer.said)")
            try await stage.ask("card insert")
            try await stage.wait(for: "card-reader", toBe: .ready)
            try await stage.expectWorks("card-reader")
            return "told: \(answer.said) Put in again, it is read."
        },
    ]
}

extension USBBenchStage {
    /// They take the places of the scanner and the card reader, and stay.
    func plugInQEMU() async throws {
        try await devices.scanner.unplug()
        try await devices.cardReader.unplug()
        try await ask("plug keyboard")
        try await ask("plug ccid")
        hasQEMU = true
    }
}
