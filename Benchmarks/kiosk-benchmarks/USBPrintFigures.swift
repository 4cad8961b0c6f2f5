import BenchmarkKit
import Foundation
import KioskCore
import KioskDevices
import KioskReceipts
import KioskRuntime
import KioskSimulator
import Logging
import Synchronization

/// A receipt of 40 lines with a QR code, until its last byte is in the printer: through our driver, and through a bare
/// libusb program in C, to the same gadget.
enum USBPrintFigures {
    private static let receipts = 15
    private static let patience = Duration.seconds(10)

    static func measure(
        _ devices: USBBenchDevices, _ bus: USBBus, _ options: USBFigures.Options
    ) async throws -> [Figure] {
        let bytes = receipt
        let file = "\(options.folder)/receipt.bin"
        try Data(bytes).write(to: URL(filePath: file))
        let printer = devices.printer
        var bare: [Int64] = []
        for _ in 0..<receipts { bare.append(try await barePrint(options.barePrint, file, printer)) }
        let ours = try await driverPrints(bytes, printer, bus)
        let (bareTime, ourTime) = (USBFigures.percentile(50, of: bare), USBFigures.percentile(50, of: ours))
        return [
            Figure(
                name: "receipt handed over by bare libusb, median of \(bytes.count) bytes", value: bareTime, unit: "ms"),
            Figure(name: "receipt handed over by our driver, median", value: ourTime, unit: "ms"),
            Figure(name: "receipt handed over, ours to bare libusb", value: ourTime / bareTime, unit: "times"),
        ]
    }

    private static var receipt: [UInt8] {
        let lines = (1...40).map { ReceiptElement.text(LocalizedText(zh: "第\($0)行 应缴金额 86.40", en: "line \($0)")) }
        let code = ReceiptElement.qr(
            "http://127.0.0.1:8090/v/0192f0c1-2d3e-7abc-8def-0123456789ab",
            caption: LocalizedText(zh: "凭证", en: "voucher"))
        return ESCPOSReceipt.bytes(of: Receipt(languages: .chinese, elements: lines + [code]), for: .wide)
    }

    typealias Printer = USBBenchDevice<GadgetServer<SimulatedReceiptPrinter>>

    /// When the printer had the last byte: its paper is cut then.
    private static func cut(_ printer: Printer, after pages: Int) async throws -> Int64 {
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if let time = printer.firmware.watched { return time }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw SimulatorError("The receipt did not come out of the printer.")
    }

    private static func barePrint(_ program: String, _ file: String, _ printer: Printer) async throws -> Int64 {
        let pages = printer.firmware.read { $0.pageCount }
        printer.firmware.watch { $0.pageCount > pages }
        let said = try await ToolRun.run(at: program, [USBBenchDevices.printerSerial, file])
        guard said.status == 0, let start = said.said.split(separator: " ").first.flatMap({ Int64($0) }) else {
            throw SimulatorError("\(program) ended with \(said.status): \(said.said)")
        }
        return try await cut(printer, after: pages) - start
    }

    private static func driverPrints(
        _ bytes: [UInt8], _ printer: Printer, _ bus: USBBus
    ) async throws -> [Int64] {
        let transport = USBTransport.printer(
            bus,
            USBSelector(
                models: [USBSelector.Model(vendorID: 0x0525, productID: 0xA4A8)],
                serial: USBBenchDevices.printerSerial))
        let printed = LastJob()
        let driver = DeviceDriver(
            "printer", machine: ESCPOSStateMachine(), transport: transport, clock: .system,
            log: Logger(label: "benchmarks") { _ in SwiftLogNoOpLogHandler() }
        ) { report in
            switch report {
            case .presence(.ready): printed.note(0)
            case .printed(let job): printed.note(job.number)
            case .presence, .status, .failed: break
            }
        }
        return try await withThrowingTaskGroup(of: [Int64].self) { group in
            group.addTask {
                await driver.run()
                throw CancellationError()
            }
            group.addTask {
                try await printed.reach(0, within: patience)
                var times: [Int64] = []
                for job in 1...receipts {
                    let pages = printer.firmware.read { $0.pageCount }
                    printer.firmware.watch { $0.pageCount > pages }
                    let start = USBFigures.nanoseconds()
                    _ = driver.send(.print(PrintJobID(job), bytes))
                    times.append(try await cut(printer, after: pages) - start)
                    try await printed.reach(job, within: patience)
                    try await Task.sleep(for: .milliseconds(100))
                }
                return times
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}

/// The last job that is proved to be on paper; 0 when the printer is ready, and -1 before.
private final class LastJob: Sendable {
    private let number = Mutex(-1)

    func note(_ job: Int) { number.withLock { $0 = max($0, job) } }

    func reach(_ job: Int, within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if number.withLock({ $0 }) >= job { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw SimulatorError("The driver does not say that job \(job) is printed.")
    }
}
