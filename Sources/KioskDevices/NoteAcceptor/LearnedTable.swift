/// What a CCNET or ID-003 device said its notes are worth, and whether it will still say so.
///
/// The law it keeps: **no note is valued by guess.** A note of a type without a worth is given back, but not before the
/// device had its chance to tell the worth (`hasItsWord`): a table refused in the middle of a note is asked for again
/// when the device rests.
struct LearnedTable<Table: Sendable>: Sendable {
    private(set) var table: Table?
    /// Told since the device was last out of reach. An older one is used until then.
    private(set) var isFresh = false
    private var wasRefusedAtWork = false
    private var wasRefusedAtRest = false

    init(_ table: Table?) { self.table = table }

    /// The device tells no more than is known: not as long as it is at work with this note.
    var hasItsWord: Bool { isFresh || wasRefusedAtWork }

    /// Nothing is left to be asked of a device at rest.
    var isSettled: Bool { isFresh || wasRefusedAtRest }

    func isToBeAsked(atRest isAtRest: Bool) -> Bool {
        !isFresh && !(isAtRest ? wasRefusedAtRest : wasRefusedAtWork)
    }

    mutating func told(_ new: Table) {
        table = new
        isFresh = true
    }

    mutating func refused(atRest isAtRest: Bool) {
        if isAtRest { wasRefusedAtRest = true } else { wasRefusedAtWork = true }
    }

    /// Another device stands there: what the one before it said is not its word.
    mutating func isOfAnother(known: Table?) {
        if !isFresh { table = known }
    }
}
