import Testing

@testable import KioskDevices

struct LinePiecesTests {
    @Test func whatCameBeforeTheEndIsStillReceived() async throws {
        struct Trouble: Error {}
        let pieces = LinePieces<Int>(limit: 2)
        #expect(pieces.offer(1) && pieces.offer(2) && !pieces.offer(3))
        pieces.finish(Trouble())
        pieces.finish()
        #expect(!pieces.offer(4))
        #expect(try await pieces.next() == 1)
        #expect(try await pieces.next() == 2)
        await #expect(throws: Trouble.self) { try await pieces.next() }
    }

    @Test func whoeverFillsItWaitsForRoom() async throws {
        let pieces = LinePieces<Int>(limit: 1)
        async let filling: Void = {
            for number in 0..<100 { _ = await pieces.push(number) }
            pieces.finish()
        }()
        var received: [Int] = []
        while let number = try await pieces.next() { received.append(number) }
        await filling
        #expect(received == Array(0..<100))
    }

    @Test func aFillerThatWaitsIsLetGoAtTheEndAndWhenCancelled() async {
        let pieces = LinePieces<Int>(limit: 1)
        #expect(pieces.offer(1))
        let cancelled = Task { await pieces.push(2) }
        cancelled.cancel()
        #expect(await cancelled.value == false)
        async let ended = pieces.push(3)
        await Task.yield()
        pieces.discard()
        let isTaken = await ended
        #expect(!isTaken)
    }
}
