/// When to open a camera again that was lost, and when to give up on one that is silent: the decisions beside `Camera`,
/// without a device and without a clock.
package struct CameraLine: Sendable {
    /// What is to be done next.
    package enum Step: Hashable, Sendable {
        /// Open the camera now.
        case open
        /// Wait until then and ask again.
        case wait(until: Duration)
        /// Take the next frame.
        case read
        /// Close it, and ask again.
        case close
    }

    /// From the first attempt after a loss; each further one waits twice as long, up to `longestWait`.
    package static let firstWait = Duration.milliseconds(250)
    package static let longestWait = Duration.seconds(10)
    /// Frames in a row that did not come or were damaged, after which the camera is opened anew.
    package static let mostFailures = 10

    private enum State: Sendable {
        case closed(retryAt: Duration)
        case open(failures: Int)
        case failing
    }

    private var state = State.closed(retryAt: .zero)
    private var nextWait = CameraLine.firstWait
    /// Why the camera is not there; nil while it works. A status line shows it.
    package private(set) var trouble: CameraError?

    package init() {}

    package func step(at now: Duration) -> Step {
        switch state {
        case .closed(let retryAt): now >= retryAt ? .open : .wait(until: retryAt)
        case .open: .read
        case .failing: .close
        }
    }

    package mutating func opened() { state = .open(failures: 0) }

    package mutating func gotFrame() {
        state = .open(failures: 0)
        nextWait = CameraLine.firstWait
        trouble = nil
    }

    /// The camera did not open, or a frame did not come.
    package mutating func failed(_ error: CameraError, at now: Duration) {
        trouble = error
        switch (state, error.code) {
        case (.closed, _): closed(at: now)
        case (.open(let failures), .badFrame), (.open(let failures), .silent):
            state = failures + 1 < CameraLine.mostFailures ? .open(failures: failures + 1) : .failing
        case (.open, .gone), (.open, .busy), (.open, .notAllowed), (.open, .notACamera), (.open, .failed):
            state = .failing
        case (.failing, _): break
        }
    }

    /// The camera was closed; the next attempt waits.
    package mutating func closed(at now: Duration) {
        state = .closed(retryAt: now + nextWait)
        nextWait = min(nextWait * 2, CameraLine.longestWait)
    }
}
