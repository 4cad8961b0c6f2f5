import Foundation
import HubLedger
import KioskCodes
import KioskConfiguration
import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

/// A world to play a scenario in: the demonstration's billers, the day the sample bills were printed, a kiosk with
/// all devices up.
enum Scene {
    static let today = CalendarDate("2026-11-21")!
    /// 10:00 in Shanghai on `today`.
    static let start = KioskInstant(
        sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: Int64(today.daysSince1970) * 86_400_000 + 7_200_000))
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let catalogue = Result {
        try BillerCatalogue.load(directory: root.appending(path: "kiosk-config/billers").path())
    }

    private static let demoSite = Result {
        try SimulatedSite(
            settings: try settings(), profiles: try catalogue.get().profiles, start: start,
            adapters: { DemoBillers.adapters }
        ) { hub in try hub.seedDemo(today: today) }
    }

    static func settings() throws -> KioskSettings {
        KioskSettings(
            kiosk: "HZ-0001", hotline: "400-800-0123", billers: try catalogue.get().billers,
            denominations: [5, 10, 20, 50, 100].map { Money($0 * 100, .cny) })
    }

    static func world(
        _ change: (inout KioskSettings) -> Void = { _ in }, isReady: Bool = true
    ) throws -> World {
        var settings = try settings()
        change(&settings)
        let world = try World(try demoSite.get(), settings: settings)
        if isReady { world.run(for: .seconds(10)) }
        return world
    }

    /// The code on the bill of the demonstration: its account, its period, its amount.
    static func electricityCode(
        account: AccountNumber = DemoBillers.demoElectricityAccount, period: String = "2026-10", fen: Int64 = 86_40
    ) throws -> ScannedCode {
        let profile = try #require(try catalogue.get().profile(DemoBillers.electricity))
        return try profile.code(
            account: account, period: BillingPeriod(period), amount: Money(fen, .cny), due: CalendarDate("2026-11-25"))
    }

    static func notes(_ yuan: [Int64]) -> [Money] { yuan.map { Money($0 * 100, .cny) } }
}

extension World {
    /// Lets the world go on until every payment has ended, and a little longer; at most `limit`.
    func runUntilOver(upTo limit: Duration = .seconds(900)) {
        let end = now.advanced(by: limit)
        repeat { run(for: .seconds(5)) } while now < end && !MoneyLaws.unfinished(in: journal).isEmpty
        run(for: .seconds(5))
    }

    /// Somebody comes, does what they came for, and leaves; returns when the kiosk shows them the end of it.
    func visit(
        _ intention: SimulatedResident.Intention, code: ScannedCode? = nil, upTo limit: Duration = .seconds(600)
    ) throws {
        resident = SimulatedResident(laying: try code ?? Scene.electricityCode(), intention, at: now)
        run(upTo: limit) { $0.resident?.isGone ?? true }
    }

    /// The screen that a resident last saw at the end of a visit.
    var failure: Failure? {
        if case .failed(let failure) = screen { failure } else { nil }
    }

    var summary: PaymentSummary? {
        if case .done(let summary) = screen { summary } else { nil }
    }

    var facts: [JournalFact] { journal.map(\.fact) }
}

/// The laws I1 to I3, after every case. When `isOver`, nothing may be left open either.
func expectLawsHold(
    in world: World, isOver: Bool = true, _ comment: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let breaches = try world.breaches() + (isOver ? MoneyLaws.unfinished(in: world.journal) : [])
    #expect(breaches.isEmpty, "\(comment()) \(breaches.joined(separator: "; "))", sourceLocation: sourceLocation)
}
