import KioskControl
import KioskCore

/// The receipt and its printer.
extension USBScenario {
    static let paper: [USBScenario] = [
        USBScenario("printer-unplugged-receipt-half-printed") { stage, resident in
            let printer = stage.devices.printer
            let count = resident.slipCount
            try await resident.free()
            printer.firmware.hand(.setSpeed(linesPerSecond: 6))
            defer { printer.firmware.hand(.setSpeed(linesPerSecond: nil)) }
            try await resident.beginCash()
            resident.insert()
            try await stage.until("half the slip is printed", every: .milliseconds(5)) {
                printer.firmware.read { $0.currentPage.items.count } >= 8
            }
            let lines = printer.firmware.read { $0.currentPage.items.count }
            try await printer.unplugWithPower()
            printer.firmware.hand(.setSpeed(linesPerSecond: nil))
            try expect(resident.slipCount == count, "The slip was out already.")
            try await Task.sleep(for: .milliseconds(500))
            try await printer.plugIn()
            try await stage.wait(for: "printer", toBe: .ready)
            try await resident.touch("reprint", on: "done")
            let slip = try await resident.slip(after: count)
            return "unplugged behind line \(lines), the whole slip of \(slip.count) characters at the second try"
        },
        USBScenario("printer-back-at-another-port") { stage, resident in
            let printer = stage.devices.printer
            let before = try await stage.status(of: "printer").portPath
            try await printer.unplugWithPower()
            try await stage.wait(for: "printer", toBe: .absent)
            try await printer.plugIn(port: USBBenchDevices.sparePort)
            let there = try await stage.wait(for: "printer", toBe: .ready)
            try expect(there.portPath != before, "The kiosk still says port \(before ?? "-").")
            try await stage.expectWorks("printer")
            try await printer.unplugWithPower()
            try await printer.plugIn()
            try await stage.wait(for: "printer", toBe: .ready)
            return "port \(before ?? "-") became \(there.portPath ?? "-"), known by its serial number, and prints"
        },
        USBScenario("two-printers-told-apart-by-serial") { stage, resident in
            let (first, second) = (stage.devices.printer, stage.devices.otherPrinter)
            let others = second.firmware.read { $0.pageCount }
            // The other one is there first.
            try await first.unplugWithPower()
            try await second.plugIn()
            try await Task.sleep(for: .milliseconds(500))
            try expect(
                try await stage.status(of: "printer").state != .ready, "The kiosk took the other printer for its own.")
            try await first.plugIn()
            try await stage.wait(for: "printer", toBe: .ready)
            let slip = try await resident.payInNotes()
            try expect(second.firmware.read { $0.pageCount } == others, "The other printer printed.")
            try await first.unplugWithPower()
            let status = try await stage.wait(for: "printer", toBe: .absent)
            try await first.plugIn()
            try await second.unplug()
            try await stage.wait(for: "printer", toBe: .ready)
            return "\(USBBenchDevices.printerSerial) printed \(slip.count) characters, "
                + "\(USBBenchDevices.otherPrinterSerial) none, not even alone: \(status.trouble ?? "-")"
        },
    ]
}
