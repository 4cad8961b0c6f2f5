import KioskCore

/// What is still to come by itself, apart from devices and the kiosk's own deadlines: messages on the line, processes
/// that start again, faults that wait for their time.
struct Agenda {
    enum Item {
        case requestArrives(Int)
        case answerArrives(Int, HubReply)
        case clientGivesUp(Int, HubTrouble)
        case kioskStarts
        case hubStarts
        case heartbeat
        case hubTidies
        case fault(Fault)
        case heal(Healing)
    }

    private struct Entry {
        let at: Duration
        let order: Int
        let item: Item
    }

    private var entries: [Entry] = []
    private var added = 0
    /// When the next is due, by the monotonic clock of the world.
    private(set) var nextAt: Duration?

    /// More than any run has waiting at once.
    static let most = 100_000

    mutating func add(_ item: Item, at time: Duration) {
        precondition(entries.count < Agenda.most, "the agenda grows without end")
        entries.append(Entry(at: time, order: added, item: item))
        added += 1
        if nextAt.map({ time < $0 }) ?? true { nextAt = time }
    }

    /// The next that is due; of those at one time the one added first.
    mutating func take(upTo now: Duration) -> Item? {
        guard let nextAt, nextAt <= now else { return nil }
        var first = 0
        for index in entries.indices
        where (entries[index].at, entries[index].order) < (entries[first].at, entries[first].order) { first = index }
        let entry = entries.remove(at: first)
        self.nextAt = entries.map(\.at).min()
        return entry.item
    }

    mutating func removeAll(where isGone: (Item) -> Bool) {
        entries.removeAll { isGone($0.item) }
        nextAt = entries.map(\.at).min()
    }

    func contains(where isIt: (Item) -> Bool) -> Bool { entries.contains { isIt($0.item) } }
}
