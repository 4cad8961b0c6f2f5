import KioskAPI
import KioskCore
import KioskEvidence
import Logging
import Testing

@testable import KioskRuntime

/// The kiosk's side of the witness: what it shows, from where it proves, and whose word it believes.
@Suite struct JournalWitnessTests {
    private let now = KioskInstant(sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: 0))

    /// A journal of so many entries, of which the hub has seen some.
    private func witness(
        size: Int64, standing: JournalStanding = .accepted, damagedAfter: Int64? = nil, shown: Diary<JournalHeadBody>,
        scrubbed: Diary<Int64> = Diary(), hub: @escaping @Sendable (JournalHeadBody) -> WitnessOutcome
    ) -> JournalWitness {
        JournalWitness(
            key: "K0417+0+0", run: "run", standing: standing,
            ports: JournalWitness.Ports(
                testimony: { seen in
                    JournalWitness.Testimony(
                        size: size, checkpoint: "head \(size)", path: seen > 0 && seen < size ? [.emptyTree] : [])
                },
                show: { body in
                    shown.note(body)
                    return hub(body)
                },
                scrub: { after, count in
                    scrubbed.note(after)
                    if let damagedAfter, after >= damagedAfter { throw Damaged() }
                    return after + Int64(count) < size ? after + Int64(count) : nil
                }), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private struct Damaged: Error {}

    @Test func aHubThatIsElsewhereGetsAProofFromThere() async {
        let shown = Diary<JournalHeadBody>()
        let witness = witness(size: 20, shown: shown) { $0.from == 12 ? .judged(.accepted) : .proofNeeded(from: 12) }
        #expect(await witness.beat(at: now) == .accepted)
        #expect(shown.entries.map(\.from) == [0, 12])
        #expect(shown.entries.map(\.proof.count) == [0, 1])
        #expect(shown.entries.compactMap(\.ordinal) == [1, 2], "a later question is told from a late one")
    }

    @Test func aHeadIsShownOnceAMinute() async {
        let shown = Diary<JournalHeadBody>()
        let witness = witness(size: 20, shown: shown) { _ in .judged(.accepted) }
        for seconds in [0, 30, 59, 60, 90, 120] { _ = await witness.beat(at: now.advanced(by: .seconds(seconds))) }
        #expect(shown.entries.count == 3)
    }

    @Test func whereTheHubHasSeenMoreTheBareHeadIsShown() async {
        let shown = Diary<JournalHeadBody>()
        let witness = witness(size: 20, shown: shown) { $0.ordinal == 1 ? .proofNeeded(from: 50) : .judged(.older) }
        #expect(await witness.beat(at: now) == .older)
        #expect(shown.entries.last?.proof == [])
    }

    @Test func aHubThatNeverAgreesIsNotAskedForEver() async {
        let shown = Diary<JournalHeadBody>()
        let witness = witness(size: 20, shown: shown) { .proofNeeded(from: $0.from + 1) }
        #expect(await witness.beat(at: now) == nil)
        #expect(shown.entries.count == JournalWitness.mostShown)
    }

    @Test func noAnswerIsNoJudgement() async {
        let witness = witness(size: 20, shown: Diary()) { _ in .unavailable(.timedOut) }
        #expect(await witness.beat(at: now) == nil)
    }

    @Test func anEmptyJournalHasNothingToShow() async {
        let shown = Diary<JournalHeadBody>()
        let witness = witness(size: 0, shown: shown) { _ in .judged(.accepted) }
        #expect(await witness.beat(at: now) == nil)
        #expect(shown.entries.isEmpty)
    }

    @Test func aChangedEntryIsAForkWhateverTheHubSays() async {
        let shown = Diary<JournalHeadBody>()
        let witness = witness(size: 20, damagedAfter: 0, shown: shown) { _ in .judged(.accepted) }
        #expect(await witness.beat(at: now) == .forked)
        #expect(shown.entries.isEmpty)
        #expect(await witness.words == ["journal": "faulty"])
    }

    @Test func afterARefusalTheHubIsBelievedWhenTheWholeJournalWasRead() async {
        let scrubbed = Diary<Int64>()
        let sound = witness(size: 12_000, standing: .older, shown: Diary(), scrubbed: scrubbed) { _ in
            .judged(.accepted)
        }
        #expect(await sound.beat(at: now) == .accepted)
        #expect(scrubbed.entries == [0, 500, 5_500, 10_500])
        let changed = witness(size: 12_000, standing: .forked, damagedAfter: 5_500, shown: Diary()) { _ in
            .judged(.accepted)
        }
        #expect(await changed.beat(at: now) == .forked)
    }
}
