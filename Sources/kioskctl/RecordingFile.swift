import ArgumentParser
import Foundation

/// The file of a recording. It is made when there is something to write, so that a refusal leaves nothing behind, and
/// only its owner may read it.
final class RecordingFile {
    private let path: String
    private var file: FileHandle?

    init(_ path: String) { self.path = path }

    /// Looked at before the kiosk is asked: a recording takes its time.
    var canBeMade: Bool {
        let folder = URL(filePath: path).deletingLastPathComponent().path()
        return !FileManager.default.fileExists(atPath: path) && FileManager.default.isWritableFile(atPath: folder)
    }

    func add(_ line: String) throws {
        do {
            let file = try file ?? make()
            self.file = file
            try file.write(contentsOf: Data((line + "\n").utf8))
        } catch {
            throw failure
        }
    }

    private func make() throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    var failure: ExitCode {
        kioskctl.failure("\(path) is there already, or cannot be written: give another --output.", Ending.cannotWrite)
    }
}
