import BenchmarkKit
import Foundation
import Glibc
import KioskDevices
import KioskJournal
import KioskSimulator

/// What USB costs, measured in the guest of `make usb-bench`, where a real kernel carries the bytes to gadgets with our
/// simulators as their firmware.
///
/// The guest is emulated, an order of magnitude slower than the machine it runs on. So the speeds are told against what
/// the same guest needs without Paycircle: the kernel's own HID driver, and a bare libusb program in C. The share of an
/// emulated core that an idle kiosk takes says how it fares over USB, and has no aim; `KioskFigures` holds that of a
/// real core against one.
enum USBFigures {
    struct Options {
        /// How long the idle kiosk is watched.
        var idle = Duration.seconds(30)
        var folder = "/run/usb-bench"
        var logs = "/results"
        /// `bare-print.c`, compiled.
        var barePrint = "bare-print"
    }

    /// `usb [--idle-seconds N] [--bare-print PROGRAM]`. A line for each figure with an aim, as the bench's scenarios
    /// have one. Ends the program.
    static func run(_ given: BenchmarkOptions) async throws -> Never {
        var options = Options()
        if let seconds = given.number("--idle-seconds") {
            options.idle = .seconds(seconds)
        }
        if let program = given["--bare-print"] { options.barePrint = program }
        let host = HostChannel()
        let limits = try Limits()
        host.say("usb-bench: planned \(aims.count)")
        do {
            let missed = try await measure(options, host: host) { tell($0, limits, to: host) }
            exit(missed == 0 ? 0 : 1)
        } catch {
            host.say("the figures could not be measured: \(error)")
            exit(1)
        }
    }

    /// A line; whether its aim was met.
    private static func tell(_ figure: Figure, _ limits: Limits, to host: HostChannel) -> Bool {
        let value = "\(String(format: "%.2f", figure.value)) \(figure.unit)"
        guard aims.contains(figure.name), let limit = limits[figure.name] else {
            host.say("\(figure.name): \(value)")
            return true
        }
        let isMet = limit.holds(figure.value)
        host.say("usb-bench: \(isMet ? "PASS" : "FAIL") \(figure.slug) \(value), \(limit) \(figure.unit)")
        return isMet
    }

    private static let aims = [
        "USB report to ScannedCode over the bench's own, 95th percentile",
        "receipt handed over, ours to bare libusb",
        "growth of memory while idle",
    ]

    /// Tells each figure as soon as it is known. How many missed their aims.
    private static func measure(
        _ options: Options, host: HostChannel, tell: (Figure) -> Bool
    ) async throws -> Int {
        let stage = try await USBBenchStage.set(
            in: options.folder, logs: options.logs, host: host
        ) { path in try JournalReader(path: path).entries() }
        let bus = USBBus()
        var missed = 0
        func note(_ figures: [Figure]) { for figure in figures where !tell(figure) { missed += 1 } }
        do {
            // What single devices do, before the kiosk takes them.
            note(try await USBScanFigures.measure(stage.devices, bus))
            note(try await USBPrintFigures.measure(stage.devices, bus, options))
            await bus.shutdown()
            try await stage.startGadgets()
            note(
                try await IdleFigures.measure(
                    await stage.kioskProcess, asking: "five idle devices over USB", for: options.idle))
        } catch {
            await bus.shutdown()
            await stage.strike()
            throw error
        }
        await stage.strike()
        return missed
    }

    static func percentile(_ percent: Int, of values: [Int64]) -> Double {
        values.map { Double($0) / 1e6 }.percentile(percent)
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
