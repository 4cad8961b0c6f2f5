import Foundation
import Glibc
import KioskJournal
import KioskSimulator

/// What USB costs, measured in the guest of `make usb-bench`, where a real kernel carries the bytes to gadgets with our
/// simulators as their firmware.
///
/// The guest is emulated, an order of magnitude slower than the machine it runs on. So the speeds are told against what
/// the same guest needs without Paycircle: the kernel's own HID driver, and a bare libusb program in C.
enum USBFigures {
    struct Options {
        /// How long the idle kiosk is watched.
        var idle = Duration.seconds(30)
        var folder = "/run/usb-bench"
        var logs = "/results"
        /// `bare-print.c`, compiled.
        var barePrint = "bare-print"
    }

    /// `usb [--seconds N] [--bare-print PROGRAM]`. A line for each figure with an aim, as the bench's scenarios have
    /// one. Ends the program.
    static func run() async throws -> Never {
        var options = Options()
        let arguments = CommandLine.arguments.dropFirst(2)
        for (name, value) in zip(arguments, arguments.dropFirst()) {
            if name == "--seconds", let seconds = Int(value) { options.idle = .seconds(seconds) }
            if name == "--bare-print" { options.barePrint = value }
        }
        let host = HostChannel()
        let limits = try Limits(file: "Benchmarks/limits.json")
        host.say("usb-bench: planned \(aims.count)")
        let figures = try await measure(options, host: host)
        var missed = 0
        for figure in figures {
            let value = "\(String(format: "%.2f", figure.value)) \(figure.unit)"
            guard aims.contains(figure.name), let limit = limits[figure.name] else {
                host.say("\(figure.name): \(value)")
                continue
            }
            if figure.value > limit { missed += 1 }
            let word = figure.value > limit ? "FAIL" : "PASS"
            host.say("usb-bench: \(word) \(figure.slug) \(value), aim ≤ \(limit) \(figure.unit)")
        }
        exit(missed == 0 ? 0 : 1)
    }

    private static let aims = [
        "USB report to ScannedCode over the bench's own, 95th percentile",
        "receipt handed over, ours to bare libusb",
        "kioskd polling five idle devices, of one core",
        "growth of memory while idle",
    ]

    static func measure(_ options: Options, host: HostChannel) async throws -> [Figure] {
        let stage = try await USBBenchStage.set(
            in: options.folder, logs: options.logs, host: host
        ) { path in try JournalReader(path: path).entries() }
        var figures: [Figure] = []
        do {
            figures += try await USBScanFigures.measure(stage.devices)
            figures += try await USBPrintFigures.measure(stage.devices, options)
            figures += try await USBIdleFigures.measure(stage, for: options.idle)
        } catch {
            await stage.strike()
            throw error
        }
        await stage.strike()
        return figures
    }

    static func percentile(_ percent: Int, of values: [Int64]) -> Double {
        KioskFigures.percentile(percent, of: values.map { Double($0) / 1e6 })
    }

    /// As the guest's programs in C read it, too.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Figure {
    /// Its name as one word.
    fileprivate var slug: String {
        name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "-")
    }
}
