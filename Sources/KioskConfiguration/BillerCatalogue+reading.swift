internal import Foundation
internal import KioskCodes
internal import KioskCore

extension BillerCatalogue {
    /// The most files read of one folder.
    package static let mostBillers = 500

    /// Reads and checks every `*.yaml` of a folder. The error tells every problem of every file at once.
    package static func load(directory: String) throws(ConfigurationError) -> BillerCatalogue {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw ConfigurationError(
                file: directory, "The folder of billers cannot be read.",
                advice: "Check that it exists and may be read by the user who runs this program.")
        }
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
        guard (1...mostBillers).contains(files.count) else {
            throw ConfigurationError(
                file: directory, "The folder has \(files.count) billers.",
                advice: "Put in 1 to \(mostBillers) files whose names end in .yaml.")
        }
        var reader = BillerReader()
        let folder = directory.hasSuffix("/") ? directory : directory + "/"
        for file in files {
            do {
                reader.read(try YAMLFile(path: folder + file))
            } catch {
                reader.problems += error.problems
            }
        }
        return try reader.catalogue()
    }

    /// The same for texts in memory; `name` stands for the file in messages.
    package static func read(_ texts: [(name: String, text: String)]) throws(ConfigurationError) -> BillerCatalogue {
        var reader = BillerReader()
        for (name, text) in texts {
            do {
                reader.read(try YAMLFile(text: text, name: name))
            } catch {
                reader.problems += error.problems
            }
        }
        return try reader.catalogue()
    }
}

/// Puts a catalogue together file by file.
private struct BillerReader {
    var problems: [ConfigurationProblem] = []
    private var billers: [Biller] = []
    private var profiles: [BillerProfile] = []
    private var offlineCaps: [BillerID: OfflinePolicy.BillerCaps] = [:]
    private var files: [BillerID: String] = [:]

    func catalogue() throws(ConfigurationError) -> BillerCatalogue {
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return BillerCatalogue(billers: billers, profiles: profiles, offlineCaps: offlineCaps)
    }

    mutating func read(_ file: YAMLFile) {
        let found = SchemaCheck(file, against: .biller).problems
        problems += found
        let root = Section(file)
        let id = BillerID(root.text("id"))
        if let other = files[id] {
            problems.append(
                root.problem(
                    at: "id", "The biller '\(id)' is described in \(other) already.", advice: "Remove one of the two."))
        }
        files[id] = file.name
        let account = root.section("account")
        let digits = account.integer("digits")
        let longest = account.optionalInteger("longestDigits") ?? digits
        if longest < digits {
            problems.append(
                account.problem(
                    at: "longestDigits", "longestDigits is \(longest), less than digits, \(digits).",
                    advice: "Give the larger number, or leave it out."))
        }
        guard let currency = Currency(code: root.text("currency")), digits <= longest else { return }
        var codes: [BillCode] = []
        for section in root.sections("codes") {
            // Without a currency or with a misspelt rule the examples would fail for the wrong reason.
            guard let code = BillCodeReader(section).code(&problems) else { continue }
            codes.append(code)
            BillCodeReader(section).checkExamples(
                of: BillerProfile(biller: id, currency: currency, codes: [code]), digits: digits...longest, &problems)
        }
        let tenders = root.sections("tenders").compactMap { $0.text.flatMap(TenderKind.init) }
        let caps = OfflineSection(root.section("offline"), currency).billerCaps(tenders: tenders, &problems)
        guard found.isEmpty, let service = Service(rawValue: root.text("service")),
            let exactness = Exactness(rawValue: root.text("exactness"))
        else { return }
        profiles.append(BillerProfile(biller: id, currency: currency, codes: codes))
        if root.has("offline") { offlineCaps[id] = caps }
        billers.append(
            Biller(
                id: id, name: LocalizedText(root.section("name")), service: service, currency: currency,
                hotline: root.text("hotline"), exactness: exactness,
                tenders: tenders, accountDigits: digits...longest, accountLabel: LocalizedText(account.section("label"))
            ))
    }
}
