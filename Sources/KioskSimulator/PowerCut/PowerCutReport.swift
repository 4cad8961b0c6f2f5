/// What happened in one cycle, as a line for whoever reads the run.
package struct PowerCutReport: Sendable {
    package let plan: PowerCutPlan
    /// How far the resident came when that was less far than planned, and why.
    package var stoppedShort: String?
    /// Requests in the drive's cache that the cut lost or tore.
    package var harmed = 0
    package var open: [String] = []
    package var recovery = ""
    /// From the switch to the guest's first word, and from there to the touch screen.
    package var bootTime: Duration = .zero
    package var screenTime: Duration = .zero

    package init(_ plan: PowerCutPlan) { self.plan = plan }

    package func line(kiosk: Int, seed: UInt64) -> String {
        let moment = stoppedShort.map { "short of \(plan.step): \($0)" } ?? "\(plan.delay.rounded) after \(plan.step)"
        let again = plan.secondDeath.map { ", the kiosk before it died \($0.rounded) into its start" } ?? ""
        return [
            "seed \(seed) kiosk \(kiosk) cycle \(plan.number): \(plan.summary)",
            "cut \(moment)\(again)",
            "the drive's cache was \(plan.fate.rawValue), \(harmed) requests harmed",
            "open: \(open.isEmpty ? "nothing" : open.joined(separator: ", "))",
            "recovery: \(recovery)",
            "boot \(bootTime.rounded), screens \(screenTime.rounded) later",
        ].joined(separator: "; ")
    }
}

extension Duration {
    /// In seconds, to the millisecond.
    var rounded: String {
        let milliseconds = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
    }
}
