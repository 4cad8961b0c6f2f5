internal import Foundation

extension DeviceCatalogue {
    /// The most models read of one folder.
    package static let mostProfiles = 500
    /// The name of a profile's file in its model's folder.
    package static let profileName = "profile.yaml"

    /// Reads and checks `<model>/profile.yaml` of every folder in a folder, and `refused.yaml` and `adapters.yaml`
    /// where they are there. The error tells every problem of every file at once.
    package static func load(directory: String) throws(ConfigurationError) -> DeviceCatalogue {
        let folder = directory.hasSuffix("/") ? directory : directory + "/"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw ConfigurationError(
                file: directory, "The folder of devices cannot be read.",
                advice: "Check that it exists and may be read by the user who runs this program.")
        }
        let models = names.filter { !$0.hasPrefix(".") && isFolder(folder + $0) }.sorted()
        guard (1...mostProfiles).contains(models.count) else {
            throw ConfigurationError(
                file: directory, "The folder has \(models.count) models.",
                advice: "Put in 1 to \(mostProfiles) folders, one a model, each with a \(profileName).")
        }
        var problems: [ConfigurationProblem] = []
        let lists = try? FileManager.default.contentsOfDirectory(atPath: directory)
        let refused =
            lists?.contains("refused.yaml") == true
            ? file(folder + "refused.yaml", &problems).map { RefusedDevices(addingFrom: $0, &problems) } : nil
        let adapters =
            lists?.contains("adapters.yaml") == true
            ? file(folder + "adapters.yaml", &problems).map { SerialAdapter.read($0, &problems) } : nil
        var reader = DeviceProfileReader(refused: refused ?? .builtIn)
        reader.problems = problems
        for model in models {
            guard let file = file("\(folder)\(model)/\(profileName)", &reader.problems) else { continue }
            reader.read(file, id: model)
        }
        return try reader.catalogue(adapters: adapters ?? [])
    }

    /// The same for texts in memory; a profile's name stands for its folder, and for the file in messages.
    package static func read(
        _ texts: [(model: String, text: String)], refused: RefusedDevices = .builtIn
    ) throws(ConfigurationError) -> DeviceCatalogue {
        var reader = DeviceProfileReader(refused: refused)
        for (model, text) in texts {
            do {
                reader.read(try YAMLFile(text: text, name: "\(model)/\(profileName)"), id: model)
            } catch {
                reader.problems += error.problems
            }
        }
        return try reader.catalogue(adapters: [])
    }

    private static func file(_ path: String, _ problems: inout [ConfigurationProblem]) -> YAMLFile? {
        do {
            return try YAMLFile(path: path)
        } catch {
            problems += error.problems
            return nil
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

/// Puts a catalogue together profile by profile.
private struct DeviceProfileReader {
    let refused: RefusedDevices
    var problems: [ConfigurationProblem] = []
    private var profiles: [DeviceProfile] = []

    init(refused: RefusedDevices) { self.refused = refused }

    func catalogue(adapters: [SerialAdapter]) throws(ConfigurationError) -> DeviceCatalogue {
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return DeviceCatalogue(profiles: profiles, adapters: adapters, refused: refused)
    }

    mutating func read(_ file: YAMLFile, id: String) {
        let root = Section(file)
        if (try? /[a-z0-9][a-z0-9-]{1,63}/.wholeMatch(in: id)) == nil {
            problems.append(
                root.problem(
                    "A model cannot be called '\(id)'.",
                    advice: "Name its folder <vendor-model>: small letters, digits and hyphens, 2 to 64 of them."))
        }
        guard let profile = DeviceProfile(id: id, file, refused: refused, &problems) else { return }
        for entry in root.section("usb").sections("ids") {
            guard let id = entry.text.flatMap({ USBID($0) }) else { continue }
            noteSharing(of: id, profile, at: entry)
        }
        profiles.append(profile)
    }

    /// Two models may have the same ids only if both profiles say that they know.
    private mutating func noteSharing(of id: USBID, _ profile: DeviceProfile, at entry: Section) {
        let others = profiles.filter { $0.usb?.ids.contains(id) == true }
        for other in others where !other.quirks.contains(.sharedID) || !profile.quirks.contains(.sharedID) {
            problems.append(
                entry.problem(
                    "'\(other.id)' has the id \(id) already.",
                    advice: "Correct the one that is wrong, or write shared-id among the quirks of both."))
        }
    }
}
