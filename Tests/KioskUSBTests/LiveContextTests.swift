import Foundation
import Testing

@testable import KioskUSB

/// The library itself, on whatever machine this is. Most build machines have no USB at all.
@Suite(.serialized) struct LiveContextTests {
    @Test func aRealContextStartsListsAndEnds() async throws {
        let context = try USBContext()
        let listening = Task {
            for await _ in context.events() {}
        }
        for device in try await context.devices() {
            #expect(!device.portPath.isEmpty)
            #expect(device.interfaces.count <= USBLimits.mostAlternates)
        }
        await context.shutdown()
        await listening.value
    }

    /// So that who looks at the process sees whose threads these are.
    @Test func itsThreadsHaveNames() async throws {
        let context = try USBContext()
        _ = try await context.devices()
        let tasks = "/proc/self/task"
        let names = try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap { task in
            try? String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8).trimmingCharacters(in: .newlines)
        }
        #expect(names.contains("usb-events"))
        #expect(names.contains("usb-lists"))
        await context.shutdown()
    }

    @Test func aRealContextMayBeStartedAgainAndAgain() async throws {
        for _ in 0..<5 {
            let context = try USBContext()
            await context.shutdown()
        }
    }

    @Test func aDeviceThatIsNotThereIsNoDevice() async throws {
        let context = try USBContext()
        let ghost = USBDevice(
            location: USBLocation(bus: 250, address: 120, portPath: "250-9"), vendorID: 0xFFFF, productID: 0xFFFF)
        #expect(await failure { try await context.open(ghost, interfaces: [0]) }?.code == .noDevice)
        #expect(await failure { try await context.reset(ghost) }?.code == .noDevice)
        await context.shutdown()
    }

    @Test func submittingWithoutAHandleIsNoDeviceAndNoAbort() {
        let request = LibUSB.Request(kind: .bulk(0x81), payload: .receive(64), timeout: 1)
        let answer = LiveTransfer.submit(request, to: LibUSB.Handle(0)) { _ in
            Issue.record("a transfer that was refused never comes back")
        }
        guard case .failure(.noDevice) = answer else {
            Issue.record("there is no device to submit to")
            return
        }
    }
}
