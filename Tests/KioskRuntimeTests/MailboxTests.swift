import Testing

@testable import KioskRuntime

struct MailboxTests {
    @Test func elementsComeOutInTheOrderTheyWentIn() async {
        let mailbox = Mailbox<Int>(limit: 3)
        #expect(mailbox.offer(1) && mailbox.offer(2) && mailbox.offer(3))
        #expect(await [mailbox.next(), mailbox.next(), mailbox.next()] == [1, 2, 3])
    }

    @Test func anOfferAtTheBoundIsRefused() {
        let mailbox = Mailbox<Int>(limit: 4)
        #expect(mailbox.offer(1, leaving: 2) && mailbox.offer(2, leaving: 2))
        #expect(!mailbox.offer(3, leaving: 2))
        #expect(mailbox.offer(3) && mailbox.offer(4))
        #expect(!mailbox.offer(5))
        mailbox.insist(6)
        #expect((0..<6).map { _ in mailbox.pop() } == [1, 2, 3, 4, 6, nil])
    }

    @Test func aPushAtTheBoundWaitsForRoom() async {
        let mailbox = Mailbox<Int>(limit: 1)
        #expect(mailbox.offer(1))
        async let pushed = mailbox.push(2)
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == 2)
        #expect(await pushed)
    }

    @Test func closingSendsAwayWhoeverWaits() async {
        let mailbox = Mailbox<Int>(limit: 1)
        #expect(mailbox.offer(1))
        let sender = Task { await mailbox.push(2) }
        #expect(await eventually { mailbox.isEmpty == false })
        mailbox.close()
        #expect(await sender.value == false)
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == nil)
        #expect(!mailbox.offer(3))
    }

    @Test func cancellingEndsEveryWait() async {
        let mailbox = Mailbox<Int>(limit: 1)
        let reader = Task { await mailbox.next() }
        reader.cancel()
        #expect(await reader.value == nil)
        #expect(mailbox.offer(1))
        let sender = Task { await mailbox.push(2) }
        sender.cancel()
        #expect(await sender.value == false)
        #expect(await mailbox.next() == 1)
        #expect(mailbox.isEmpty)
    }

    @Test func manySendersAndReadersLoseNothing() async {
        let mailbox = Mailbox<Int>(limit: 4)
        let sum = await withTaskGroup(of: Int.self) { group in
            for reader in 0..<3 {
                group.addTask {
                    var sum = 0
                    while let element = await mailbox.next() { sum += element }
                    return sum + reader * 0
                }
            }
            await withTaskGroup(of: Void.self) { senders in
                for sender in 0..<5 {
                    senders.addTask { for step in 1...200 { _ = await mailbox.push(sender * 1_000 + step) } }
                }
            }
            mailbox.close()
            return await group.reduce(0, +)
        }
        // Five times 1 to 200, and 200 times (0 + 1 + 2 + 3 + 4) thousand.
        #expect(sum == 5 * 20_100 + 200 * 10_000)
    }
}
