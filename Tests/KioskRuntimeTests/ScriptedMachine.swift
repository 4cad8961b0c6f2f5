import KioskCore
import KioskRuntime

/// A middle that does what the test says: to each event the actions of `script`, and everything heard is noted.
struct ScriptedMachine: KioskDeciding {
    let heard: Diary<KioskEvent>
    var nextDeadline: KioskInstant?
    var ledger = Ledger()
    var screen = Screen.attract(billers: [], problem: nil)
    var endOfVisit: KioskInstant?
    let script: @Sendable (KioskEvent, inout ScriptedMachine) -> [KioskAction]

    mutating func received(_ event: KioskEvent, at now: KioskInstant) -> [KioskAction] {
        heard.note(event)
        if event == .deadlineReached { nextDeadline = nil }
        let actions = script(event, &self)
        for case .record(let facts) in actions { for fact in facts { ledger.apply(fact, at: now) } }
        return actions
    }

    func view(at now: KioskInstant) -> KioskView {
        let left = endOfVisit.map { Int(($0.sinceBoot - now.sinceBoot).wholeMilliseconds / 1_000) }
        return KioskView(
            kiosk: "K0417", hotline: "400", language: .english, isLargeType: false, screen: screen, notices: [],
            secondsUntilEnd: left, canGoBack: false, canEnd: false)
    }
}
