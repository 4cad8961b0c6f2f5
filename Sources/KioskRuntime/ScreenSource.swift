package import KioskCore

/// What the touch screens need of the kiosk, and no more: what to show, and where a touch goes.
///
/// `KioskEngine` is one; a fake one draws every screen in a test without a device in sight.
package protocol ScreenSource: Sendable {
    /// The view now and every one after it. A slow reader misses views, never the newest one.
    func views() -> AsyncStream<KioskView>

    var currentView: KioskView { get async }

    /// A touch. It is dropped when the kiosk cannot keep up with the hands before it.
    func choose(_ choice: ResidentChoice) async
}
