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

    private func seed(_ target: String, _ name: String, without prefix: Int) throws -> FuzzInput {
        let file = LawTests.corpus.appending(path: "\(target)/seed-\(name)")
        return FuzzInput([UInt8](try Data(contentsOf: file).dropFirst(prefix)))
    }

    /// Where a driver asks in another order than it did, its dialogue in `Fuzz/seed-corpus` is to be written anew.
    @Test func aPaidDialogueOfEachProtocolReachesTheMoney() throws {
        let ccnet = FuzzBench.play(
            try seed("ccnet-machine", "paid", without: 1), to: CCNETStateMachine(),
            with: NoteAcceptorPartner(CCNETClaims.self, longestFrame: 255) { $0.bufferedByteCount })
        #expect(ccnet.notesCounted == 2)
        let id003 = FuzzBench.play(
            try seed("id003-machine", "paid", without: 1), to: ID003StateMachine(),
            with: NoteAcceptorPartner(ID003Claims.self, longestFrame: 255) { $0.bufferedByteCount })
        #expect(id003.notesCounted == 2)
        let ssp = FuzzBench.play(
            try seed("ssp-machine", "paid", without: 0), to: SSPStateMachine(),
            with: NoteAcceptorPartner(SSPClaims.self, longestFrame: SSPCodec.largestPacket) { $0.bufferedByteCount })
        #expect(ssp.notesCounted == 2)
        let zvt = FuzzBench.play(
            try seed("zvt-machine", "paid", without: 1), to: ZVTStateMachine(profile: ZVTProfile()),
            with: TerminalPartner(framing: .plain))
        #expect(zvt.captures == 1)
    }

    @Test func aRejectedNoteIsNotCounted() throws {
        let partner = FuzzBench.play(
            try seed("ccnet-machine", "rejected", without: 1), to: CCNETStateMachine(),
            with: NoteAcceptorPartner(CCNETClaims.self, longestFrame: 255) { $0.bufferedByteCount })
        #expect(partner.notesCounted == 0)
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
