import Foundation
import KioskCore

/// The bench in the guest: plays the scenarios one after another, a line each, and a total at the end.
package struct USBBench: Sendable {
    let readJournal: USBBenchStage.ReadJournal
    let folder: String
    let logs: String
    let host = HostChannel()

    /// A scenario that takes longer has failed.
    private static let longest = Duration.seconds(120)

    package init(folder: String, logs: String, readJournal: @escaping USBBenchStage.ReadJournal) {
        self.folder = folder
        self.logs = logs
        self.readJournal = readJournal
    }

    package static var names: [String] { USBScenario.bySite.flatMap { $0.scenarios.map(\.name) } }

    /// Whether everything passed. With names, only those scenarios.
    package func run(only names: [String]) async throws -> Bool {
        let plan = USBScenario.bySite.map { site, scenarios in
            (site, scenarios.filter { names.isEmpty || names.contains($0.name) })
        }.filter { !$0.1.isEmpty }
        host.say("usb-bench: planned \(plan.reduce(0) { $0 + $1.1.count })")
        let stage = try await USBBenchStage.set(in: folder, logs: logs, host: host, readJournal: readJournal)
        var failed = 0
        for (site, scenarios) in plan {
            if site == .qemu { try await stage.plugInQEMU() }
            let start = try await stage.startKiosk(site)
            if site == .camera { try await stage.plugInCamera() }
            try await stage.devicesReady()
            host.say("kioskd is ready after \(start) ms")
            for scenario in scenarios where await !play(scenario, on: stage) { failed += 1 }
            try await stage.endGuard()
        }
        await stage.strike()
        return failed == 0
    }

    private func play(_ scenario: USBScenario, on stage: USBBenchStage) async -> Bool {
        let start = ContinuousClock.now
        func seconds() -> String {
            String(format: "%.1f s", Double((ContinuousClock.now - start).milliseconds) / 1_000)
        }
        do {
            let seen = try await Self.within(Self.longest) {
                try await stage.comeToRest()
                let seen = try await scenario.play(stage, try await stage.resident())
                try await stage.comeToRest()
                try await stage.audit()
                return seen
            }
            host.say("usb-bench: PASS \(scenario.name) (\(seconds())) \(seen.onOneLine)")
            return true
        } catch {
            host.say("usb-bench: FAIL \(scenario.name) (\(seconds())) \("\(error)".onOneLine)")
            await recover(stage)
            return false
        }
    }

    /// After a failure: everything is plugged in as it was, so that the next scenario has its chance.
    private func recover(_ stage: USBBenchStage) async {
        do {
            try await stage.plugInWhatIsOut()
            if await !stage.kioskIsRunning { try await stage.startKiosk(await stage.site.choice) }
        } catch {
            host.say("the bench could not be put in order: \("\(error)".onOneLine)")
        }
    }

    private static func within<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw SimulatorError("It took longer than \(limit).")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}

extension String {
    fileprivate var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
