import KioskControl
import KioskCore
import KioskDevices
import KioskUSB
import KioskUSBFake
import Logging
import Testing

@testable import KioskRuntime

@Suite struct StrangerWatchTests {
    private static let printer = USBSelector.Model(vendorID: 0x04B8, productID: 0x0E28)

    private let fake = FakeUSB()
    private let events = EventQueue()

    /// Watches a bus on which the printer is known and the vendor 0801 refused, while `test` plugs things in.
    private func watching(_ test: (StrangerBoard) async -> Void) async {
        let bus = USBBus(calls: fake.calls, clock: fake.clock)
        let watch = StrangerWatch(
            bus: bus, known: [StrangerWatchTests.printer],
            refusal: { vendor, _ in vendor == 0x0801 ? "It hands over the clear card number." : nil },
            events: events, clock: ManualClock().clock, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { await watch.run() }
        await test(watch.board)
        running.cancel()
        await bus.shutdown()
        await running.value
    }

    private func plugIn(
        _ vendor: UInt16, _ product: UInt16, at port: UInt8, deviceClass: UInt8 = 0, product name: String? = nil
    ) {
        let device = USBDevice(
            location: USBLocation(bus: 1, address: port + 1, ports: [port]), vendorID: vendor, productID: product,
            deviceClass: deviceClass, product: name)
        fake.plugIn(FakeUSBDevice(device))
    }

    @Test func aDeviceThatBelongsToNobodyIsToldOfOnceAndForgottenWhenItLeaves() async {
        await watching { board in
            plugIn(0x1209, 0x0006, at: 3, product: "Stranger's\u{1B}[2J Keyboard")
            #expect(await eventually { board.all.count == 1 })
            let stranger = board.all.first
            #expect(stranger?.usbID == "1209:0006")
            #expect(stranger?.portPath == "1-3")
            #expect(stranger?.name == "Stranger's?[2J Keyboard", "a device's own words are not trusted")
            #expect(stranger?.refusal == nil)
            plugIn(0x04B8, 0x0E28, at: 4)
            #expect(await eventually { events.mailbox.pop() == .incidentNoticed(.strangeDevice) })
            fake.unplug("1-3")
            #expect(await eventually { board.all.isEmpty })
        }
        #expect(events.mailbox.pop() == nil, "neither said again nor of the printer, which is known")
    }

    @Test func aRefusedReaderIsToldWithTheReason() async {
        await watching { board in
            plugIn(0x0801, 0x0002, at: 5, product: "USB Swipe Reader")
            #expect(await eventually { board.all.first?.refusal == "It hands over the clear card number." })
        }
    }

    @Test func hubsAreNobodysAndWhatFloodsTheBusIsBounded() async {
        plugIn(0x1D6B, 0x0002, at: 1, deviceClass: 9)
        for port in UInt8(2)..<30 { plugIn(0x1209, 0x0006, at: port) }
        await watching { board in
            #expect(await eventually { board.all.count == StrangerWatch.most })
            #expect(!board.all.contains { $0.portPath == "1-1" })
        }
    }
}
