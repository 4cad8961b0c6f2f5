import Foundation
import Glibc
import KioskCore
import Synchronization

/// A simulated device as the firmware of a gadget, in real time: serves the character device that the kernel's gadget
/// side gives it (`/dev/ttyGSN`, `/dev/hidgN`, `/dev/g_printerN`).
///
/// One thread of its own moves the bytes and keeps the firmware's time, plugged in or not: unplugging takes the cable
/// away, and `powerCycle` the power. What the firmware has to say while nobody can hear it is lost.
package final class GadgetServer<Device: SimulatedDevice>: GadgetFirmware {
    private struct State {
        var device: Device
        /// What the kernel has still to take, in whole messages of the firmware.
        var outgoing: [[UInt8]] = []
        /// The node to serve; nil while unplugged.
        var node: String?
        var isOpen = false
        var isStopped = false
        var receivedCount = 0
        var sentCount = 0
        var watch: (@Sendable (Device) -> Bool)?
        var watched: Int64?
    }

    private let name: String
    private let state: Mutex<State>
    private let clock: BenchClock
    private let bell: GadgetBell
    private let style: GadgetLineStyle
    /// Called by the server's thread when something happened, to set what else the kernel tells the host.
    private let afterwards: @Sendable (Device, Int32) -> Void

    private static var mostMessages: Int { 256 }
    private static var patience: Duration { .seconds(5) }

    package init(
        _ name: String, _ device: Device, clock: BenchClock, style: GadgetLineStyle,
        afterwards: @escaping @Sendable (Device, Int32) -> Void = { _, _ in }
    ) throws {
        self.name = name
        self.clock = clock
        self.style = style
        self.afterwards = afterwards
        state = Mutex(State(device: device))
        bell = try GadgetBell()
        Thread.detachNewThread { [self] in serve() }
    }

    // MARK: What the bench does

    /// What can be seen of the device from outside.
    package func read<Value: Sendable>(_ property: (Device) -> Value) -> Value {
        state.withLock { property($0.device) }
    }

    package func hand(_ hand: Device.Hand) { change { device, now in device.hand(hand, at: now) } }

    /// The power goes away and comes back; the cable stays.
    package func powerCycle() {
        state.withLock { $0.outgoing = [] }
        change { device, now in device.powerCycled(at: now) }
    }

    /// Sends bytes that no firmware would.
    package func inject(_ bytes: [UInt8]) { change { _, _ in bytes } }

    /// How many bytes came from the host so far, and how many went to it.
    package var counts: (received: Int, sent: Int) { state.withLock { ($0.receivedCount, $0.sentCount) } }

    /// Notes when it is so for the first time from now on, as bytes from the host make it so.
    package func watch(_ isSo: @escaping @Sendable (Device) -> Bool) {
        state.withLock { ($0.watch, $0.watched) = (isSo, nil) }
    }

    /// Nanoseconds of CLOCK_BOOTTIME when it was.
    package var watched: Int64? { state.withLock { $0.watched } }

    /// Begins to serve, and waits until the node is open.
    package func connect(_ node: String) async throws {
        state.withLock { $0.node = node }
        bell.ring()
        try await until("\(node) is open") { $0.isOpen }
    }

    /// Ends serving, and waits until the node is closed: the kernel wants it so before the gadget leaves.
    package func disconnect() async throws {
        state.withLock { state in
            state.node = nil
            state.outgoing = []
        }
        bell.ring()
        try await until("the node is closed") { !$0.isOpen }
    }

    package func stop() {
        state.withLock { $0.isStopped = true }
        bell.ring()
    }

    private func until(_ what: String, _ isSo: (State) -> Bool) async throws {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            if state.withLock({ isSo($0) }) { return }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw SimulatorError("\(name): it did not come to pass that \(what).")
    }

    private func change(_ change: (inout Device, KioskInstant) -> [UInt8]) {
        let now = clock.now
        state.withLock { state in
            let bytes = change(&state.device, now)
            enqueue(bytes, &state)
        }
        bell.ring()
    }

    private func enqueue(_ bytes: [UInt8], _ state: inout State) {
        guard !bytes.isEmpty, state.node != nil, state.outgoing.count < Self.mostMessages else { return }
        state.outgoing.append(bytes)
    }

    // MARK: The thread

    private func serve() {
        var line: Int32 = -1
        while true {
            let (node, isStopped) = state.withLock { ($0.node, $0.isStopped) }
            if isStopped { break }
            if node == nil, line >= 0 {
                line = closed(line)
            } else if let node, line < 0 {
                line = style.open(node)
                let isOpen = line >= 0
                state.withLock { $0.isOpen = isOpen }
            }
            keepTime()
            if line >= 0 { state.withLock { afterwards($0.device, line) } }
            if !wait(line) || !moveBytes(line) { line = closed(line) }
        }
        _ = closed(line)
    }

    private func closed(_ line: Int32) -> Int32 {
        if line >= 0 { close(line) }
        state.withLock { $0.isOpen = false }
        return -1
    }

    private func keepTime() {
        let now = clock.now
        state.withLock { state in
            guard let due = state.device.nextDeadline, due <= now else { return }
            enqueue(state.device.deadlineReached(at: now), &state)
        }
    }

    /// Waits for the kernel, the bell or the firmware's clock. False when the kernel says that the line is gone.
    private func wait(_ line: Int32) -> Bool {
        let now = clock.now
        let (deadline, wantsToSend, isOpening) = state.withLock {
            ($0.device.nextDeadline, !$0.outgoing.isEmpty, $0.node != nil && !$0.isOpen)
        }
        // A node that is not there yet, or whose host is not there yet, is tried again soon.
        var patience: Int32 = isOpening ? 5 : 1_000
        if let deadline {
            patience = min(patience, max(0, Int32(clamping: (deadline.sinceBoot - now.sinceBoot).milliseconds + 1)))
        }
        let wanted = Int16(POLLIN) | (wantsToSend ? Int16(POLLOUT) : 0)
        var watched = [
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: line, events: wanted, revents: 0),
        ]
        poll(&watched, 2, patience)
        if watched[0].revents != 0 { bell.silence() }
        let isGone = watched[1].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
        if isGone { usleep(2_000) }
        return line < 0 || !isGone
    }

    /// False when the line is gone.
    private func moveBytes(_ line: Int32) -> Bool {
        guard line >= 0 else { return true }
        switch GadgetLineStyle.read(line) {
        case .nothing: break
        case .gone: return false
        case .bytes(let bytes):
            let now = clock.now
            state.withLock { state in
                state.receivedCount += bytes.count
                enqueue(state.device.received(bytes, at: now), &state)
                if let watch = state.watch, watch(state.device) {
                    state.watch = nil
                    var time = timespec()
                    clock_gettime(CLOCK_BOOTTIME, &time)
                    state.watched = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
                }
            }
        }
        return state.withLock { state in
            while let message = state.outgoing.first {
                let piece = message.prefix(style.largestWrite)
                let count = piece.withUnsafeBytes { write(line, $0.baseAddress, $0.count) }
                if count < 0 { return errno == EAGAIN || errno == EINTR }
                state.sentCount += count
                state.outgoing[0].removeFirst(count)
                if state.outgoing[0].isEmpty { state.outgoing.removeFirst() }
            }
            return true
        }
    }
}

extension Duration {
    /// Whole milliseconds, towards zero.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
