import KioskCore
import Synchronization

/// What the camera's thread and the screens know of each other: which codes are wanted, whether somebody looks at the
/// preview, and the one or two pictures that exist.
///
/// Pictures are here alone, in memory: the newest preview and the newest catch. A preview is dropped when its screen goes,
/// a catch when it was shown, when it is old, or when the next resident may come.
final class CameraSight: PreviewSource {
    /// How long after the screen asked for a preview more are made.
    static let interest = Duration.seconds(3)
    /// How long a catch waits for its screen.
    static let longestCatch = Duration.seconds(3)

    private struct State {
        var wish = CameraWish.nothing
        var preview: [UInt8]?
        var askedAt: Duration?
        var caught: CameraCatch?
        var caughtAt = Duration.zero

        func isPreviewWanted(at now: Duration) -> Bool { askedAt.map { now - $0 < CameraSight.interest } ?? false }
        func isCatchOld(at now: Duration) -> Bool { now - caughtAt >= CameraSight.longestCatch }
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Duration
    let bell = CameraBell()

    init(now: @escaping @Sendable () -> Duration) { self.now = now }

    // MARK: The screens' side

    func preview() -> [UInt8]? {
        let now = now()
        return state.withLock { state in
            state.askedAt = now
            return state.preview
        }
    }

    func takeCatch() -> CameraCatch? {
        let now = now()
        return state.withLock { state in
            defer { state.caught = nil }
            return state.isCatchOld(at: now) ? nil : state.caught
        }
    }

    /// The screen has changed.
    func wish(for wish: CameraWish) {
        state.withLock { state in
            guard state.wish != wish else { return }
            state.wish = wish
            state.preview = nil
            // The first screen: whoever was seen before is gone.
            if wish == .bills { state.caught = nil }
        }
        bell.ring()
    }

    // MARK: The thread's side

    var wish: CameraWish { state.withLock { $0.wish } }

    /// Whether somebody looks.
    var isPreviewWanted: Bool {
        let now = now()
        return state.withLock { $0.isPreviewWanted(at: now) }
    }

    /// Not taken when the screen has changed since the frame was asked for.
    func show(_ jpeg: [UInt8], for wish: CameraWish) {
        state.withLock { state in
            if state.wish == wish { state.preview = jpeg }
        }
    }

    func keep(_ caught: CameraCatch, for wish: CameraWish) {
        let now = now()
        state.withLock { state in
            guard state.wish == wish else { return }
            state.caught = caught
            state.caughtAt = now
        }
    }

    /// The camera is gone: what it showed last is not what is there.
    func dropPreview() { state.withLock { $0.preview = nil } }

    func dropOld() {
        let now = now()
        state.withLock { state in
            if state.isCatchOld(at: now) { state.caught = nil }
            if !state.isPreviewWanted(at: now) { state.preview = nil }
        }
    }
}
