import BenchmarkKit
import Foundation
import Glibc
import KioskCore
import KioskDevices
import KioskRuntime
import KioskSimulator
import Logging
import Synchronization

/// From the scanner's USB report to the `ScannedCode` in the kiosk's hands, against the bench's own round trip: the same
/// report through the same gadget and bus to the kernel's HID driver, and out of its hidraw node.
enum USBScanFigures {
    private static let scans = 120
    /// The first ones load code and open paths.
    private static let warmUp = 10
    private static let patience = Duration.seconds(5)
    static let code = ScannedCode("https://pay.hz-cable.example/card/85710012345678908", symbology: .qr)

    static func measure(_ devices: USBBenchDevices, _ bus: USBBus) async throws -> [Figure] {
        let bare = try await bareTrips(devices.scanner)
        let whole = try await wholeTrips(devices.scanner, bus)
        let (bareTail, wholeTail) = (USBFigures.percentile(95, of: bare), USBFigures.percentile(95, of: whole))
        return [
            Figure(name: "USB report to hidraw (the bench's own), 95th percentile", value: bareTail, unit: "ms"),
            Figure(name: "USB report to ScannedCode, 95th percentile", value: wholeTail, unit: "ms"),
            Figure(
                name: "USB report to ScannedCode over the bench's own, 95th percentile",
                value: wholeTail - bareTail, unit: "ms"),
            Figure(
                name: "USB report to ScannedCode over the bench's own, median",
                value: USBFigures.percentile(50, of: whole) - USBFigures.percentile(50, of: bare), unit: "ms"),
        ]
    }

    typealias Scanner = USBBenchDevice<GadgetServer<SimulatedScanner>>

    private static func bareTrips(_ scanner: Scanner) async throws -> [Int64] {
        let line = open(try await hidrawNode(), O_RDONLY | O_CLOEXEC)
        guard line >= 0 else { throw SimulatorError("The scanner's hidraw node cannot be opened.") }
        defer { close(line) }
        let arrivals = Arrivals()
        let thread = Thread {
            var report = [UInt8](repeating: 0, count: 64)
            while read(line, &report, report.count) > 0, arrivals.note(USBFigures.nanoseconds()) < warmUp + scans {}
        }
        thread.start()
        return try await trips(scanner, arrivals)
    }

    /// The kernel makes it when its driver has the scanner, a moment after it was plugged in.
    private static func hidrawNode() async throws -> String {
        let end = ContinuousClock.now + patience
        let manager = FileManager.default
        while ContinuousClock.now < end {
            for name in (try? manager.contentsOfDirectory(atPath: "/sys/class/hidraw")) ?? [] {
                let text = try? String(contentsOfFile: "/sys/class/hidraw/\(name)/device/uevent", encoding: .utf8)
                if text?.contains(USBBenchDevices.scannerSerial) == true { return "/dev/\(name)" }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw SimulatorError("The kernel made no hidraw node for the scanner.")
    }

    private static func wholeTrips(_ scanner: Scanner, _ bus: USBBus) async throws -> [Int64] {
        let transport = USBTransport.hidPOS(
            bus,
            USBSelector(
                models: [USBSelector.Model(vendorID: 0x0525, productID: 0xA4AC)],
                serial: USBBenchDevices.scannerSerial))
        let arrivals = Arrivals()
        let driver = DeviceDriver(
            "scanner", machine: HIDPOSScannerStateMachine(), transport: transport, clock: .system,
            log: Logger(label: "benchmarks") { _ in SwiftLogNoOpLogHandler() }
        ) { report in
            switch report {
            case .scanned(let read) where read.bytes == code.bytes: arrivals.note(USBFigures.nanoseconds())
            case .scanned, .garbled: break
            case .presence(let presence): if presence == .ready { arrivals.becomeReady() }
            }
        }
        return try await withThrowingTaskGroup(of: [Int64].self) { group in
            group.addTask {
                await driver.run()
                throw CancellationError()
            }
            group.addTask {
                try await arrivals.ready(within: patience)
                return try await trips(scanner, arrivals)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    /// One scan at a time, at times that keep no step with the bus's frames.
    private static func trips(_ scanner: Scanner, _ arrivals: Arrivals) async throws -> [Int64] {
        var trips: [Int64] = []
        for count in 1...(warmUp + scans) {
            try await Task.sleep(for: .microseconds(20_000 + count * 1_370 % 9_000))
            let start = USBFigures.nanoseconds()
            scanner.firmware.hand(.lay(code))
            trips.append(try await arrivals.arrival(count, within: patience) - start)
        }
        return Array(trips.dropFirst(warmUp))
    }
}

/// When each scan arrived.
private final class Arrivals: Sendable {
    private let times = Mutex<[Int64]>([])
    private let isReady = Mutex(false)

    @discardableResult
    func note(_ time: Int64) -> Int {
        times.withLock { times in
            times.append(time)
            return times.count
        }
    }

    func becomeReady() { isReady.withLock { $0 = true } }

    func ready(within limit: Duration) async throws {
        try await wait(limit, "The driver does not get its scanner ready.") { isReady.withLock { $0 } ? 0 : nil }
    }

    /// Counted from 1.
    @discardableResult
    func arrival(_ number: Int, within limit: Duration) async throws -> Int64 {
        try await wait(limit, "Scan \(number) did not arrive.") {
            times.withLock { $0.count >= number ? $0[number - 1] : nil }
        }
    }

    @discardableResult
    private func wait(_ limit: Duration, _ otherwise: String, _ value: () -> Int64?) async throws -> Int64 {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let value = value() { return value }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw SimulatorError(otherwise)
    }
}
