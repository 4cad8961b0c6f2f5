import Dispatch
package import KioskUSB

/// The USB of this process: the one libusb context that all lines share, and where they find their devices.
///
/// The context is made when it is first needed. Where libusb cannot work at all, every line over USB says so each time
/// it is opened, and the rest of the kiosk goes on.
package actor USBBus {
    /// How long opening a line waits for a device that is not there: it is often about to come back, after a reset or
    /// when its hub wakes up.
    package static let arrival = Duration.seconds(2)

    nonisolated package let clock: USBClock
    private let calls: LibUSB
    private var made: USBContext?
    private var making: Task<USBContext, any Error>?
    private var isShutDown = false

    package init(calls: LibUSB = .live(), clock: USBClock = .live) {
        self.calls = calls
        self.clock = clock
    }

    package func context() async throws -> USBContext {
        if let made { return made }
        guard !isShutDown else { throw LineError(.usbUnavailable, "This process is ending and uses no USB any more.") }
        let making = self.making ?? Task { [calls, clock] in try await USBBus.make(calls, clock) }
        self.making = making
        // Another may be making the next one by then, after this one failed.
        defer { if self.making == making { self.making = nil } }
        let context = try await making.value
        // Whoever waited for the same context has kept it already; it may be shut down by now.
        guard !isShutDown else {
            await context.shutdown()
            throw LineError(.usbUnavailable, "This process is ending and uses no USB any more.")
        }
        made = context
        return context
    }

    /// All devices on the bus, by port path.
    package func devices() async throws -> [USBDevice] {
        let context = try await context()
        do {
            return try await context.devices()
        } catch {
            throw LineError(error)
        }
    }

    /// The one device that is meant, if it is there now.
    package func find(_ selector: USBSelector) async throws -> USBDevice {
        let devices = try await devices()
        return devices[try selector.choice(among: devices.map(\.identity))]
    }

    /// Whether the one device that is meant is there; the host gives it another address each time it comes back.
    package func look(at selector: USBSelector) async -> LineSight {
        do {
            let location = try await find(selector).location
            return .present(stamp: "\(location.bus)-\(location.address)")
        } catch let error as LineError where error.code == .deviceAbsent {
            return .absent
        } catch {
            return .unknown
        }
    }

    /// The one device that is meant; waits up to `arrival` for it to be plugged in.
    package func wait(for selector: USBSelector) async throws -> USBDevice {
        // Listened to before looking, so that what comes in between is heard of.
        let events = try await context().events()
        if let device = try await look(for: selector) { return device }
        return try await withThrowingTaskGroup(of: USBDevice?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await self.arrival(of: selector, in: events) }
            group.addTask { [clock] in
                try? await clock.sleep(USBBus.arrival)
                return nil
            }
            if let device = try await group.next() ?? nil { return device }
            try Task.checkCancellation()
            return try await find(selector)
        }
    }

    /// Nil when the device is absent; every other trouble is thrown.
    private func look(for selector: USBSelector) async throws -> USBDevice? {
        do {
            return try await find(selector)
        } catch let error as LineError where error.code == .deviceAbsent {
            return nil
        }
    }

    private func arrival(
        of selector: USBSelector, in events: AsyncStream<USBHotplugEvent>
    ) async throws -> USBDevice? {
        for await event in events {
            switch event {
            case .arrived(let device) where !selector.matches(device.identity): continue
            case .left: continue
            case .arrived, .lookAgain:
                if let device = try await look(for: selector) { return device }
            }
        }
        return nil
    }

    func open(
        _ device: USBDevice, interfaces: [UInt8], givesKernelDriverBack: Bool
    ) async throws -> USBClaim {
        let context = try await context()
        do {
            return try await context.open(
                device, interfaces: interfaces, givesKernelDriverBack: givesKernelDriverBack)
        } catch {
            throw LineError(error)
        }
    }

    /// Resets the port that the device hangs on, as often as the context's policy lets it.
    package func reset(_ selector: USBSelector) async throws {
        let device = try await find(selector)
        let context = try await context()
        do {
            try await context.reset(device)
        } catch {
            throw LineError(error)
        }
    }

    /// The last thing a process does with USB; lines are closed before.
    package func shutdown() async {
        isShutDown = true
        let context = made
        made = nil
        await context?.shutdown()
    }

    /// On a thread that may wait: libusb asks the kernel for all buses when it starts.
    private static func make(_ calls: LibUSB, _ clock: USBClock) async throws -> USBContext {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "kiosk-usb-start").async {
                do throws(USBError) {
                    continuation.resume(returning: try USBContext(calls: calls, clock: clock))
                } catch {
                    continuation.resume(
                        throwing: LineError(
                            .usbUnavailable,
                            "USB cannot be used on this machine, and no device on it: \(error.message)",
                            number: error.libusbCode))
                }
            }
        }
    }
}
