import KioskControl
import KioskCore

/// Endpoints that answer with STALL until the halt is cleared.
extension USBScenario {
    static let stalls: [USBScenario] = [
        USBScenario("printer-stalls-while-printing") { stage, resident in
            let (usual, other) = (stage.devices.printer, stage.devices.otherPrinter)
            try await usual.unplugWithPower()
            try await stage.wait(for: "printer", toBe: .absent)
            // The same printer by its serial number, on a function that can stall.
            try other.gadget.tellSerial(USBBenchDevices.printerSerial)
            try await other.plugIn()
            try await stage.wait(for: "printer", toBe: .ready)
            let pages = other.firmware.read { $0.pageCount }
            let stalls = other.firmware.stalls
            try await resident.free()
            try await resident.beginCash()
            other.firmware.stallOutput(afterPackets: 2)
            resident.insert()
            try await resident.wait(for: ["done"])
            try await stage.until("a slip comes out") { other.firmware.read { $0.pageCount } > pages }
            try expect(other.firmware.stalls == stalls + 1, "Nothing stalled.")
            let slip = other.firmware.read { $0.receiptTexts.last ?? "" }
            try await other.unplugWithPower()
            try other.gadget.tellSerial(USBBenchDevices.otherPrinterSerial)
            try await usual.plugIn()
            try await stage.wait(for: "printer", toBe: .ready)
            return "bulk OUT stalled within the slip, the halt was cleared, slip of \(slip.count) characters whole"
        },
        USBScenario("card-reader-stalls") { stage, _ in
            let reader = stage.devices.cardReader.firmware
            let stalls = reader.stalls
            reader.stallInput()
            let first = try await stage.exercise("card-reader")
            try expect(reader.stalls == stalls + 1, "Nothing stalled.")
            try await stage.wait(for: "card-reader", toBe: .ready)
            try await stage.expectWorks("card-reader")
            return "bulk IN stalled (the test said: \(first.said)), the next test reads the card"
        },
    ]
}
