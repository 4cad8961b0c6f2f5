/// What whoever emptied the cash box wants to know of it.
extension Ledger {
    /// Whether this emptied box is in the journal; of the last hundred.
    package func hasCollection(_ id: CollectionID) -> Bool { box.known.contains(id) }

    /// What the hub found different in an emptied box; nil until it has compared it with its books.
    package func differences(of id: CollectionID) -> [PaymentDifference]? {
        guard hasCollection(id), !box.unreported.contains(where: { $0.id == id }) else { return nil }
        let source = "collection \(id)"
        return differences.compactMap { exception in
            guard case .difference(let difference, source) = exception.kind else { return nil }
            return difference
        }
    }
}
