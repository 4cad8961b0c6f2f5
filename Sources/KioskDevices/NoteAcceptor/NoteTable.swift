package import KioskCore

/// What each kind of note of a device is worth, by the place that the kind has in its protocol.
package protocol NoteTable: Hashable, Sendable {
    /// Nil where the place is not used.
    var denominations: [Money?] { get }
}

extension NoteTable {
    package var isEmpty: Bool { denominations.allSatisfy { $0 == nil } }

    /// The worth at a place that the device named; nil for a place that is not in the table.
    func money(at place: Int) -> Money? { denominations.indices.contains(place) ? denominations[place] : nil }

    /// All places worth one of `wanted`: a denomination has several when several series of it circulate.
    func places(worth wanted: Set<Money>) -> [Int] {
        denominations.indices.filter { denominations[$0].map(wanted.contains) ?? false }
    }
}
