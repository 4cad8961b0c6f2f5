import BenchmarkKit
import Foundation
import KioskSimulator

enum KioskFigures {
    private static let starts = 7
    private static let scans = 100
    private static let touches = 200

    static func measure(idle: Duration) async throws -> [Figure] {
        let stage = try await BenchStage.set(in: "out/bench")
        return try await stage.use { stage in
            var ready: [Double] = []
            for _ in 0..<starts { ready.append(try await stage.restartKiosk()) }
            var figures = [Figure(name: "start to ready, median", value: ready.percentile(50), unit: "ms")]
            figures += try await visits(on: stage)
            figures += try await IdleFigures.measure(
                stage.kioskProcess, asking: "four idle devices over sockets", for: idle)
            return figures
        }
    }

    /// Lays the bill, waits until it is on the screen, and touches through the explanation and back.
    private static func visits(on stage: BenchStage) async throws -> [Figure] {
        var scanned: [Double] = []
        var touched: [Double] = []
        let client = ScreenClient(address: await stage.screens)
        var screens = try await ScreenEvents(of: client).makeAsyncIterator()
        _ = try await next("attract", &screens)
        for _ in 0..<scans {
            scanned.append(
                try await milliseconds {
                    await stage.bench.perform(.layBill("zj-power"))
                    _ = try await next("billExplained", &screens)
                })
            var page = try await client.page()
            for (choice, screen) in [("pay", "methodChoice"), ("back", "billExplained")] where touched.count < touches {
                touched.append(
                    try await milliseconds {
                        try await client.touch(choice, on: page)
                        page = try await next(screen, &screens)
                    })
            }
            try await client.touch("end", on: page)
            _ = try await next("attract", &screens)
        }
        guard let kiosk = await stage.kioskProcess else { throw SimulatorError("kioskd does not run.") }
        let memory = try ProcessUsage(of: kiosk).megabytes
        return [
            Figure(name: "scan to bill on screen, median", value: scanned.percentile(50), unit: "ms"),
            Figure(name: "scan to bill on screen, 95th percentile", value: scanned.percentile(95), unit: "ms"),
            Figure(name: "touch to next screen, median", value: touched.percentile(50), unit: "ms"),
            Figure(name: "touch to next screen, 95th percentile", value: touched.percentile(95), unit: "ms"),
            Figure(name: "resident memory of kioskd after \(scans) visits", value: memory, unit: "MB"),
        ]
    }

    private static func next(
        _ screen: String, _ screens: inout ScreenEvents.AsyncIterator
    ) async throws -> ScreenClient.Page {
        while let page = try await screens.next() { if page.screen == screen { return page } }
        throw SimulatorError("The stream of screens ended before \(screen) came.")
    }

    private static func milliseconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start).seconds * 1_000
    }
}
