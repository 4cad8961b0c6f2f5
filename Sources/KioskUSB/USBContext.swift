/// The buses: which devices there are, which come and go, and the way to open one. One for the whole process, made once
/// and shut down before it is let go.
///
/// libusb's events are handled by one thread named `usb-events`; everything that waits for the kernel happens on
/// threads of its own, one for the lists and one for each open device, never on Swift's pool.
package final class USBContext: Sendable {
    /// Shared with the claims, which take themselves out when they are closed.
    private struct State {
        var isOpen = true
        var claims: [ObjectIdentifier: USBClaim] = [:]
        /// Some claim's transfers never came back; libusb must stay.
        var isTangled = false
        var closing: Task<Void, Never>?
    }

    /// Whether devices that come and go are told of. Without, the owner lists them every now and then.
    package let hasHotplug: Bool
    private let calls: LibUSB
    private let clock: USBClock
    private let context: LibUSB.Context
    private let watch: LibUSB.Watch?
    private let thread = BlockingThread(name: "usb-lists")
    private let eventThread: EventThread
    private let desk: HotplugDesk
    private let resets = ResetBook()
    private let state = Guarded(State())

    /// Starts libusb, which asks the kernel for the devices there are.
    package init(calls: LibUSB = .live(), clock: USBClock = .live) throws(USBError) {
        switch calls.initialise() {
        case .failure(let code): throw USBError(libusb: code, doing: "Starting libusb")
        case .success(let context): self.context = context
        }
        self.calls = calls
        self.clock = clock
        let desk = HotplugDesk(calls, on: thread)
        self.desk = desk
        eventThread = EventThread(calls, context)
        watch = calls.hasHotplug() ? try? calls.watch(context) { desk.take($0) }.get() : nil
        hasHotplug = watch != nil
    }

    deinit {
        assert(state.withLock { !$0.isOpen }, "a USBContext was let go without a shutdown; its event thread still runs")
    }

    /// The devices that are there now, sorted by bus and port path. One that may not be opened is listed, too.
    package func devices() async throws(USBError) -> [USBDevice] {
        let answer = await thread.run { [self] () -> LibUSB.Answer<[USBDevice]>? in
            guard isOpen else { return nil }
            return calls.devices(context).map { references in
                defer { for reference in references { calls.release(reference) } }
                // One that cannot be described has just left.
                return references.prefix(USBLimits.mostDevices).compactMap { try? calls.describe($0).get() }
            }
        }
        switch answer {
        case .some(.some(.success(let devices))): return devices.sorted { $0.location < $1.location }
        case .some(.some(.failure(let code))): throw USBError(libusb: code, doing: "Listing the devices")
        case .some(nil), nil: throw USBError(isOpen ? .busy : .closed, doing: "Listing the devices")
        }
    }

    /// What happens on the buses from now on, each time for one more listener. Ends at the shutdown. Listen first and
    /// list the devices then, so that none is missed; one may be told of twice that way.
    ///
    /// A listener that does not keep up with `USBLimits.longestEventQueue` events finds `lookAgain` in their place.
    package func events() -> AsyncStream<USBHotplugEvent> {
        let feed = desk.listen()
        return AsyncStream { await feed.next() }
    }

    /// Opens a device and takes interfaces of it for the caller alone, away from the kernel's drivers. Without any,
    /// only the control endpoint can be used. What is opened is to be closed.
    ///
    /// - Parameter givesKernelDriverBack: Whether closing gives the interfaces back to the drivers that had them. False
    ///   for devices that type: what they type while nobody reads them would reach the browser. Such a device stays
    ///   mute after the shutdown, too, because the screen goes on while this process is started anew, and because it
    ///   is then the same as after a crash; plugging it in anew makes it a keyboard again.
    package func open(
        _ device: USBDevice, interfaces: [UInt8], givesKernelDriverBack: Bool = true
    ) async throws(USBError) -> USBClaim {
        let wanted = interfaces.reduce(into: [UInt8]()) { if !$0.contains($1) { $0.append($1) } }
        guard wanted.count <= USBLimits.mostInterfaces else {
            throw USBError(.invalidRequest, doing: "Opening \(device.summary)")
        }
        let claim = USBClaim(
            device, interfaces: wanted, calls, clock: clock, resets: resets,
            givesKernelDriverBack: givesKernelDriverBack
        ) {
            [state] claim, isClean in
            state.withLock { state in
                state.claims[ObjectIdentifier(claim)] = nil
                if !isClean { state.isTangled = true }
            }
        }
        let isTaken = state.withLock { state in
            if state.isOpen { state.claims[ObjectIdentifier(claim)] = claim }
            return state.isOpen
        }
        guard isTaken else { throw USBError(.closed, doing: "Opening \(device.summary)") }
        do throws(USBError) {
            try await claim.open(in: context)
            if Task.isCancelled { throw USBError(.cancelled, doing: "Opening \(device.summary)") }
        } catch {
            await claim.close()
            throw error
        }
        return claim
    }

    /// Resets the port of a device that cannot be claimed any more; see `USBClaim.reset`.
    package func reset(_ device: USBDevice) async throws(USBError) {
        let claim = try await open(device, interfaces: [])
        do throws(USBError) {
            try await claim.reset()
        } catch {
            await claim.close()
            throw error
        }
        await claim.close()
    }

    /// Closes all claims, ends all listeners, ends the event thread and leaves libusb, in this order. May be called by
    /// many and again; all return when it is done.
    package func shutdown() async {
        let closing = state.withLock { state in
            if let closing = state.closing { return closing }
            state.isOpen = false
            // Not a child of the caller's task: a cancelled caller must not cut the closing short.
            let closing = Task { await self.finish() }
            state.closing = closing
            return closing
        }
        await closing.value
    }

    private func finish() async {
        let claims = state.withLock { Array($0.claims.values) }
        await withDiscardingTaskGroup { group in
            for claim in claims { group.addTask { await claim.close() } }
        }
        let mayLeave = state.withLock { !$0.isTangled }
        _ = await thread.run(mayExceed: true) { [calls, context, watch, desk, eventThread] in
            if let watch { calls.unwatch(context, watch) }
            desk.close()
            // Transfers that libusb still has would be used after they were freed.
            guard mayLeave else { return }
            eventThread.stop(calls, context)
            calls.exit(context)
        }
        thread.stop()
    }

    private var isOpen: Bool { state.withLock { $0.isOpen } }
}

extension USBLocation: Comparable {
    package static func < (left: USBLocation, right: USBLocation) -> Bool {
        (left.bus, left.portPath, left.address) < (right.bus, right.portPath, right.address)
    }
}
