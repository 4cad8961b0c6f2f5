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
            return now - state.caughtAt < CameraSight.longestCatch ? state.caught : nil
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
        return state.withLock { state in
            guard let asked = state.askedAt else { return false }
            return now - asked < CameraSight.interest
        }
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
            if now - state.caughtAt >= CameraSight.longestCatch { state.caught = nil }
            if let asked = state.askedAt, now - asked < CameraSight.interest { return }
            state.preview = nil
        }
    }
}
