import Dispatch
import HubLedger
import KioskAPI
import Synchronization
import Testing

@testable import HubServer

struct LedgerQueueTests {
    /// At the bound the next caller is told to come back; nothing piles up without end.
    @Test func theQueueRefusesPastItsBound() async throws {
        let queue = LedgerQueue(try HubLedger(path: nil, adapters: []))
        let gate = DispatchSemaphore(value: 0)
        let (started, start) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                try await queue.perform { _ in
                    start.yield()
                    gate.wait()
                    return 0
                }
            }
            for await _ in started { break }
            // The first is running; of as many again as may wait, exactly one finds no room.
            for _ in 0..<LedgerQueue.mostWaiting {
                group.addTask {
                    do {
                        return try await queue.perform { _ in 0 }
                    } catch let error as HubError where error.code == .busy {
                        gate.signal()
                        return 1
                    }
                }
            }
            let refused = try await group.reduce(0, +)
            #expect(refused == 1)
        }
    }

    @Test func afterStorageFailedEveryCallIsRefused() async throws {
        let queue = LedgerQueue(try HubLedger(path: nil, adapters: []))
        let failure = HubLedgerError(code: .corrupt, message: "the disk is gone")
        await #expect(throws: failure) { try await queue.perform { _ in throw failure } }
        #expect(queue.failure == failure)
        await #expect(throws: failure) { try await queue.perform { try $0.catalogueVersion() } }
    }
}
