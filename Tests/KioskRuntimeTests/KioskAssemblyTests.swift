import Foundation
import KioskConfiguration
import KioskCore
import KioskJournal
import KioskRuntime
import Logging
import Testing

struct KioskAssemblyTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "kiosk-\(UUID().uuidString)")
    private var journalPath: String { directory.appending(path: "journal.sqlite").path(percentEncoded: false) }
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func aKioskWithoutItsDevicesStartsSaysSoAndStops() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for start in 1...2 {
            let kiosk = try await KioskAssembly(
                configuration(), catalogue: BillerCatalogue(billers: [], profiles: []), version: "\(start)", log: log)
            let running = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await kiosk.devices.run() }
                    group.addTask { try await kiosk.engine.run() }
                    try await group.next()
                    group.cancelAll()
                }
            }
            await kiosk.engine.untilStarted()
            #expect(await kiosk.engine.queuedCount == 0)
            #expect(kiosk.engine.currentView.kiosk == "HZ-0009")
            await kiosk.engine.send(.stopRequested)
            try await running.value
            await kiosk.shutdown()
        }
        let facts = try JournalReader(path: journalPath).entries().map(\.fact)
        #expect(facts == [.started(version: "1"), .started(version: "2")])
    }

    @Test func aDamagedJournalKeepsTheKioskFromStarting() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(repeating: 0x55, count: 9_000).write(to: URL(filePath: journalPath))
        let error = await #expect(throws: JournalError.self) {
            _ = try await KioskAssembly(
                configuration(), catalogue: BillerCatalogue(billers: [], profiles: []), version: "1", log: log)
        }
        #expect(error?.code == .notAJournal)
    }

    @Test func aMissingPasswordIsSaid() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var configuration = try configuration()
        configuration.devices[3].passwordFile = "/nonexistent/password"
        let error = await #expect(throws: RuntimeError.self) {
            _ = try await KioskAssembly(
                configuration, catalogue: BillerCatalogue(billers: [], profiles: []), version: "1", log: log)
        }
        #expect(error?.code == .secretUnreadable)
    }

    @Test func aDamagedBookOfPairingsKeepsTheKioskFromStartingInWords() async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let configuration = try configuration()
        try Data("{ not JSON".utf8).write(to: URL(filePath: configuration.pairingsPath))
        let error = await #expect(throws: RuntimeError.self) {
            _ = try await KioskAssembly(
                configuration, catalogue: BillerCatalogue(billers: [], profiles: []), version: "1", log: log)
        }
        #expect(error?.code == .pairingsUnreadable)
        #expect(error?.message.contains("Look at each device, remove the file, and start again") == true)
    }

    private func configuration() throws -> KioskConfiguration {
        try KioskConfiguration.read(
            """
            kiosk:
              id: HZ-0009
              name: { zh: 测试, en: Test }
              hotline: "400-800-0123"
              utcOffset: "+08:00"
              language: zh-Hans
            hub: { url: "http://127.0.0.1:9", voucher: "http://127.0.0.1:9/v/{payment}" }
            screens: { host: 127.0.0.1, port: 0 }
            journal: { path: "\(journalPath)" }
            devices:
              - { name: scanner, kind: scanner, protocol: hid-pos, connection: "unix:/nonexistent/scanner" }
              - { name: printer, kind: printer, protocol: escpos, connection: "unix:/nonexistent/printer" }
              - { name: acceptor, kind: noteAcceptor, protocol: ccnet, connection: "unix:/nonexistent/acceptor" }
              - { name: terminal, kind: paymentTerminal, protocol: zvt, connection: "unix:/nonexistent/terminal" }
            cash: { currency: CNY, denominations: [5, 10, 20, 50, 100] }
            offline:
              tenders: [cash]
              largestPayment: 1000
              largestCount: 50
              largestTotal: 10000
              largestAgeHours: 72
            """, name: "test.yaml")
    }
}
