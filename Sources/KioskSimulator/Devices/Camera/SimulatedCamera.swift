package import KioskCore

/// A simulated camera behind a socket: each byte asks for a picture, and what lies before the lens comes back as its length
/// in four bytes, the highest first, and a PNG file. `KioskVision`'s `SocketFrames` is the other side.
package struct SimulatedCamera: SimulatedDevice {
    package enum Hand: Hashable, Sendable {
        /// Hold something before the lens until it is taken away.
        case hold(CameraScene)
        case takeAway
        /// A damaged frame, once.
        case scramble
    }

    private var picture = CameraScene.desk.png()
    private var isScrambled = false

    package init() {}

    package var nextDeadline: KioskInstant? { nil }

    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] {
        bytes.flatMap { _ -> [UInt8] in
            defer { isScrambled = false }
            let file = isScrambled ? [] : picture
            return (0..<4).map { UInt8(truncatingIfNeeded: file.count >> (24 - 8 * $0)) } + file
        }
    }

    package mutating func hand(_ hand: Hand, at now: KioskInstant) -> [UInt8] {
        switch hand {
        case .hold(let scene): picture = scene.png()
        case .takeAway: picture = CameraScene.desk.png()
        case .scramble: isScrambled = true
        }
        return []
    }

    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] { [] }
    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] { [] }
}
