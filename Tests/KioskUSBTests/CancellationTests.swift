import KioskUSBFake
import Synchronization
import Testing

@testable import KioskUSB

@Suite struct CancellationTests {
    @Test func cancellingTheTaskCancelsTheTransfer() async throws {
        try await Bench.withClaim { bench, claim in
            let task = Task { await failure { try await claim.read(Bench.bulkIn, upTo: 64) } }
            await bench.waitForTransfers(1)
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            #expect(bench.fake.log(of: [.cancel]) == ["cancel 1-2 81"])
        }
    }

    @Test func aTaskCancelledBeforehandSubmitsNothing() async throws {
        try await Bench.withClaim { bench, claim in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure { try await claim.read(Bench.bulkIn, upTo: 64) }
            }
            #expect(await task.value?.code == .cancelled)
            #expect(bench.fake.log(of: [.submit]).isEmpty)
        }
    }

    @Test func bytesThatCameBeforeCancellingAreHandedOver() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkIn, .part([1, 2]))
            let task = Task { try await claim.read(Bench.bulkIn, upTo: 64) }
            await bench.waitForTransfers(1)
            task.cancel()
            let bytes = try await task.value
            #expect(bytes == [1, 2])
        }
    }

    @Test func aCancelledWriteSaysHowMuchWent() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkOut, .part([1, 2, 3]))
            let task = Task {
                await failure { try await claim.write(Bench.bulkOut, [1, 2, 3, 4], deadline: .seconds(1)) }
            }
            await bench.waitForTransfers(1)
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            #expect(await task.value?.transferred == 3)
        }
    }

    /// Cancelling meets the transfer at every moment of its life, many times over.
    @Test func cancellingAtAnyMomentAnswersOnce() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            for round in 0..<300 {
                let task = Task { try? await claim.read(Bench.bulkIn, upTo: 64) }
                for _ in 0..<(round % 7) { await Task.yield() }
                if round % 3 == 0 { device.answer(Bench.bulkIn, .bytes([1])) }
                task.cancel()
                _ = await task.value
            }
            await bench.waitForTransfers(0)
        }
    }

    @Test func cancellingWhileSubmittingCancelsAfterwards() async {
        let cancelled = Atomic(false)
        let completion = Guarded<(@Sendable (LibUSB.Completion) -> Void)?>(nil)
        let pending = PendingTransfer(endpoint: 1, bytes: 1) {}
        let answer = await pending.run { callback in
            completion.withLock { $0 = callback }
            pending.cancel()
            return .success(
                LibUSB.Transfer {
                    cancelled.store(true, ordering: .relaxed)
                    completion.withLock { $0 }?(LibUSB.Completion(status: .cancelled, transferred: 0))
                })
        }
        let wasCancelled = cancelled.load(ordering: .relaxed)
        #expect(wasCancelled)
        guard case .cameBack(let back) = answer else {
            Issue.record("the transfer was submitted, so it comes back")
            return
        }
        #expect(back.status == .cancelled)
    }
}
