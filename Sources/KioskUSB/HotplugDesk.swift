/// Turns libusb's notices, which come on the event thread and know no more than a device's place, into events with
/// everything a device tells, and hands them to all listeners.
///
/// A notice that says what is known already, which libusb may give, is dropped.
final class HotplugDesk: Sendable {
    private struct Listener {
        weak var feed: HotplugFeed?
    }

    private struct State {
        var notices: [LibUSB.Notice] = []
        var hasLostNotices = false
        var isDraining = false
        var isOpen = true
        var present: [Address: Present] = [:]
        /// Whether everything that is plugged in is among the present.
        var knowsAll = true
        var listeners: [Listener] = []

        /// Makes every next notice news.
        mutating func forget() {
            present = [:]
            knowsAll = false
        }
    }

    /// What names a device as long as it is there. Its ports are not asked for when it left.
    private struct Address: Hashable {
        let bus: UInt8
        let address: UInt8

        init(_ location: USBLocation) {
            bus = location.bus
            address = location.address
        }
    }

    /// Another device may have come to the same address while notices were lost.
    private struct Present: Hashable {
        let portPath: String
        let vendorID: UInt16
        let productID: UInt16
        let serial: String?
    }

    private let calls: LibUSB
    private let thread: BlockingThread
    private let state = Guarded(State())

    init(_ calls: LibUSB, on thread: BlockingThread) {
        self.calls = calls
        self.thread = thread
    }

    func listen() -> HotplugFeed {
        let feed = HotplugFeed()
        let isOpen = state.withLock { state in
            state.listeners.removeAll { $0.feed == nil }
            state.listeners.append(Listener(feed: feed))
            return state.isOpen
        }
        if !isOpen { feed.finish() }
        return feed
    }

    /// Called on the event thread: takes the notice and returns at once.
    func take(_ notice: LibUSB.Notice) {
        let (isKept, mustDrain) = state.withLock { state in
            guard state.isOpen else { return (false, false) }
            let isKept = state.notices.count < USBLimits.longestNoticeQueue
            if isKept { state.notices.append(notice) } else { state.hasLostNotices = true }
            let mustDrain = !state.isDraining
            state.isDraining = true
            return (isKept, mustDrain)
        }
        if !isKept { release(notice) }
        // The thread outlives the desk's being open, and this is the one call of its kind that waits.
        if mustDrain { _ = thread.post(mayExceed: true) { self.drain() } }
    }

    /// Looks into one notice and queues up again, so that others' calls get their turn while a bad hub flaps.
    private func drain() {
        enum Work {
            case notice(LibUSB.Notice)
            case notAllKept
        }
        let work = state.withLock { state -> Work? in
            if !state.notices.isEmpty { return .notice(state.notices.removeFirst()) }
            if state.hasLostNotices {
                state.hasLostNotices = false
                state.forget()
                return .notAllKept
            }
            state.isDraining = false
            return nil
        }
        switch work {
        case .notice(let notice): handle(notice)
        case .notAllKept: tell(.lookAgain)
        case nil: return
        }
        _ = thread.post(mayExceed: true) { self.drain() }
    }

    private func handle(_ notice: LibUSB.Notice) {
        switch notice {
        case .arrived(let reference):
            defer { calls.release(reference) }
            switch calls.describe(reference) {
            case .success(let device): noteArrival(of: device)
            case .failure:
                // It left again, of which comes a notice; or it cannot be read now, but maybe later.
                state.withLock { $0.forget() }
                tell(.lookAgain)
            }
        case .left(let location):
            let (was, knowsAll) = state.withLock { state in
                (state.present.removeValue(forKey: Address(location)), state.knowsAll)
            }
            if let was {
                tell(.left(USBLocation(bus: location.bus, address: location.address, portPath: was.portPath)))
            } else if !knowsAll {
                tell(.left(location))
            }
        }
    }

    private func noteArrival(of device: USBDevice) {
        let mark = Present(
            portPath: device.portPath, vendorID: device.vendorID, productID: device.productID, serial: device.serial)
        let isNews = state.withLock { state in
            if state.present[Address(device.location)] == mark { return false }
            if state.present.count >= USBLimits.mostDevices { state.forget() }
            state.present[Address(device.location)] = mark
            return true
        }
        if isNews { tell(.arrived(device)) }
    }

    private func tell(_ event: USBHotplugEvent) {
        let feeds = state.withLock { $0.listeners.compactMap(\.feed) }
        for feed in feeds { feed.offer(event) }
    }

    private func release(_ notice: LibUSB.Notice) {
        if case .arrived(let reference) = notice { calls.release(reference) }
    }

    /// Ends all listeners and gives back the devices that wait to be looked at.
    func close() {
        let (notices, feeds) = state.withLock { state in
            state.isOpen = false
            defer { (state.notices, state.listeners) = ([], []) }
            return (state.notices, state.listeners.compactMap(\.feed))
        }
        for notice in notices { release(notice) }
        for feed in feeds { feed.finish() }
    }
}
