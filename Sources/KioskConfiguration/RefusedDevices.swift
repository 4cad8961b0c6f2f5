/// Devices that no kiosk may use, each by name and with the reason: readers that would hand over clear card numbers.
///
/// The list is part of the programs, word for word as `devices/refused.yaml`, so that a folder without the file, or
/// with a shorter one, takes nothing away. A longer file adds to it.
package struct RefusedDevices: Hashable, Sendable {
    package struct Refusal: Hashable, Sendable, CustomStringConvertible {
        package let id: USBID
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

    /// By id.
    package let refusals: [Refusal]

    package subscript(id: USBID) -> Refusal? { refusals.first { $0.id == id } }

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
            guard let id = USBID(entry.text("id")) else { continue }
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
