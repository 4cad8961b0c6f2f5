import KioskUSBFake
import Testing

@testable import KioskUSB

@Suite struct HotplugTests {
    @Test func everyListenerHearsWhatComesAndGoes() async throws {
        try await Bench.run { bench in
            var first = bench.context.events().makeAsyncIterator()
            var second = bench.context.events().makeAsyncIterator()
            let device = FakeUSBDevice.printer()
            bench.fake.plugIn(device)
            #expect(await first.next() == .arrived(device.description))
            #expect(await second.next() == .arrived(device.description))
            bench.fake.unplug("1-2")
            #expect(await first.next() == .left(device.description.location))
            #expect(await second.next() == .left(device.description.location))
        }
    }

    @Test func noticesThatComeTwiceAreHeardOnce() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.run(plugged: [device]) { bench in
            // The device was there before the context, and is told of again by the watch.
            await bench.fake.wait { $0.unreleased == 0 }
            var events = bench.context.events().makeAsyncIterator()
            bench.fake.announceAgain("1-2")
            bench.fake.unplug("1-2")
            bench.fake.announceLeaving(device.description.location)
            let other = FakeUSBDevice.printer(at: "1-3", address: 6)
            bench.fake.plugIn(other)
            #expect(await events.next() == .left(device.description.location))
            #expect(await events.next() == .arrived(other.description))
        }
    }

    @Test func aDeviceThatComesBackIsNews() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.run(plugged: [device]) { bench in
            await bench.fake.wait { $0.unreleased == 0 }
            var events = bench.context.events().makeAsyncIterator()
            let again = FakeUSBDevice.printer(address: 6)
            bench.fake.unplug("1-2")
            bench.fake.plugIn(again)
            #expect(await events.next() == .left(device.description.location))
            #expect(await events.next() == .arrived(again.description))
        }
    }

    @Test func aListenerThatDoesNotKeepUpLooksAgain() async {
        let feed = HotplugFeed()
        for address in 0..<UInt8(USBLimits.longestEventQueue) { feed.offer(.left(location(address))) }
        #expect(await feed.next() == .left(location(0)))
        feed.offer(.left(location(100)))
        // The queue is full again, so this one does not fit.
        feed.offer(.left(location(101)))
        #expect(await feed.next() == .lookAgain)
        #expect(await feed.next() == .left(location(101)))
        feed.finish()
        #expect(await feed.next() == nil)
    }

    @Test func noticesPastTheBoundAreGivenBackAndMeanLookingAgain() async {
        let released = Guarded(0)
        var calls = LibUSB()
        calls.describe = { reference in
            let location = USBLocation(bus: 1, address: UInt8(reference.rawValue), ports: [UInt8(reference.rawValue)])
            return .success(USBDevice(location: location, vendorID: 1, productID: 1))
        }
        calls.release = { _ in released.withLock { $0 += 1 } }
        let (thread, gate) = (BlockingThread(name: "test"), Gate())
        #expect(thread.post { gate.wait() })
        let desk = HotplugDesk(calls, on: thread)
        let feed = desk.listen()
        let count = USBLimits.longestNoticeQueue + 10
        for number in 0..<count { desk.take(.arrived(LibUSB.Device(UInt(number)))) }
        // Those that were not kept were given back at once.
        #expect(released.withLock { $0 } == 10)
        gate.open()
        for number in 0..<USBLimits.longestNoticeQueue {
            guard case .arrived(let device) = await feed.next() else { break }
            #expect(Int(device.address) == number)
        }
        let hasLookedAgain = await thread.run { true }
        #expect(hasLookedAgain == true)
        desk.close()
        #expect(released.withLock { $0 } == count)
    }

    @Test func whoFollowsTheEventsOfAStormKnowsWhatIsThereAtItsEnd() async throws {
        let fake = FakeUSB()
        try await Bench.run(fake) { bench in
            var events = bench.context.events().makeAsyncIterator()
            let device = FakeUSBDevice.printer()
            let last = FakeUSBDevice.printer(at: "1-3", address: 6)
            fake.holdCallbacks(true)
            for _ in 0..<2_000 {
                fake.plugIn(device)
                fake.unplug("1-2")
            }
            fake.plugIn(last)
            fake.holdCallbacks(false)
            // Either everything is told in its order, or there is a word that it was not.
            while let event = await events.next() {
                if event == .arrived(last.description) { break }
                guard event == .lookAgain else { continue }
                let there = try await bench.context.devices()
                #expect(there == [last.description])
                break
            }
        }
    }

    @Test func aDeviceThatCannotBeReadMeansLookingAgain() async throws {
        try await Bench.run { bench in
            var events = bench.context.events().makeAsyncIterator()
            bench.fake.fail(.describe, with: -1)
            let device = FakeUSBDevice.printer()
            bench.fake.plugIn(device)
            #expect(await events.next() == .lookAgain)
            // It was not known, but it may have been seen meanwhile, so its leaving is told.
            bench.fake.unplug("1-2")
            #expect(await events.next() == .left(device.description.location))
        }
    }

    @Test(arguments: [-12, -99] as [Int32])
    func withoutHotplugTheContextStillWorks(_ code: Int32) async throws {
        for fake in [FakeUSB(hasHotplug: false), FakeUSB()] {
            fake.fail(.watch, with: code)
            let device = FakeUSBDevice.printer()
            try await Bench.run(fake, plugged: [device]) { bench in
                #expect(!bench.context.hasHotplug)
                let answer = try await bench.context.devices()
                #expect(answer == [device.description])
                await (try bench.context.open(device.description, interfaces: [0])).close()
            }
        }
    }

    @Test func aListenerWhoseTaskIsCancelledEnds() async throws {
        try await Bench.run { bench in
            let task = Task {
                for await _ in bench.context.events() {}
                return true
            }
            task.cancel()
            #expect(await task.value)
        }
    }

    private func location(_ address: UInt8) -> USBLocation {
        USBLocation(bus: 1, address: address, portPath: "1-1")
    }
}
