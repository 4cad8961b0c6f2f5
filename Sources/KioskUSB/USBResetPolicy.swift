/// When a port may be reset: rarely. A reset throws the device off the bus and makes it start anew, so one that
/// needs it again and again is broken, and resetting it for ever would only hide that.
///
/// Between two resets lies a pause that doubles; within a window no more than a few are granted. A quiet window
/// forgets.
package struct USBResetPolicy: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Reset now; this one is counted.
        case granted
        /// Too soon after the last; ask again after this.
        case tooSoon(Duration)
        /// The port used up the resets of the window; the next is granted after this.
        case exhausted(Duration)
    }

    package static let mostInWindow = 5
    package static let window = Duration.seconds(600)
    package static let firstPause = Duration.seconds(1)

    /// When resets were granted within the window, oldest first; no more than `mostInWindow`.
    private var granted: [Duration] = []

    package init() {}

    package var latest: Duration? { granted.last }

    package mutating func wish(at now: Duration) -> Verdict {
        granted.removeAll { now - $0 >= USBResetPolicy.window }
        guard let last = granted.last, let first = granted.first else {
            granted = [now]
            return .granted
        }
        if granted.count >= USBResetPolicy.mostInWindow { return .exhausted(first + USBResetPolicy.window - now) }
        let next = last + USBResetPolicy.firstPause * (1 << (granted.count - 1))
        guard now >= next else { return .tooSoon(next - now) }
        granted.append(now)
        return .granted
    }
}
