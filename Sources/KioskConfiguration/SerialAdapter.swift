/// A USB to serial adapter behind which a device with a serial line may hang. The kernel drives it; a kiosk's USB
/// rules must admit it.
package struct SerialAdapter: Hashable, Sendable {
    /// What a site's `adapter` key says.
    package let name: String
    /// Maker and chip.
    package let title: String
    package let id: USBID
    package let interfaces: [USBInterfacePattern]
    package let source: String

    static func read(_ file: YAMLFile, _ problems: inout [ConfigurationProblem]) -> [SerialAdapter] {
        problems += SchemaCheck(file, against: .serialAdapters).problems
        var adapters: [SerialAdapter] = []
        for entry in Section(file).sections("adapters") {
            guard let id = USBID(entry.text("id")) else { continue }
            if adapters.contains(where: { $0.name == entry.text("name") || $0.id == id }) {
                problems.append(
                    entry.problem(
                        at: "name", "'\(entry.text("name"))' or its id \(id) stands here a second time.",
                        advice: "List each adapter once."))
            }
            adapters.append(
                SerialAdapter(
                    name: entry.text("name"), title: entry.text("title"), id: id,
                    interfaces: entry.sections("interfaces").compactMap { $0.text.map(USBInterfacePattern.init) },
                    source: entry.text("source")))
        }
        return adapters
    }
}
