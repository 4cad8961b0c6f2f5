/// A device that was opened, with interfaces that are ours alone: no kernel driver and no other program hears what they
/// say until the claim is closed. Made by `USBContext.open`, and kept by the context until somebody closes it.
///
/// Transfers are asynchronous and end at their deadline, or when their task is cancelled. A device that goes away makes
/// every call fail with `noDevice`, and the claim is then good for nothing but `close`. Clearing a halt, resetting and
/// choosing an alternate setting wait in the kernel, for which it has its own limits of a few seconds; they run one
/// after the other on the claim's thread and are not cut short by cancelling.
package final class USBClaim: Sendable {
    private struct State {
        /// Chosen settings that are not 0, by interface.
        var alternates: [UInt8: UInt8] = [:]
        /// Endpoints somebody writes to.
        var writing: Set<UInt8> = []
        var closing: Task<Void, Never>?
    }

    package let device: USBDevice
    package let interfaces: [UInt8]
    let calls: LibUSB
    let clock: USBClock
    let table = TransferTable()
    let hardware: OpenDevice
    private let thread: BlockingThread
    private let resets: ResetBook
    /// Called when the claim is closed; false when transfers never came back, so that libusb still uses their memory.
    private let ended: @Sendable (USBClaim, _ isClean: Bool) -> Void
    private let state = Guarded(State())

    init(
        _ device: USBDevice, interfaces: [UInt8], _ calls: LibUSB, clock: USBClock, resets: ResetBook,
        givesKernelDriverBack: Bool = true,
        ended: @escaping @Sendable (USBClaim, _ isClean: Bool) -> Void
    ) {
        self.device = device
        self.interfaces = interfaces
        self.calls = calls
        self.clock = clock
        self.resets = resets
        self.ended = ended
        hardware = OpenDevice(device, calls, givesKernelDriverBack: givesKernelDriverBack)
        thread = BlockingThread(name: "usb \(device.portPath)")
    }

    func open(in context: LibUSB.Context) async throws(USBError) {
        let answer = await thread.run { [self] () -> Result<Void, USBError> in
            guard table.isOpen else { return .failure(USBError(.closed, doing: "Opening \(device.summary)")) }
            return Result { () throws(USBError) in try hardware.open(in: context, claiming: interfaces) }
        }
        try (answer ?? .failure(USBError(.closed, doing: "Opening \(device.summary)"))).get()
    }

    /// Chooses another of an interface's settings, and with it another set of endpoints.
    package func selectAlternate(_ alternate: UInt8, of interface: UInt8) async throws(USBError) {
        let doing = "Choosing setting \(alternate) of interface \(interface) of \(device.summary)"
        let isKnown = device.interfaces.contains { $0.number == interface && $0.alternate == alternate }
        guard isKnown, interfaces.contains(interface) else { throw USBError(.invalidRequest, doing: doing) }
        try await block(doing) { calls, handle in calls.selectAlternate(handle, interface, alternate) }
        state.withLock { $0.alternates[interface] = alternate }
    }

    /// Makes a halted endpoint work again, on both sides. Transfers that are under way there are cancelled first.
    package func clearHalt(_ endpoint: UInt8) async throws(USBError) {
        let doing = "Clearing the halt of \(name(of: endpoint))"
        guard setting(of: endpoint) != nil else { throw USBError(.invalidRequest, doing: doing) }
        table.cancelAll(on: endpoint)
        guard await drained(endpoint) else { throw USBError(.busy, doing: doing) }
        try await block(doing) { calls, handle in calls.clearHalt(handle, endpoint) }
    }

    /// Resets the device's port, which makes it start anew with its old address, if `USBResetPolicy` grants it.
    /// Everything under way is cancelled. A device that does not come back the same is `noDevice` from then on.
    package func reset() async throws(USBError) {
        let doing = "Resetting the port of \(device.summary)"
        guard table.isOpen else { throw USBError(.closed, doing: doing) }
        switch resets.wish(for: device.portPath, at: clock.now()) {
        case .granted: break
        case .tooSoon(let wait):
            throw USBError(
                .resetRefused, "\(doing) was refused: the last reset was too recent. Try again in \(wait).",
                retryAfter: wait)
        case .exhausted(let wait):
            throw USBError(
                .resetRefused,
                "\(doing) was refused: \(USBResetPolicy.mostInWindow) resets within \(USBResetPolicy.window) did not "
                    + "help. Look at the device, its cable and its power; the next reset is granted in \(wait).",
                retryAfter: wait)
        }
        table.cancelAll()
        guard await drained() else { throw USBError(.busy, doing: doing) }
        do {
            try await block(doing) { calls, handle in calls.resetDevice(handle) }
        } catch  where error.code == .notFound {
            // So libusb calls a device that came back with other descriptors, or whose interfaces were lost.
            throw USBError(.noDevice, doing: doing)
        }
        state.withLock { $0.alternates = [:] }
    }

    /// Cancels what is under way, waits until it came back, gives the interfaces back (see `USBContext.open`) and
    /// closes the device. May be called by many and again; all return when it is done. Works in a cancelled task, too.
    package func close() async {
        let closing = state.withLock { state in
            if let closing = state.closing { return closing }
            // Not a child of the caller's task: a cancelled caller must not cut the closing short.
            let closing = Task { await self.finish() }
            state.closing = closing
            return closing
        }
        await closing.value
    }

    private func finish() async {
        table.close()
        table.cancelAll()
        let isClean = await drained()
        if isClean { _ = await thread.run(mayExceed: true) { [hardware] in hardware.close() } }
        thread.stop()
        ended(self, isClean)
    }
}

extension USBClaim {
    /// The endpoint with its setting, if it belongs to what was claimed.
    func setting(of endpoint: UInt8) -> USBEndpoint? {
        let alternates = state.withLock { $0.alternates }
        let settings = device.interfaces.filter {
            interfaces.contains($0.number) && $0.alternate == alternates[$0.number] ?? 0
        }
        return settings.lazy.flatMap(\.endpoints).first { $0.address == endpoint }
    }

    func name(of endpoint: UInt8) -> String {
        "endpoint \(String(endpoint, radix: 16)) of \(device.summary)"
    }

    /// False when somebody writes there already.
    func beginWriting(to endpoint: UInt8) -> Bool {
        state.withLock { $0.writing.insert(endpoint).inserted }
    }

    func endWriting(to endpoint: UInt8) {
        state.withLock { _ = $0.writing.remove(endpoint) }
    }

    /// Waits for the transfers there, no longer than the bound.
    private func drained(_ endpoint: UInt8? = nil) async -> Bool {
        await withTaskGroup(of: Bool.self) { [table, clock] group in
            group.addTask { await table.waitUntilIdle(endpoint) }
            group.addTask {
                // Ends by throwing when the transfers came back first.
                try? await clock.sleep(USBLimits.longestDrain)
                return false
            }
            let isIdle = await group.next() ?? false
            group.cancelAll()
            return isIdle
        }
    }

    private func block(
        _ doing: String, _ call: @escaping @Sendable (LibUSB, LibUSB.Handle) -> LibUSB.Code
    ) async throws(USBError) {
        let code = await thread.run { [calls, hardware] in hardware.handle.map { call(calls, $0) } }
        guard let code else { throw USBError(table.isOpen ? .busy : .closed, doing: doing) }
        guard let code else { throw USBError(.closed, doing: doing) }
        guard code.isSuccess else { throw USBError(libusb: code, doing: doing) }
    }
}
