import ArgumentParser
import Foundation
import KioskCore
import KioskVision

struct CodeDecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Find the codes in pictures, as the kiosk's camera would.",
        discussion: """
            Prints one line of JSON a file, in the order given: \
            {"codes":[{"aim":"]C0","bytesHex":"…","corners":[[x,y],…],"orientation":0,"pass":"original","quality":3,\
            "symbology":"code128","text":"…"}],"file":"…","milliseconds":12.3}. A file that is no whole picture, or is \
            past a bound, has {"error":{"code":"…","message":"…"},"file":"…"} instead, and the others go on; the codes are \
            notReadable, unknownFormat, damaged, tooLarge, unsupported, outOfMemory.

            PNG and JPEG files are read, of any colour, of up to 32 MiB, 8,192 pixels a side and 50 megapixels. corners \
            are the code's four, clockwise from its own top left, in pixels of the stored picture (empty where unknown); \
            orientation is in degrees clockwise; quality is how often the code was read; pass says what it took: \
            \(DecodingPass.allCases.map(\.rawValue).joined(separator: ", ")).

            A picture of up to 1280 × 720 pixels is worked on for 150 ms of a core, a larger one for longer in \
            proportion, and no further once something is found. --all-passes tries everything on every picture.

            Exit codes: 0 each file holds a code; 1 each file was looked at, and one or more hold none; 64 wrong \
            arguments; 65 one or more are no picture, or a damaged, too large or unsupported one; 66 one or more cannot be \
            opened; 70 out of memory. Of several, the largest.
            """)

    @Option(help: "What to look for, with commas between: \(CodeDecodeCommand.names). Code 128 includes GS1-128.")
    var symbologies: String?
    @Flag(help: "Try every pass on every picture, however long that takes.") var allPasses = false
    @Flag(help: "Accepted for likeness with the other commands: the output is JSON in any case.") var json = false
    @Argument(help: "PNG or JPEG files.") var files: [String]

    private static let known = Symbology.allCases.filter { $0 != .unknown }
    private static let names = known.map(\.rawValue).joined(separator: ",")

    func validate() throws { _ = try wanted() }

    func run() throws {
        let wanted = try wanted()
        var ending: Int32 = 0
        for file in files {
            let line = line(for: file, wanted)
            print(try jsonLine(line))
            ending = max(ending, line.ending)
        }
        if ending != 0 { throw ExitCode(ending) }
    }

    private func wanted() throws -> Set<Symbology> {
        guard let symbologies else { return CodeReader.billerSymbologies }
        var wanted: Set<Symbology> = []
        for name in symbologies.split(separator: ",", omittingEmptySubsequences: false) {
            guard let symbology = CodeDecodeCommand.known.first(where: { $0.rawValue == name }) else {
                throw ValidationError("--symbologies does not know \(name); there are \(CodeDecodeCommand.names).")
            }
            wanted.insert(symbology)
            if symbology == .code128 { wanted.insert(.gs1Code128) }
        }
        return wanted
    }

    private func line(for file: String, _ wanted: Set<Symbology>) -> DecodedFile {
        do throws(PictureFileError) {
            let frame = try PictureFile.frame(at: file)
            do throws(CodeReaderError) {
                let reader = CodeReader(symbologies: wanted, effort: effort(for: frame))
                return DecodedFile(file: file, reading: try reader.look(at: frame))
            } catch {
                return DecodedFile(file: file, error: error)
            }
        } catch {
            return DecodedFile(file: file, error: error)
        }
    }

    private func effort(for frame: LumaFrame) -> CodeReader.Effort {
        if allPasses { return .everyPass }
        let frames = max(1, Double(frame.width * frame.height) / Double(1_280 * 720))
        return .within(CodeReader.frameBudget * frames)
    }
}

/// What is said of one file.
private struct DecodedFile: Encodable {
    struct Failure: Encodable {
        let code: String
        let message: String
    }

    let file: String
    var codes: [DecodedCode]?
    var milliseconds: Double?
    var error: Failure?
    let ending: Int32

    enum CodingKeys: CodingKey { case file, codes, milliseconds, error }

    init(file: String, reading: FrameReading) {
        self.file = file
        codes = reading.codes.map(DecodedCode.init)
        milliseconds = DecodedFile.rounded(reading.elapsed / .milliseconds(1))
        ending = reading.codes.isEmpty ? Ending.needsPerson.rawValue : 0
    }

    init(file: String, error: PictureFileError) {
        self.file = file
        self.error = Failure(code: error.code.rawValue, message: error.message)
        ending = (error.code == .notReadable ? Ending.nothingToRead : Ending.dataDamaged).rawValue
    }

    init(file: String, error: CodeReaderError) {
        self.file = file
        switch error.code {
        case .frameTooLarge, .bufferTooShort:
            self.error = Failure(code: PictureFileError.Code.tooLarge.rawValue, message: error.message)
            ending = Ending.dataDamaged.rawValue
        case .outOfMemory:
            self.error = Failure(code: "outOfMemory", message: error.message)
            ending = Ending.other.rawValue
        }
    }

    static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

private struct DecodedCode: Encodable {
    let symbology: String
    let aim: String?
    let text: String
    let bytesHex: String
    let corners: [[Double]]
    let orientation: Double?
    let quality: Int?
    let pass: String

    init(_ found: FoundCode) {
        symbology = found.code.symbology.rawValue
        aim = found.code.aim
        text = found.code.text
        bytesHex = found.code.bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        corners =
            found.code.sighting?.corners.map { [DecodedFile.rounded($0.x), DecodedFile.rounded($0.y)] } ?? []
        orientation = found.code.sighting.map { DecodedFile.rounded($0.orientation) }
        quality = found.code.sighting?.quality
        pass = found.pass.rawValue
    }
}
