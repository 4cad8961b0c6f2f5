package import KioskCore

/// Tells of each code once while it lies in the window, whatever the frames make of it.
///
/// A code that is there in a frame has appeared. It is gone when no frame has shown it for `absence`: a hand, a reflection
/// or an unlucky frame hides it for less. The same code read at two places of a frame is one code. It has no clock and no
/// camera: frames come with their instants.
package struct CodeTracker: Sendable {
    /// What makes two sightings one code: neither its place nor its quality.
    private struct Key: Hashable {
        let symbology: Symbology
        let bytes: [UInt8]

        init(_ code: ScannedCode) {
            symbology = code.symbology
            bytes = code.bytes
        }
    }

    /// How long a code must not be seen until laying it down again is a new event.
    package let absence: Duration
    /// The most codes remembered at once; those unseen for longest are forgotten first, and would be told again.
    package static let mostRemembered = 64

    private var lastSeen: [Key: Duration] = [:]

    package init(absence: Duration = .milliseconds(1_500)) { self.absence = absence }

    /// The codes that appeared with this frame, each once, in its order.
    ///
    /// - Parameter sinceBoot: when the frame was taken; a frame older than the one before counts as taken with it.
    package mutating func saw(_ codes: [ScannedCode], at sinceBoot: Duration) -> [ScannedCode] {
        let now = max(sinceBoot, lastSeen.values.max() ?? sinceBoot)
        lastSeen = lastSeen.filter { now - $0.value < absence }
        var appeared: [ScannedCode] = []
        for code in codes where lastSeen.updateValue(now, forKey: Key(code)) == nil { appeared.append(code) }
        if lastSeen.count > CodeTracker.mostRemembered {
            let kept = lastSeen.sorted { $0.value > $1.value }.prefix(CodeTracker.mostRemembered)
            lastSeen = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        }
        return appeared
    }

    /// Forgets everything: the resident went, and the next one's codes are new even when they are the same.
    package mutating func reset() { lastSeen = [:] }
}
