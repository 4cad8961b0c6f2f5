internal import KioskCore

extension KioskConfiguration {
    /// Reads and checks a kiosk's file. The error tells every problem at once, each with file, line and what to do.
    /// Without a catalogue of devices, no entry may name a model.
    package static func load(
        file path: String, devices: DeviceCatalogue? = nil
    ) throws(ConfigurationError) -> KioskConfiguration {
        try read(YAMLFile(path: path), devices)
    }

    /// The control socket alone, for tools that ask a running kiosk: whatever else is wrong with the file is the
    /// kiosk's business.
    package static func controlSocketPath(inFile path: String) throws(ConfigurationError) -> String {
        var problems: [ConfigurationProblem] = []
        let socket = controlSocketPath(Section(try YAMLFile(path: path)), &problems)
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return socket
    }

    /// The journal's file alone, for tools that read it: whatever else is wrong with the file is the kiosk's business.
    package static func journalPath(inFile path: String) throws(ConfigurationError) -> String {
        let journal = Section(try YAMLFile(path: path)).section("journal")
        guard let text = journal.optionalText("path"), !text.isEmpty else {
            throw ConfigurationError([
                journal.problem("The file names no journal.", advice: "Write journal: {path: …}, or give --journal.")
            ])
        }
        return text
    }

    /// The same for a text in memory; `name` stands for the file in messages.
    package static func read(
        _ text: String, name: String, devices: DeviceCatalogue? = nil
    ) throws(ConfigurationError) -> KioskConfiguration {
        try read(YAMLFile(text: text, name: name), devices)
    }

    private static func read(
        _ file: YAMLFile, _ catalogue: DeviceCatalogue?
    ) throws(ConfigurationError) -> KioskConfiguration {
        var problems = SchemaCheck(file, against: .kiosk).problems
        let root = Section(file)
        let hub = Hub(root.section("hub"), &problems)
        let devices = DeviceEntries(catalogue).devices(root, &problems)
        let control = controlSocketPath(root, &problems)
        let denominations = denominations(root.section("cash"), &problems)
        let offline = OfflineSection(root.section("offline"), denominations?.first?.currency).policy(&problems)
        guard problems.isEmpty, let denominations else { throw ConfigurationError(problems) }
        return KioskConfiguration(
            kiosk: Kiosk(root.section("kiosk")), hub: hub, screens: Screens(root.section("screens")),
            journalPath: root.section("journal").text("path"),
            pairingsPath: root.section("pairings").optionalText("path") ?? beside(root, "pairings.json"),
            controlSocketPath: control, devices: devices, denominations: denominations, offline: offline,
            patience: Patience(root.section("patience")))
    }

    /// A file in the journal's folder.
    private static func beside(_ root: Section, _ name: String) -> String {
        let journal = root.section("journal").text("path")
        guard let end = journal.lastIndex(of: "/") else { return name }
        return journal[...end] + name
    }

    private static func controlSocketPath(_ root: Section, _ problems: inout [ConfigurationProblem]) -> String {
        let control = root.section("control")
        let path = control.optionalText("socket") ?? beside(root, "control.sock")
        if path.utf8.count > Connection.longestSocketPath {
            let message = "The control socket \(path) has a path longer than \(Connection.longestSocketPath) bytes."
            let advice = "Give a shorter one as control: {socket: …}."
            problems.append(
                control.has("socket")
                    ? control.problem(at: "socket", message, advice: advice)
                    : root.problem(at: "journal", message, advice: advice))
        }
        return path
    }

    /// Nil where a problem was noted, by the schema or here.
    private static func denominations(_ cash: Section, _ problems: inout [ConfigurationProblem]) -> [Money]? {
        guard let currency = Currency(code: cash.text("currency")) else { return nil }
        var taken: Set<Int> = []
        for entry in cash.sections("denominations") {
            guard let value = entry.integer else { continue }
            if !taken.insert(value).inserted {
                problems.append(
                    entry.problem("The note \(value) stands here a second time.", advice: "List each note once."))
            }
        }
        return taken.isEmpty ? nil : taken.sorted().map { Money(Int64($0) * currency.minorUnitsPerMajorUnit, currency) }
    }
}

extension KioskConfiguration.Kiosk {
    fileprivate init(_ section: Section) {
        self.init(
            id: KioskID(section.text("id")), name: LocalizedText(section.section("name")),
            hotline: section.text("hotline"), utcOffsetMinutes: Self.minutes(section.text("utcOffset")),
            language: Language(rawValue: section.text("language")) ?? .simplifiedChinese,
            dark: section.optionalText("dark").flatMap(KioskConfiguration.Darkness.init) ?? .never)
    }

    /// `+08:00` in minutes.
    private static func minutes(_ offset: String) -> Int {
        let parts = offset.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2 else { return 0 }
        return (offset.hasPrefix("-") ? -1 : 1) * (parts[0] * 60 + parts[1])
    }
}

extension KioskConfiguration.Hub {
    /// A URL's host part for this machine, with its port if there is one.
    private static let loopbackHosts = ["127.0.0.1", "localhost", "[::1]"]

    fileprivate init(_ section: Section, _ problems: inout [ConfigurationProblem]) {
        let url = section.text("url")
        let scheme = "http://"
        if url.hasPrefix(scheme) {
            let host = url.dropFirst(scheme.count)
            let isHere = Self.loopbackHosts.contains { host == $0 || host.hasPrefix($0 + ":") }
            if !isHere {
                problems.append(
                    section.problem(
                        at: "url", "The hub at \(host) is to be reached over plain http.",
                        advice: "Use https; http is for a hub on this machine only."))
            }
        }
        if let voucher = section.optionalText("voucher"), !voucher.contains("{payment}") {
            problems.append(
                section.problem(
                    at: "voucher", "The voucher's address is the same for every payment.",
                    advice: "Put {payment} where the payment id goes."))
        }
        self.init(
            url: url, deadline: .seconds(section.optionalInteger("deadlineSeconds") ?? 15),
            voucherTemplate: section.text("voucher"))
    }
}

extension KioskConfiguration.Screens {
    fileprivate init(_ section: Section) {
        self.init(
            host: section.text("host"), port: section.integer("port"),
            frameAncestors: section.sections("frameAncestors").compactMap(\.text))
    }
}

extension Patience {
    fileprivate init(_ section: Section) {
        self.init()
        func wait(_ key: String, _ usual: Duration) -> Duration {
            section.optionalInteger(key).map { Duration.seconds($0) } ?? usual
        }
        untilWarning = wait("untilWarningSeconds", untilWarning)
        afterWarning = wait("afterWarningSeconds", afterWarning)
        thanks = wait("thanksSeconds", thanks)
        hub = wait("hubSeconds", hub)
        settlement = wait("settlementSeconds", settlement)
        printing = wait("printingSeconds", printing)
    }
}

extension LocalizedText {
    init(_ section: Section) {
        self.init(zh: section.text("zh"), en: section.text("en"))
    }
}
