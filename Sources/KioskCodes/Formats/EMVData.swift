/// Data objects of an EMV QR code: two digits of id, two digits of length in characters, the value.
struct EMVData: Hashable, Sendable {
    struct Object: Hashable, Sendable {
        let id: Int
        let value: String
        /// The place of the id; the value stands four behind it.
        let place: Int

        var valuePlace: Int { place + 4 }
        var count: Int { value.unicodeScalars.count }
    }

    let objects: [Object]
    private let end: Int

    subscript(id: Int) -> Object? { objects.first { $0.id == id } }

    /// The objects that make up the characters of `scalars` exactly; `offset` is the place of the first.
    init(_ scalars: ArraySlice<Unicode.Scalar>, offset: Int) throws(CodeFault) {
        let format = BillFormat.emvMerchant
        var objects: [Object] = []
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let place = offset + index - scalars.startIndex
            guard let id = EMVData.number(scalars[index...]) else {
                throw CodeFault(.character, at: place, "A data object begins with two digits.", in: format)
            }
            guard let length = EMVData.number(scalars[index...].dropFirst(2)) else {
                throw CodeFault(.character, at: place + 2, "A length of two digits belongs here.", in: format)
            }
            let start = index + 4
            guard length > 0, start + length <= scalars.endIndex else {
                throw CodeFault(.length, at: place + 2, "Object \(id) is \(length) long and does not fit.", in: format)
            }
            guard !objects.contains(where: { $0.id == id }) else {
                throw CodeFault(.duplicate, at: place, "Object \(id) stands twice.", in: format)
            }
            let value = CodeText(scalars: Array(scalars[start..<start + length])).string
            objects.append(Object(id: id, value: value, place: place))
            index = start + length
        }
        self.objects = objects
        end = offset + scalars.count
    }

    /// The objects within a template.
    init(within object: Object) throws(CodeFault) {
        try self.init(Array(object.value.unicodeScalars)[...], offset: object.valuePlace)
    }

    private static func number(_ scalars: ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = scalars.prefix(2)
        guard digits.count == 2, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1.value - 48) }
    }

    func fault(_ code: CodeFault.Code, _ object: Object, _ message: String) -> CodeFault {
        CodeFault(code, at: object.valuePlace, message, in: .emvMerchant)
    }

    /// The object, or a fault that it is missing; of these lengths in characters.
    func required(_ id: Int, _ name: String, _ lengths: ClosedRange<Int>) throws(CodeFault) -> Object {
        guard let object = try optional(id, name, lengths) else {
            throw CodeFault(.missing, at: end, "The \(name), object \(id), is missing.", in: .emvMerchant)
        }
        return object
    }

    func optional(_ id: Int, _ name: String, _ lengths: ClosedRange<Int>) throws(CodeFault) -> Object? {
        guard let object = self[id] else { return nil }
        guard lengths.contains(object.count) else {
            throw CodeFault(
                .length, at: object.place + 2,
                "The \(name) has \(object.count) characters, not \(lengths.lowerBound) to \(lengths.upperBound).",
                in: .emvMerchant)
        }
        return object
    }
}
