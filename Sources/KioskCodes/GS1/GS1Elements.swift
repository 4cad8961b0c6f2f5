/// The elements of a GS1 element string: application identifiers and their values, all of them checked.
///
/// Read from brackets, `(415)…(8020)…`, where `\(` is a bracket in a value, or raw as scanners send it: values of
/// predefined length follow each other at once, others end at FNC1, which arrives as 0x1D, or with the code.
package struct GS1Elements: Hashable, Sendable {
    package struct Element: Hashable, Sendable {
        package let identifier: String
        package let value: String
    }

    /// In the order of the code.
    package let elements: [Element]

    package subscript(identifier: String) -> String? { elements.first { $0.identifier == identifier }?.value }

    /// An element before its value was looked at.
    struct Raw: Hashable {
        let entry: GS1Identifier
        let place: Int
        var value: PlacedBytes
    }

    static let separator: UInt8 = 0x1D

    /// The checked elements.
    init(checking raws: [Raw]) throws(CodeFault) {
        var elements: [Element] = []
        for raw in raws {
            if let fault = raw.entry.fault(in: raw.value) { throw fault }
            let element = Element(identifier: raw.entry.code, value: raw.value.text)
            if let earlier = elements.first(where: { $0.identifier == element.identifier }) {
                guard earlier == element else {
                    throw CodeFault(
                        .duplicate, at: raw.place, "(\(raw.entry.code)) stands twice and differs.", in: .gs1)
                }
                continue
            }
            elements.append(element)
        }
        self.elements = elements
        try checkPairs(raws)
    }

    /// Which identifiers exclude or want each other. A slip with a payee and an amount of a named currency may have its
    /// reference in a second code (the dictionary: pairs are judged over all codes of an item); alone it is no bill.
    private func checkPairs(_ raws: [Raw]) throws(CodeFault) {
        let present = elements.map(\.identifier)
        let lacksReferenceAlone = present.contains("415") && present.contains { $0.hasPrefix("391") }
        for raw in raws {
            let code = raw.entry.code
            for pattern in raw.entry.exclusions {
                if let other = present.first(where: { $0 != code && GS1Identifier.fits($0, pattern) }) {
                    throw CodeFault(
                        .exclusive, at: raw.place, "(\(code)) and (\(other)) exclude each other.", in: .gs1)
                }
            }
        }
        for raw in raws {
            for groups in raw.entry.requirements {
                let isMet = groups.contains { group in
                    group.allSatisfy { pattern in present.contains { GS1Identifier.fits($0, pattern) } }
                }
                if isMet || (lacksReferenceAlone && groups.contains(["8020"])) { continue }
                let wanted = groups.map { $0.map { "(\($0))" }.joined(separator: " and ") }.joined(separator: " or ")
                throw CodeFault(.missing, at: raw.place, "(\(raw.entry.code)) needs \(wanted) beside it.", in: .gs1)
            }
        }
    }
}
