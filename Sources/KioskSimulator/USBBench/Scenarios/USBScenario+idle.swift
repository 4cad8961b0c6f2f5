import KioskControl
import KioskCore

/// Each device unplugged and plugged in again while nobody is there.
extension USBScenario {
    static let idle: [USBScenario] = [
        idle(
            "scanner", { $0.scanner },
            works: { _, resident in
                try await resident.bring()
                try await resident.free()
                return "and reads a bill"
            }),
        idle(
            "printer", { $0.printer },
            works: { stage, _ in
                try await stage.expectWorks("printer")
                return "and prints"
            }),
        idle(
            "note-acceptor", { $0.acceptor },
            works: { stage, resident in
                let returned = stage.devices.acceptor.firmware.read { $0.returnedNotes.count }
                try await stage.expectWorks("note-acceptor") { if $0.hasPrefix("Insert") { resident.insert() } }
                let back = stage.devices.acceptor.firmware.read { $0.returnedNotes.count }
                try expect(back == returned + 1, "The note of the test did not come back.")
                return "and gives a note back"
            }),
        idle(
            "payment-terminal", { $0.terminal },
            works: { stage, _ in
                try await stage.expectWorks("payment-terminal")
                return "and tells its last transaction"
            }),
        idle(
            "card-reader", { $0.cardReader },
            works: { stage, _ in
                try await stage.expectWorks("card-reader")
                return "and reads a card"
            }),
    ]

    private static func idle<Firmware: GadgetFirmware>(
        _ name: String, _ device: @escaping @Sendable (USBBenchDevices) -> USBBenchDevice<Firmware>,
        works: @escaping Play
    ) -> USBScenario {
        USBScenario("\(name)-unplugged-idle") { stage, resident in
            let device = device(stage.devices)
            let port = try await stage.status(of: name).portPath
            let before = stage.address(at: port)
            try await device.unplugWithPower()
            try await stage.wait(for: name, toBe: .absent)
            try await device.plugIn()
            let start = ContinuousClock.now
            try await stage.wait(for: name, toBe: .ready)
            let time = (ContinuousClock.now - start).milliseconds
            let after = stage.address(at: port)
            try expect(before != nil && after != nil && before != after, "The address stayed \(after ?? 0).")
            let seen = try await works(stage, resident)
            return "absent, then ready \(time) ms after plugging, address \(before ?? 0) became \(after ?? 0), \(seen)"
        }
    }
}
