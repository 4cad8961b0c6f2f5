/// What the ledger says lies in the cash box: the notes since it was emptied last. Bounded by what a box holds.
struct CashBoxBook: Hashable, Sendable {
    /// Oldest payment first.
    private(set) var cash: [PaymentCash] = []
    /// Where each payment stands in `cash`.
    private var places: [PaymentID: Int] = [:]
    /// Emptied boxes that the hub has not compared with its books, oldest first.
    private(set) var unreported: [CashCollection] = []
    /// Ids of the last collections: the same one told twice counts once.
    private(set) var known: [CollectionID] = []
    /// Payments whose lost note may have left with the last collection: found later, it lies in no box of now.
    private var leftWithCollection: [PaymentID] = []
    /// Set between a person's word that a note was found and the suspense it is kept in.
    var foundNote: FoundNote?

    enum FoundNote: String, Codable, Sendable {
        case inTheBox, takenOutBefore
    }

    static let collectionsKnown = 100

    mutating func stacked(_ note: Money, of payment: PaymentID) {
        if let place = places[payment] {
            guard cash[place].cash.currency == note.currency else { return }
            cash[place] = PaymentCash(payment: payment, cash: cash[place].cash + note)
        } else {
            places[payment] = cash.count
            cash.append(PaymentCash(payment: payment, cash: note))
        }
    }

    /// A person says that the lost note of a payment lies in the box: in this one, or in one emptied before.
    func place(ofFoundNoteOf payment: PaymentID) -> FoundNote {
        leftWithCollection.contains(payment) ? .takenOutBefore : .inTheBox
    }

    mutating func collected(_ collection: CashCollection) {
        cash = []
        places = [:]
        unreported.append(collection)
        known.append(collection.id)
        if known.count > CashBoxBook.collectionsKnown { known.removeFirst() }
        for uncertain in collection.uncertain where !leftWithCollection.contains(uncertain.payment) {
            leftWithCollection.append(uncertain.payment)
        }
        if leftWithCollection.count > CashBoxBook.collectionsKnown { leftWithCollection.removeFirst() }
    }

    mutating func compared(_ id: CollectionID) { unreported.removeAll { $0.id == id } }
}

extension CashBoxBook: Codable {
    private enum CodingKeys: CodingKey {
        case cash, unreported, known, leftWithCollection, foundNote
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cash = try container.decode([PaymentCash].self, forKey: .cash)
        for (place, one) in cash.enumerated() { places[one.payment] = place }
        unreported = try container.decode([CashCollection].self, forKey: .unreported)
        known = try container.decode([CollectionID].self, forKey: .known)
        leftWithCollection = try container.decode([PaymentID].self, forKey: .leftWithCollection)
        foundNote = try container.decodeIfPresent(FoundNote.self, forKey: .foundNote)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(cash, forKey: .cash)
        try container.encode(unreported, forKey: .unreported)
        try container.encode(known, forKey: .known)
        try container.encode(leftWithCollection, forKey: .leftWithCollection)
        try container.encodeIfPresent(foundNote, forKey: .foundNote)
    }
}
