import Foundation
import KioskCore
import KioskRuntime
import Synchronization
import Testing

/// A disk that runs full: nobody new begins, and whoever has begun comes to an end.
@Suite struct FullDiskTests {
    private static let note = Money(2_000, .cny)

    // MARK: The engine

    @Test func aFullDiskIsMetOnceFromTheReserveAndWhatIsUnderWayGoesOn() async throws {
        let bench = EngineBench(failingRecord: 1, canMakeRoom: true) { event, _ in
            guard case .noteAcceptorReported = event else { return [] }
            return [
                .record([.noteIntended("p-1", number: 1, denomination: Self.note)]), .noteAcceptor(.stackNote),
            ]
        }
        try await bench.run {
            await bench.engine.send(.noteAcceptorReported(.escrowed(Self.note)))
            #expect(await eventually { bench.deeds.entries.last == .acceptor(.stackNote) })
        }
        #expect(bench.deeds.entries == [.recording(1), .recording(1), .recorded(1), .acceptor(.stackNote)])
        #expect(!bench.heard.entries.contains(.recordFailed))
    }

    @Test func aSecondFailureIsNotTriedAgain() async throws {
        let bench = EngineBench(failingRecords: [1, 2], canMakeRoom: true) { event, _ in
            event == .hubReachable(true) ? [.record([.incident(.cashBoxFull)]), .noteAcceptor(.stackNote)] : []
        }
        await bench.engine.send(.hubReachable(true))
        await #expect(throws: RuntimeError.self) { try await bench.engine.run() }
        #expect(bench.deeds.entries == [.recording(1), .recording(1)])
    }

    @Test func withoutRoomToMakeNothingIsTriedAgain() async throws {
        let bench = EngineBench(failingRecord: 1, canMakeRoom: false) { event, _ in
            event == .hubReachable(true) ? [.record([.incident(.cashBoxFull)])] : []
        }
        await bench.engine.send(.hubReachable(true))
        await #expect(throws: RuntimeError.self) { try await bench.engine.run() }
        #expect(bench.deeds.entries == [.recording(1)])
        #expect(bench.heard.entries.last == .recordFailed)
    }

    @Test func withoutRoomForAVisitTheScreenSaysSoAndNobodyBegins() async throws {
        let hasRoom = Flag(false)
        let bench = EngineBench(hasRoom: { hasRoom.isUp }, script: { _, _ in [] })
        try await bench.run {
            #expect(await eventually { bench.engine.currentView.screen == .outOfService(.storage) })
            await bench.engine.choose(.service(.water))
            await bench.engine.send(.codeRead(.notABill))
            await bench.engine.send(.hubReachable(true))
            #expect(await eventually { bench.heard.entries.last == .hubReachable(true) })
            #expect(bench.heard.entries == [.restarted(version: "1.0"), .hubReachable(true)])
            hasRoom.isUp = true
            await bench.engine.send(.hubReachable(true))
            #expect(await eventually { bench.engine.currentView.screen == .attract(billers: [], problem: nil) })
            await bench.engine.choose(.service(.water))
            #expect(await eventually { bench.heard.entries.last == .residentChose(.service(.water)) })
        }
    }

    @Test func whoHasBegunMayFinishWithoutRoomForAnother() async throws {
        let hasRoom = Flag(true)
        let bench = EngineBench(
            hasRoom: { hasRoom.isUp },
            script: { event, machine in
                if event == .residentChose(.pay) { machine.screen = .asking(someBiller) }
                return []
            })
        try await bench.run {
            await bench.engine.choose(.pay)
            #expect(await eventually { bench.engine.currentView.screen == .asking(someBiller) })
            hasRoom.isUp = false
            await bench.engine.choose(.method(.cash))
            #expect(await eventually { bench.heard.entries.last == .residentChose(.method(.cash)) })
            #expect(bench.engine.currentView.screen == .asking(someBiller))
        }
    }

    // MARK: The reserve

    @Test func theReserveIsAllocatedAndNotOnlyPromised() throws {
        let disk = try TestDisk(free: 100 << 20)
        #expect(disk.reserve.hasRoom)
        let status = try #require(disk.status)
        #expect(status.st_size == off_t(DiskReserve.size))
        #expect(Int(status.st_blocks) * 512 >= DiskReserve.size)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func aNearlyFullDiskKeepsTheReserveAndNobodyBegins() throws {
        let disk = try TestDisk(free: 100 << 20)
        #expect(disk.reserve.hasRoom)
        disk.free = DiskReserve.leastForAVisit - 1
        #expect(!disk.reserve.hasRoom)
        #expect(disk.status != nil)
        disk.free = DiskReserve.leastForAVisit
        #expect(disk.reserve.hasRoom)
    }

    @Test func theReserveIsFreedBeforeTheDiskIsFullAndTakenAgainWhenThereIsRoom() throws {
        let disk = try TestDisk(free: 100 << 20)
        #expect(disk.reserve.hasRoom)
        disk.free = DiskReserve.leastForAWrite - 1
        #expect(!disk.reserve.hasRoom)
        #expect(disk.status == nil, "its room is there for the next write")
        // What was freed is not room for another visit.
        disk.free = DiskReserve.size + DiskReserve.leastForAWrite
        #expect(!disk.reserve.hasRoom)
        disk.free = DiskReserve.leastForAVisit + DiskReserve.size
        #expect(disk.reserve.hasRoom)
        #expect(disk.status != nil)
    }

    @Test func theReserveIsFreedOnce() throws {
        let disk = try TestDisk(free: 100 << 20)
        #expect(disk.reserve.hasRoom)
        #expect(disk.reserve.release())
        #expect(!disk.reserve.release())
    }

    @Test func aReserveFromTheLastRunIsThisRunsToo() throws {
        let disk = try TestDisk(free: 100 << 20)
        #expect(disk.reserve.hasRoom)
        let next = DiskReserve(journal: disk.journal, free: { DiskReserve.leastForAVisit })
        #expect(next.hasRoom)
        #expect(next.release())
    }

    @Test func anotherTroubleThanAFullDiskFreesNothing() throws {
        struct Other: Error {}
        #expect(!StoragePorts.isDiskFull(Other()))
        let disk = try TestDisk(free: 100 << 20)
        #expect(disk.reserve.hasRoom)
        #expect(!StoragePorts(disk.reserve).makeRoom(Other()))
        #expect(disk.status != nil)
    }
}

private let someBiller = Biller(
    id: "b", name: LocalizedText(zh: "水", en: "Water"), service: .water, currency: .cny, hotline: "1",
    exactness: .exact, tenders: [.cash], accountDigits: 1...9, accountLabel: LocalizedText(zh: "号", en: "No."))

/// Something that is so or not, moved by a test while an engine looks.
final class Flag: Sendable {
    private let value: Mutex<Bool>
    init(_ isUp: Bool) { value = Mutex(isUp) }
    var isUp: Bool {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// A folder with a reserve on a disk of which the test says how much is free.
private final class TestDisk {
    let journal: String
    private let folder: URL
    private let bytes: FreeBytes
    let reserve: DiskReserve

    init(free: Int) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        journal = folder.appending(path: "journal.sqlite").path(percentEncoded: false)
        let bytes = FreeBytes(free)
        self.bytes = bytes
        reserve = DiskReserve(journal: journal, free: { bytes.count })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var free: Int {
        get { bytes.count }
        set { bytes.count = newValue }
    }

    var status: stat? {
        var status = stat()
        return stat(journal + ".reserve", &status) == 0 ? status : nil
    }
}

private final class FreeBytes: Sendable {
    private let bytes: Mutex<Int>
    init(_ count: Int) { bytes = Mutex(count) }
    var count: Int {
        get { bytes.withLock { $0 } }
        set { bytes.withLock { $0 = newValue } }
    }
}
