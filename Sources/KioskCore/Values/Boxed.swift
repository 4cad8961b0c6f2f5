/// An optional value kept on the heap, for what most of many records do not have: it takes the room of a pointer.
indirect enum Boxed<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    case empty
    case full(Value)

    init(_ value: Value?) { self = value.map(Boxed.full) ?? .empty }

    var value: Value? {
        switch self {
        case .empty: nil
        case .full(let value): value
        }
    }
}
