import Foundation
import KioskCore

/// `make power-cut`: kiosks in QEMU on real ext4, cut off at moments of paying that a seed chooses, booted again and
/// held against the laws each time. Two at once, a processor each.
package struct PowerCutRun: Sendable {
    package struct Options: Sendable {
        package var cycles = 25
        package var seed: UInt64 = 1
        package var kiosks = 2
        /// Where consoles, images and journals go; emptied at the start.
        package var folder = "out/power-cut"

        package init() {}
    }

    let options: Options
    let files: GuestFiles
    let reading: JournalReading
    let say: @Sendable (String) -> Void

    package init(
        _ options: Options, files: GuestFiles, reading: JournalReading, say: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.files = files
        self.reading = reading
        self.say = say
    }

    /// Plays all cycles. Whether every law held.
    package func run() async throws -> Bool {
        let folder = URL(filePath: options.folder, directoryHint: .isDirectory).absoluteURL
        try? FileManager.default.removeItem(at: folder)
        let sockets = FileManager.default.temporaryDirectory.appending(
            path: "paycircle-power-cut-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: sockets) }
        let start = ContinuousClock.now
        let kiosks = max(1, min(options.kiosks, options.cycles))
        let totals = await withTaskGroup(of: PowerCutTotal.self) { group in
            for kiosk in 1...kiosks {
                // The cycles dealt out in turn.
                let cycles = (options.cycles - kiosk) / kiosks + 1
                group.addTask {
                    await play(
                        kiosk, cycles, folder.appending(path: "kiosk-\(kiosk)", directoryHint: .isDirectory),
                        sockets.appending(path: "\(kiosk)").path())
                }
            }
            return await group.reduce(into: PowerCutTotal()) { $0.add($1) }
        }
        say(totals.line(wanted: options.cycles, seed: options.seed, time: ContinuousClock.now - start))
        return totals.failures == 0 && totals.cycles == options.cycles && totals.taken.isPositive
    }

    private func play(_ kiosk: Int, _ cycles: Int, _ folder: URL, _ sockets: String) async -> PowerCutTotal {
        var total = PowerCutTotal()
        do {
            let lane = try await PowerCutLane.set(
                kiosk, files: files, folder: folder, sockets: sockets, reading: reading)
            do {
                try await lane.play(cycles, seed: options.seed, &total, say: say)
            } catch {
                total.failures += 1
                say(
                    "FAIL kiosk \(kiosk), cycle \(total.cycles + 1): \(error)\n"
                        + "    kept in \(folder.path()): kiosk.img (as the cut left it, when nothing was started "
                        + "since), at-rest/ (the journal), hub.sqlite, console.log\n"
                        + "    the same cuts again: make power-cut CYCLES=\(options.cycles) SEED=\(options.seed)")
            }
            await lane.strike()
        } catch {
            total.failures += 1
            say("FAIL kiosk \(kiosk) could not be set up: \(error)")
        }
        return total
    }
}

/// What a run came to.
struct PowerCutTotal: Sendable {
    var cycles = 0
    var cuts = 0
    var failures = 0
    var withOpenPayments = 0
    var harmed = 0
    var payments = 0
    var entries = 0
    var taken = Money.zero(.cny)
    var bootTime: Duration = .zero
    var screenTime: Duration = .zero
    var boots = 0

    mutating func add(_ other: PowerCutTotal) {
        cycles += other.cycles
        cuts += other.cuts
        failures += other.failures
        withOpenPayments += other.withOpenPayments
        harmed += other.harmed
        payments += other.payments
        entries += other.entries
        taken += other.taken
        bootTime += other.bootTime
        screenTime += other.screenTime
        boots += other.boots
    }

    func line(wanted: Int, seed: UInt64, time: Duration) -> String {
        let isFine = failures == 0 && cycles == wanted && taken.isPositive
        let each = max(boots, 1)
        return [
            "\(isFine ? "PASS" : "FAIL") power-cut: \(cycles) of \(wanted) cycles, \(cuts) cuts, seed \(seed)",
            "\(withOpenPayments) cuts with a payment open, \(harmed) requests of the drives lost or torn",
            "\(payments) payments, \(taken) taken, \(entries) journal entries",
            "boot \((bootTime / each).rounded), screens \((screenTime / each).rounded) later",
            "\(time.rounded) in all, \((time / max(cycles, 1)).rounded) a cycle",
        ].joined(separator: "; ")
    }
}
