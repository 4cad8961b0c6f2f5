import Foundation
import KioskCore
import KioskDevices
import Testing

@testable import KioskFuzzing

/// Whether the targets would find what they look for: the dialogues of the corpus reach the money, and machines that
/// make money up, hold too much or never rest end the process.
@Suite struct LawTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/corpus")

    /// Every input of a target's corpus, without the bytes in front of its script.
    private func inputs(_ target: String, without prefix: Int) throws -> [FuzzInput] {
        let folder = LawTests.corpus.appending(path: target)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted().map { name in
            FuzzInput([UInt8](try Data(contentsOf: folder.appending(path: name)).dropFirst(prefix)))
        }
    }

    /// Where a driver asks in another order than it did, its dialogues in `Fuzz/seed-corpus` are to be written anew.
    @Test func theDialoguesOfEachProtocolReachTheMoney() throws {
        let ccnet = try inputs("ccnet-machine", without: 1).map { input in
            FuzzBench.play(
                input, to: CCNETStateMachine(),
                with: NoteAcceptorPartner(CCNETClaims.self, longestFrame: 255) { $0.bufferedByteCount })
        }
        #expect(ccnet.contains { $0.notesCounted >= 2 } && ccnet.contains { $0.notesCounted == 0 })
        let id003 = try inputs("id003-machine", without: 1).map { input in
            FuzzBench.play(
                input, to: ID003StateMachine(),
                with: NoteAcceptorPartner(ID003Claims.self, longestFrame: 255) { $0.bufferedByteCount })
        }
        #expect(id003.contains { $0.notesCounted >= 2 } && id003.contains { $0.notesCounted == 0 })
        let ssp = try inputs("ssp-machine", without: 0).map { input in
            FuzzBench.play(
                input, to: SSPStateMachine(),
                with: NoteAcceptorPartner(SSPClaims.self, longestFrame: SSPCodec.largestPacket) {
                    $0.bufferedByteCount
                })
        }
        #expect(ssp.contains { $0.notesCounted >= 2 } && ssp.contains { $0.notesCounted == 0 })
        let zvt = try inputs("zvt-machine", without: 1).map { input in
            FuzzBench.play(
                input, to: ZVTStateMachine(profile: ZVTProfile()), with: TerminalPartner(framing: .plain))
        }
        #expect(zvt.contains { $0.captures == 1 } && zvt.contains { $0.captures == 0 })
    }

    @Test func aNoteThatNoDeviceToldOfIsFound() async {
        await #expect(processExitsWith: .failure) { LawTests.play(Liar(lie: .stacksByItself)) }
    }

    @Test func aBufferPastItsBoundIsFound() async {
        await #expect(processExitsWith: .failure) { LawTests.play(Liar(lie: .holdsTooMuch)) }
    }

    @Test func aDeadlineThatNeverPassesIsFound() async {
        await #expect(processExitsWith: .failure) { LawTests.play(Liar(lie: .neverRests)) }
    }

    @Test func aMachineWithoutALieIsNotBlamed() { LawTests.play(Liar(lie: nil)) }

    private static func play(_ machine: Liar) {
        // Bytes, and 40 ms.
        FuzzBench.play(
            FuzzInput([0x00, 0xFF, 0x14]), to: machine,
            with: NoteAcceptorPartner(CCNETClaims.self, longestFrame: 255) { $0.bufferedByteCount })
    }
}

/// A machine that breaks one law.
private struct Liar: DeviceStateMachine {
    enum Lie { case stacksByItself, holdsTooMuch, neverRests }

    let lie: Lie?
    private(set) var nextDeadline: KioskInstant?
    private(set) var bufferedByteCount = 0

    init(lie: Lie?) { self.lie = lie }

    mutating func received(
        _ input: DeviceInput<NoteAcceptorCommand>, at now: KioskInstant
    ) -> [DeviceOutput<NoteAcceptorReport>] {
        guard case .bytes = input else { return [] }
        switch lie {
        case .stacksByItself: return [.report(.stacked(Money(1_000, .cny)))]
        case .holdsTooMuch: bufferedByteCount = 255
        case .neverRests: nextDeadline = now
        case nil: break
        }
        return []
    }
}
