import Foundation
import KioskConfiguration
import KioskControl
import KioskCore
import KioskDevices

/// The kiosk at work, without any accident.
extension USBScenario {
    static let payments: [USBScenario] = [
        USBScenario("devices-ready") { stage, _ in
            let answer = try await stage.kioskctl("devices", "--config", await stage.site.path, "--json")
            try expect(answer.status == 0, "kioskctl devices ended with \(answer.status): \(answer.said)")
            for name in USBBenchStage.names {
                try expect(answer.said.contains("\"\(name)\""), "kioskctl devices does not name \(name).")
            }
            let devices = try await stage.everything().devices
            let seen = devices.map { "\($0.name) \($0.serial ?? "-") at \($0.portPath ?? "-")" }
            return "kioskctl lists \(seen.joined(separator: ", "))"
        },
        USBScenario("pay-by-cash") { _, resident in
            let note = Money(50_00, .cny)
            let slip = try await resident.payInNotes(USBBenchResident.powerBill, notes: [note, note])
            try expect(slip.contains("86.40"), "The slip does not say what was paid: \(slip)")
            return "scan over HID, two notes over CCNET, slip of \(slip.count) characters with ¥86.40 on paper"
        },
        USBScenario("pay-by-card") { stage, resident in
            let before = await stage.money.card
            let slip = try await resident.payByCard(USBBenchResident.telecomBill)
            let captured = await stage.money.card - before
            try expect(captured.isPositive, "The terminal captured nothing.")
            return "scan over HID, \(captured) captured over ZVT, slip of \(slip.count) characters on paper"
        },
        USBScenario("device-record") { stage, resident in
            // The line is opened anew, which a kiosk does while nobody is at its screen.
            try await resident.free()
            let file = "\(stage.folder)/printer.jsonl"
            async let recording = stage.kioskctl(
                "device", "record", "printer", "--output", file, "--seconds", "6", "--config", await stage.site.path)
            // Once the recording has begun; it takes its time to start.
            try await stage.until("the recording begins") { FileManager.default.fileExists(atPath: file) }
            try await Task.sleep(for: .seconds(1))
            try await stage.expectWorks("printer")
            let answer = try await recording
            try expect(answer.status == 0, "kioskctl device record ended with \(answer.status): \(answer.said)")
            let records = try TrafficFile.records(at: file)
            let (sent, received) = records.reduce(into: (0, 0)) { sum, record in
                if case .sent(let bytes) = record.event { sum.0 += bytes.count }
                if case .received(let bytes) = record.event { sum.1 += bytes.count }
            }
            try expect(sent > 0 && received > 0, "The recording has \(sent) bytes out and \(received) in.")
            return "\(records.count) records, \(sent) bytes out and \(received) in, read back by the replayer's parser"
        },
    ]
}
