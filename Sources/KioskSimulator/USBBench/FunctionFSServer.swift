import Foundation
import Glibc
import KioskCore

/// A simulated device as the firmware of a gadget on FunctionFS, in real time: bulk OUT, bulk IN, and an interrupt IN for
/// notices where there is one.
///
/// FunctionFS has no `poll` and its reads and writes wait, so each endpoint has a thread of its own, and the firmware's
/// clock has one. They end with the bench's kernel.
package final class FunctionFSServer<Device: SimulatedDevice>: GadgetFirmware {
    package struct Endpoints: Sendable {
        var output: UInt8
        var input: UInt8
        var notices: UInt8?
        /// A firmware's message as the transfers it makes: on which endpoint what goes out.
        var transfers: @Sendable (Device, [UInt8]) -> [(isNotice: Bool, bytes: [UInt8])]
    }

    private struct State {
        var device: Device
        var outgoing: [[UInt8]] = []
        var notices: [[UInt8]] = []
        var isConnected = false
        /// After so many more packets from the host, the OUT endpoint is halted.
        var stallsOutputAfter: Int?
        /// The next message to the host finds the IN endpoint halted.
        var stallsInput = false
        var stalls = 0
        var received = 0
        var sent = 0
    }

    private let condition = NSCondition()
    // Used only between `lock` and `unlock` of the condition, which Swift cannot see.
    nonisolated(unsafe) private var state: State
    private let files: FunctionFS
    private let endpoints: Endpoints
    private let clock: BenchClock
    private let afterwards: @Sendable (Device) -> Void

    /// One packet at high speed: a read that is larger would wait for what the host does not send.
    private static var packet: Int { 512 }
    private static var mostMessages: Int { 256 }

    package init(
        _ device: Device, _ files: FunctionFS, _ endpoints: Endpoints, clock: BenchClock,
        afterwards: @escaping @Sendable (Device) -> Void = { _ in }
    ) {
        state = State(device: device)
        self.files = files
        self.endpoints = endpoints
        self.clock = clock
        self.afterwards = afterwards
        Thread.detachNewThread { [self] in hear() }
        Thread.detachNewThread { [self] in tell(isNotices: false) }
        if endpoints.notices != nil { Thread.detachNewThread { [self] in tell(isNotices: true) } }
        Thread.detachNewThread { [self] in keepTime() }
    }

    // MARK: What the bench does

    package func read<Value: Sendable>(_ property: (Device) -> Value) -> Value { locked { property($0.device) } }

    package func hand(_ hand: Device.Hand) { change { device, now in device.hand(hand, at: now) } }

    package func powerCycle() {
        locked { ($0.outgoing, $0.notices) = ([], []) }
        change { device, now in device.powerCycled(at: now) }
    }

    package var counts: (received: Int, sent: Int) { locked { ($0.received, $0.sent) } }

    /// The host's next transfer but so many packets is answered with STALL, until it clears the halt.
    package func stallOutput(afterPackets count: Int) { locked { $0.stallsOutputAfter = max(count, 1) } }

    package func stallInput() { locked { $0.stallsInput = true } }

    /// How often an endpoint was halted.
    package var stalls: Int { locked { $0.stalls } }

    package func connect(_ node: String) { locked { $0.isConnected = true } }

    package func disconnect() {
        locked { state in
            state.isConnected = false
            (state.outgoing, state.notices) = ([], [])
        }
    }

    private func locked<Value>(_ body: (inout State) -> Value) -> Value {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return body(&state)
    }

    private func change(_ change: (inout Device, KioskInstant) -> [UInt8]) {
        let now = clock.now
        let device = locked { state in
            let bytes = change(&state.device, now)
            if state.isConnected, !bytes.isEmpty { enqueue(bytes, &state) }
            return state.device
        }
        afterwards(device)
    }

    private func enqueue(_ bytes: [UInt8], _ state: inout State) {
        for transfer in endpoints.transfers(state.device, bytes) {
            if transfer.isNotice {
                if state.notices.count < Self.mostMessages { state.notices.append(transfer.bytes) }
            } else if state.outgoing.count < Self.mostMessages {
                state.outgoing.append(transfer.bytes)
            }
        }
    }

    // MARK: The threads

    private func hear() {
        while true {
            let mustStall = locked { state in
                guard let count = state.stallsOutputAfter else { return false }
                state.stallsOutputAfter = count > 0 ? count - 1 : nil
                if count == 0 { state.stalls += 1 }
                return count == 0
            }
            if mustStall { files.stall(endpoints.output) }
            guard let bytes = files.read(endpoints.output, atMost: Self.packet) else {
                usleep(2_000)
                continue
            }
            guard !bytes.isEmpty else { continue }
            change { device, now in device.received(bytes, at: now) }
            locked { $0.received += bytes.count }
        }
    }

    private func tell(isNotices: Bool) {
        guard let endpoint = isNotices ? endpoints.notices : endpoints.input else { return }
        while true {
            condition.lock()
            while isNotices ? state.notices.isEmpty : state.outgoing.isEmpty { condition.wait() }
            let message = isNotices ? state.notices.removeFirst() : state.outgoing.removeFirst()
            let mustStall = !isNotices && state.stallsInput
            if mustStall {
                state.stallsInput = false
                state.stalls += 1
            }
            condition.unlock()
            if mustStall { files.stall(endpoint) }
            if files.write(endpoint, message) { locked { $0.sent += message.count } } else { usleep(2_000) }
        }
    }

    private func keepTime() {
        while true {
            condition.lock()
            let due = state.device.nextDeadline
            let now = clock.now
            if let due, due > now {
                let wait = Double((due.sinceBoot - now.sinceBoot).milliseconds + 1) / 1_000
                _ = condition.wait(until: Date(timeIntervalSinceNow: wait))
            } else if due == nil {
                condition.wait()
            }
            condition.unlock()
            if let due, due <= now { change { device, now in device.deadlineReached(at: now) } }
        }
    }
}
