/// Keeps new visits away while the journal's disk is nearly full (a full disk is met before it is full).
///
/// What is under way goes on: whoever has chosen a bill may pay it, and what was taken is settled, from the room that
/// was kept for that. Nobody new begins, and the screen says that the kiosk is out of service. The machine itself knows
/// nothing of disks: whoever drives it asks the gate before each event and about each view.
package struct StorageGate: Hashable, Sendable {
    /// Whether the disk has room for the entries of another visit.
    package var hasRoom = true

    package init() {}

    /// Whether the machine may hear of this event while it shows this screen.
    package func admits(_ event: KioskEvent, on screen: Screen) -> Bool {
        guard !hasRoom, StorageGate.isFree(screen) else { return true }
        switch event {
        case .residentChose, .codeRead: return false
        default: return true
        }
    }

    /// What is to be shown instead of the machine's own view.
    package func view(_ view: KioskView) -> KioskView {
        guard !hasRoom, StorageGate.isFree(view.screen) else { return view }
        return KioskView(
            kiosk: view.kiosk, hotline: view.hotline, language: view.language, isLargeType: view.isLargeType,
            screen: .outOfService(.storage), notices: view.notices, secondsUntilEnd: nil, canGoBack: false,
            canEnd: false)
    }

    /// Nobody is in the middle of something.
    private static func isFree(_ screen: Screen) -> Bool {
        if case .attract = screen { true } else { false }
    }
}
