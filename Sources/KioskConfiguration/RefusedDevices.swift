/// Devices that no kiosk may use, each by name and with the reason: readers that would hand over clear card numbers.
/// A maker of nothing but such readers is refused as a whole.
///
/// The list is part of the programs, word for word as `devices/refused.yaml`, so that a folder without the file, or
/// with a shorter one, takes nothing away. A longer file adds to it.
package struct RefusedDevices: Hashable, Sendable {
    package struct Refusal: Hashable, Sendable, CustomStringConvertible {
        package let id: Models
        /// What a site might call it.
        package let model: String
        /// Maker and model.
        package let name: String
        /// A sentence.
        package let reason: String
        package let source: String

        /// For a log or a technician's screen.
        package var description: String { "\(name) (\(id)) is refused: \(reason)" }

        func problem(at entry: Section, _ key: String? = nil) -> ConfigurationProblem {
            entry.problem(
                at: key, description,
                advice: "Take payment cards through a certified payment terminal (kind: paymentTerminal).")
        }
    }

    /// One model, or all that a vendor makes: `0801:0002`, `0801:*`.
    package struct Models: Hashable, Sendable, Comparable, CustomStringConvertible {
        package let vendorID: UInt16
        /// Nil for all.
        package let productID: UInt16?

        init?(_ text: String) {
            if let id = USBID(text) {
                (vendorID, productID) = (id.vendorID, id.productID)
            } else if text.hasSuffix(":*"), let id = USBID(text.dropLast() + "0000") {
                (vendorID, productID) = (id.vendorID, nil)
            } else {
                return nil
            }
        }

        package func contains(_ id: USBID) -> Bool {
            vendorID == id.vendorID && productID.map { $0 == id.productID } ?? true
        }

        /// A single model stands before all of its vendor's, so that it is called by its own name.
        package static func < (first: Models, second: Models) -> Bool { first.order < second.order }

        private var order: (UInt16, Int) { (vendorID, productID.map(Int.init) ?? .max) }

        /// As `lsusb` and USBGuard write it.
        package var description: String {
            let id = USBID(vendorID: vendorID, productID: productID ?? 0)
            return productID == nil ? "\(id.vendor):*" : "\(id)"
        }
    }

    /// By id.
    package let refusals: [Refusal]

    package subscript(id: USBID) -> Refusal? { refusals.first { $0.id.contains(id) } }

    package subscript(model model: String) -> Refusal? { refusals.first { $0.model == model } }

    package func refusal(vendorID: UInt16, productID: UInt16) -> Refusal? {
        self[USBID(vendorID: vendorID, productID: productID)]
    }

    /// The list that every program carries.
    package static let builtIn = RefusedDevices(builtInText: Schema.refusedDevicesText)

    private init(builtInText text: String) {
        do {
            var problems: [ConfigurationProblem] = []
            let file = try YAMLFile(text: text, name: "refused.yaml")
            refusals = RefusedDevices.read(file, &problems)
            precondition(problems.isEmpty, "the built-in list of refused devices is wrong: \(problems)")
        } catch {
            preconditionFailure("the built-in list of refused devices does not parse: \(error)")
        }
    }

    /// The built-in list and what a file adds to it.
    init(addingFrom file: YAMLFile, _ problems: inout [ConfigurationProblem]) {
        let builtIn = RefusedDevices.builtIn.refusals
        let added = RefusedDevices.read(file, &problems).filter { refusal in !builtIn.contains { $0.id == refusal.id } }
        refusals = (builtIn + added).sorted { $0.id < $1.id }
    }

    private static func read(_ file: YAMLFile, _ problems: inout [ConfigurationProblem]) -> [Refusal] {
        problems += SchemaCheck(file, against: .refusedDevices).problems
        var refusals: [Refusal] = []
        for entry in Section(file).sections("refused") {
            guard let id = Models(entry.text("id")) else { continue }
            if refusals.contains(where: { $0.id == id }) {
                problems.append(
                    entry.problem(at: "id", "\(id) stands here a second time.", advice: "List each device once."))
            }
            refusals.append(
                Refusal(
                    id: id, model: entry.text("model"), name: entry.text("name"), reason: entry.text("reason"),
                    source: entry.text("source")))
        }
        return refusals.sorted { $0.id < $1.id }
    }
}
