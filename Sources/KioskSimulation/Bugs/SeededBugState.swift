import KioskCore
import SimulatedDisk

/// What a seeded bug has to remember, across deaths too.
struct SeededBugState {
    var timesSent: [PaymentID: Int] = [:]
    var dropped: Set<PaymentID> = []
    var restored: Set<PaymentID> = []
    var images: [DiskImage] = []
    var countsAtLastStacked = -1
    var idsMade = 0

    /// Writes that a missing fsync may lose at once.
    static let mostImages = 3
}
