import KioskCore
import Synchronization

/// Scanner and camera as the one reader of codes that the kiosk knows: it is there while either of them is.
final class ReaderPresence: Sendable {
    enum Reader: Hashable, Sendable { case scanner, camera }

    private let presences: Mutex<[Reader: DevicePresence]>

    /// - Parameter readers: those that the kiosk has.
    init(_ readers: [Reader]) {
        presences = Mutex(Dictionary(uniqueKeysWithValues: readers.map { ($0, .absent) }))
    }

    /// What the kiosk is to hear. With none that is ready, it is what the scanner says, or the camera where there is no
    /// scanner.
    func note(_ presence: DevicePresence, of reader: Reader) -> DevicePresence {
        presences.withLock { presences in
            presences[reader] = presence
            if presences.values.contains(.ready) { return .ready }
            return presences[.scanner] ?? presence
        }
    }
}
