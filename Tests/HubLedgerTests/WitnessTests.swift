import HubLedger
import KioskAPI
import KioskCore
import KioskEvidence
import Testing

/// The hub as witness: it follows a journal that grows, and finds one that does not.
struct WitnessTests {
    private let ledger: HubLedger
    private let now = Fixture.morning

    init() throws { ledger = try Fixture().ledger }

    private func show(
        _ head: JournalHeadBody, _ kiosk: KioskID = "k-1", after: Duration = .zero
    ) throws -> WitnessReply {
        try ledger.witness(kiosk, head, now: now.advanced(by: after))
    }

    private func standing(_ reply: WitnessReply) -> JournalStanding? {
        if case .judged(let answer) = reply { answer.standing } else { nil }
    }

    private func openAlarms() throws -> [HubAlarm.Kind] { try ledger.alarms().alarms.map(\.kind) }

    @Test func aJournalThatGrowsIsFollowed() throws {
        var journal = try TestJournal()
        var seen: Int64 = 0
        for growth in [0, 1, 0, 2, 4, 1, 92, 1_000] {
            journal.append(growth)
            guard case .judged(let answer) = try show(try journal.head(from: seen)) else {
                Issue.record("a proof from \(seen) was not enough")
                return
            }
            #expect(answer.standing == .accepted)
            #expect(answer.size == seen + Int64(growth))
            seen = answer.size
        }
        #expect(try ledger.journalHead(of: "k-1")?.size == 1_100)
        #expect(try openAlarms().isEmpty)
    }

    @Test func aProofFromAnotherSizeIsAskedForAgain() throws {
        var journal = try TestJournal(entries: 10)
        #expect(standing(try show(try journal.head(from: 0))) == .accepted)
        journal.append(5)
        for wrong: Int64 in [0, 7, 15] {
            #expect(try show(try journal.head(from: wrong)) == .proofNeeded(JournalSizeAnswer(size: 10)))
        }
        #expect(standing(try show(try journal.head(from: 10))) == .accepted)
        #expect(try openAlarms().isEmpty)
    }

    /// Fault 18: an old disk image was put back.
    @Test func aShorterJournalIsRefusedAndNothingIsForgotten() throws {
        let image = try TestJournal(entries: 10)
        var journal = image
        #expect(standing(try show(try image.head(from: 0))) == .accepted)
        journal.append(3)
        #expect(standing(try show(try journal.head(from: 10))) == .accepted)
        for _ in 0..<2 { #expect(standing(try show(try image.head(from: 10))) == .older) }
        #expect(try ledger.journalHead(of: "k-1")?.size == 13)
        let alarms = try ledger.alarms()
        #expect(alarms.alarms.map(\.kind) == [.journalOlder])
        #expect(alarms.alarms.map(\.count) == [2])
        #expect(alarms.alarms.map(\.kiosk) == ["k-1"])
    }

    /// Fault 65: two disks that were one go on with entries of their own.
    @Test(arguments: [0, 1, 5]) func aForkIsFoundWhereverItBegan(_ common: Int) throws {
        var first = try TestJournal(entries: common)
        var second = first
        first.append(4, "first")
        second.append(9, "second")
        #expect(standing(try show(try first.head(from: 0))) == .accepted)
        #expect(standing(try show(try second.head(from: Int64(common) + 4))) == .forked)
        #expect(try ledger.journalHead(of: "k-1")?.size == Int64(common) + 4)
        first.append(1)
        #expect(standing(try show(try first.head(from: Int64(common) + 4))) == .accepted, "the original goes on")
        #expect(try openAlarms() == [.journalForked])
    }

    @Test func anotherHeadOfTheSameSizeIsAFork() throws {
        var (first, second) = (try TestJournal(entries: 3), try TestJournal(entries: 3))
        first.append(1, "first")
        second.append(1, "second")
        #expect(standing(try show(try first.head(from: 0))) == .accepted)
        #expect(standing(try show(try second.head(from: 4))) == .forked)
    }

    @Test func anotherKeyIsRefusedUntilThatKioskIsEnrolledAnew() throws {
        let (old, new) = (try TestJournal(entries: 5), try TestJournal(seed: 2, entries: 2))
        #expect(standing(try show(try old.head(from: 0))) == .accepted)
        #expect(standing(try show(try new.head(from: 0))) == .otherKey)
        #expect(try openAlarms() == [.journalOtherKey])
        try ledger.enrolKiosk("k-1", key: new.key.verifierKey.text, now: now)
        #expect(standing(try show(try new.head(from: 0))) == .accepted)
        #expect(standing(try show(try old.head(from: 2))) == .otherKey)
        // Receipts signed with either can still be proven.
        for key in [old.key.verifierKey, new.key.verifierKey] {
            #expect(try ledger.journalKeys(id: key.id).map(\.key) == [key])
        }
    }

    /// A cloned disk whose kiosk was given another number still has the key of the first.
    @Test func aKeyBelongsToOneKiosk() throws {
        let journal = try TestJournal(entries: 5)
        #expect(standing(try show(try journal.head(from: 0))) == .accepted)
        #expect(standing(try show(try journal.head(from: 0), "k-2")) == .otherKey)
        #expect(try ledger.journalHead(of: "k-2") == nil)
        #expect(refusal { try ledger.enrolKiosk("k-2", key: journal.key.verifierKey.text, now: now) } == .conflict)
    }

    @Test func whatNobodySignedIsNoHead() throws {
        let (journal, other) = (try TestJournal(entries: 5), try TestJournal("paycircle.example/k-2", seed: 2))
        let head = try journal.head(from: 0)
        let fakes = [
            head.checkpoint.replacing("\n5\n", with: "\n6\n"), try other.head(from: 0).checkpoint, "", "hello",
        ]
        for checkpoint in fakes {
            let fake = JournalHeadBody(
                verifierKey: head.verifierKey, checkpoint: checkpoint, from: 0, proof: head.proof)
            #expect(refusal { try show(fake) } == .requestInvalid)
        }
        let noKey = JournalHeadBody(verifierKey: "k+1+A", checkpoint: head.checkpoint, from: 0, proof: [])
        #expect(refusal { try show(noKey) } == .requestInvalid)
        #expect(try ledger.journalHead(of: "k-1") == nil)
        #expect(try openAlarms().isEmpty)
    }

    /// A proxy may hold a request back while the next is answered: no disk went back because of that.
    @Test func aRequestThatWasOnlyLateIsNoOldDisk() throws {
        var journal = try TestJournal(entries: 10)
        let late = try journal.head(from: 0, run: "a", ordinal: 1)
        journal.append(5)
        #expect(standing(try show(try journal.head(from: 0, run: "a", ordinal: 2))) == .accepted)
        #expect(try show(late) == .proofNeeded(JournalSizeAnswer(size: 15)))
        // The last words of a run before the next began.
        let last = try journal.head(from: 15, run: "a", ordinal: 3)
        journal.append(1)
        #expect(standing(try show(try journal.head(from: 15, run: "b", ordinal: 1))) == .accepted)
        #expect(try show(last, after: .seconds(60)) == .proofNeeded(JournalSizeAnswer(size: 16)))
        #expect(try openAlarms().isEmpty)
        // One that still speaks long after is a second machine.
        #expect(standing(try show(last, after: .seconds(120))) == .older)
        #expect(try openAlarms() == [.journalOlder])
    }

    @Test func anAlarmIsClosedByAPersonAndComesBackWithItsCause() throws {
        let image = try TestJournal(entries: 1)
        var journal = image
        journal.append(1)
        _ = try show(try journal.head(from: 0))
        _ = try show(try image.head(from: 0))
        let alarm = try #require(try ledger.alarms().alarms.first)
        let closed = try ledger.acknowledgeAlarm(alarm.id, by: "Lin", now: now.advanced(by: .seconds(5)))
        #expect(closed.acknowledgedBy == "Lin")
        #expect(try ledger.acknowledgeAlarm(alarm.id, by: "Wu", now: now) == closed)
        #expect(try ledger.alarms().open == 0)
        #expect(refusal { try ledger.acknowledgeAlarm(99, by: "Lin", now: now) } == .notFound)
        #expect(refusal { try ledger.acknowledgeAlarm(alarm.id, by: "", now: now) } == .requestInvalid)
        _ = try show(try image.head(from: 0))
        #expect(try ledger.alarms().alarms.map(\.count) == [1])
        #expect(try ledger.alarms(after: alarm.id).count == 1)
    }

    @Test func theFleetShowsEveryKioskOfWhichAnythingIsKnown() throws {
        _ = try show(try TestJournal(entries: 7).head(from: 0))
        _ = try ledger.heartbeat(
            HeartbeatBody(kiosk: "k-2", sent: now, version: "1.2", queued: 3, devices: ["scanner": "ready"]), now: now)
        let kiosks = try ledger.kiosks()
        #expect(kiosks.map(\.id) == ["k-1", "k-2"])
        #expect(kiosks.map(\.journalSize) == [7, nil])
        #expect(kiosks.map(\.queued) == [nil, 3])
        #expect(kiosks.map(\.openAlarms) == [0, 0])
    }
}
