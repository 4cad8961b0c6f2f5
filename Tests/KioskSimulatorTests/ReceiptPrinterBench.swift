import KioskCore
import KioskDevices
import KioskReceipts
import KioskSimulator

typealias PrinterPump = DevicePump<ESCPOSStateMachine, SimulatedReceiptPrinter>

extension PrinterPump {
    /// The driver and a printer of this profile, connected, ready and with nothing reported yet.
    static func ready(_ profile: PrinterProfile = .wide, linesPerSecond: Int? = nil) -> PrinterPump {
        var pump = PrinterPump(
            ESCPOSStateMachine(
                capabilities: ESCPOSCapabilities(
                    hasProcessID: profile.hasProcessID, canClearBuffer: profile.canClearBuffer,
                    hasCutter: profile.hasCutter)),
            SimulatedReceiptPrinter(profile: profile, linesPerSecond: linesPerSecond),
            startingAt: KioskInstant(sinceBoot: .seconds(10), wall: WallTime(milliseconds: 1_795_262_880_000)))
        pump.connect()
        pump.run(for: .seconds(1))
        _ = pump.takeReports()
        return pump
    }

    /// The reports that are about jobs.
    mutating func takeJobReports() -> [ReceiptPrinterReport] {
        takeReports().filter { report in
            switch report {
            case .printed, .failed: true
            case .presence, .status: false
            }
        }
    }
}

enum PaperSample {
    static func receipt(lines: Int = 12, mark: String = "") -> Receipt {
        Receipt(
            languages: .chinese,
            elements: [.title(LocalizedText(same: "缴费凭证")), .banner(LocalizedText(same: "缴费成功"))]
                + (1...lines).map { .text(LocalizedText(same: "第\($0)行 line \($0) \(mark)")) }
                + [.row(label: LocalizedText(same: "金额"), value: LocalizedText(same: "¥86.40"))])
    }

    static func bytes(_ profile: PrinterProfile = .wide, lines: Int = 12, mark: String = "") -> [UInt8] {
        ESCPOSReceipt.bytes(of: receipt(lines: lines, mark: mark), for: profile)
    }
}
