import Foundation
import KioskFuzzing
import Testing

/// Plays every input that is kept in `Fuzz/corpus` to its target, so that what a fuzzer once found stays mended
/// without a fuzzer. A target that breaks one of its laws ends the process; the last name on the list is the input.
@Suite struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/corpus")

    @Test(arguments: FuzzTarget.all.map(\.name))
    func everyInputKeepsTheLaws(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let folder = CorpusTests.corpus.appending(path: name)
        let inputs = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        #expect(!inputs.isEmpty, "\(name) has no corpus to begin with")
        for input in inputs {
            target.run([UInt8](try Data(contentsOf: folder.appending(path: input))))
        }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func everyTargetTakesNothingAndOneByte(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        target.run([])
        for byte in UInt8.min...UInt8.max { target.run([byte]) }
    }

    @Test func everyFolderOfTheCorpusHasATarget() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: CorpusTests.corpus.path())
        #expect(Set(folders) == Set(FuzzTarget.all.map(\.name)))
    }

    /// A clone is not to grow with what fuzzers find.
    @Test func theCorpusStaysSmall() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: CorpusTests.corpus.path())
        #expect(files.count < 400)
        let bytes = try files.reduce(0) { sum, file in
            let values = try CorpusTests.corpus.appending(path: file).resourceValues(forKeys: [.fileSizeKey])
            return sum + (values.fileSize ?? 0)
        }
        #expect(bytes < 200_000)
    }
}
