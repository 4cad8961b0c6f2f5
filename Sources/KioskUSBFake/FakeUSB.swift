import Foundation
package import KioskUSB
import Synchronization

/// A bus without hardware behind libusb's seam. It keeps the order of all calls, answers transfers as the test says,
/// and moves time only when told to; callbacks come on the thread that handles events, as libusb's do.
///
/// It also watches its caller: what libusb forbids, to close a device with transfers under way for example, is noted in
/// `misuses`, which every test wants empty.
package final class FakeUSB: Sendable {
    /// One call of the caller's, or one callback.
    package struct Call: Hashable, Sendable, CustomStringConvertible {
        package enum Kind: String, Hashable, Sendable {
            case initialise, exit, watch, unwatch, interrupt
            case list, describe, open, close
            case hasDriver, detach, attach, claim, release, alternate, clearHalt, reset
            case submit, cancel, callback
        }

        package let kind: Kind
        /// The device's port path.
        package let device: String?
        /// The interface or endpoint.
        package let number: UInt8?

        package init(_ kind: Kind, _ device: String? = nil, _ number: UInt8? = nil) {
            self.kind = kind
            self.device = device
            self.number = number
        }

        /// `claim 1-2 0`, `submit 1-2 81`.
        package var description: String {
            [kind.rawValue, device, number.map { String($0, radix: 16) }].compactMap { $0 }.joined(separator: " ")
        }
    }

    package typealias Kind = Call.Kind

    static let longestLog = 100_000

    private let condition = NSCondition()
    // Used only between `lock` and `unlock` of the condition, which Swift cannot see.
    private nonisolated(unsafe) var state: FakeUSBState

    package init(hasHotplug: Bool = true) {
        state = FakeUSBState(hasHotplug: hasHotplug)
    }

    /// Everything that changes the state wakes the thread that handles events.
    func withState<Answer>(_ body: (inout FakeUSBState) -> Answer) -> Answer {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return body(&state)
    }

    // MARK: - For the test

    package var log: [Call] { withState { $0.log } }

    /// The calls of some kinds, in words.
    package func log(of kinds: Set<Kind>) -> [String] {
        log.filter { kinds.contains($0.kind) }.map(\.description)
    }

    /// What the caller did that libusb forbids.
    package var misuses: [String] { withState { $0.misuses } }
    /// References to devices that were given out and not released.
    package var unreleased: Int { withState { $0.references.values.reduce(0) { $0 + $1.count } } }
    package var openHandles: Int { withState { $0.handles.count } }
    package var transfersInFlight: Int { withState { $0.transfers.count } }

    package func plugIn(_ device: FakeUSBDevice) {
        device.plug(into: self)
        withState { state in
            state.attached.append(device)
            state.announce(device)
        }
    }

    /// Ends the device's transfers and tells that it left.
    package func unplug(_ portPath: String) {
        withState { $0.unplug(portPath) }
    }

    /// A second notice of an arrival, as libusb may give it.
    package func announceAgain(_ portPath: String) {
        withState { state in
            if let device = state.attached.first(where: { $0.description.portPath == portPath }) {
                state.announce(device)
            }
        }
    }

    /// A second notice that something left.
    package func announceLeaving(_ location: USBLocation) {
        withState { $0.events.append(.left(location)) }
    }

    /// Makes the next calls of a kind fail with any of libusb's codes, or a number that is none.
    package func fail(_ kind: Kind, with code: Int32, times: Int = 1) {
        withState { $0.failures[kind, default: []] += Array(repeating: LibUSB.Code(code), count: times) }
    }

    /// Makes the next waits for events fail.
    package func failEvents(with codes: Int32...) {
        withState { $0.eventFailures += codes.map { LibUSB.Code($0) } }
    }

    /// How long the event thread paused, each time.
    package var pauses: [Duration] { withState { $0.pauses } }

    /// Holds back all callbacks, as an event thread that gets no time would.
    package func holdCallbacks(_ isHeld: Bool) {
        withState { $0.holdsCallbacks = isHeld }
    }

    /// Moves the time: late answers come, transfers past their deadline end, sleepers wake.
    package func advance(by duration: Duration) {
        let woken = withState { $0.advance(by: duration) }
        for sleeper in woken { sleeper.resume() }
    }

    /// Sleepers that wait for the time to move.
    package var sleepers: Int { withState { $0.sleepers.count } }

    /// Waits until something is so; what it looks at changes only through calls of this object, by other threads.
    package func wait(until isSo: @Sendable (FakeUSB) -> Bool) async {
        while !isSo(self) { await Task.yield() }
    }

    package var clock: USBClock {
        USBClock(now: { self.withState { $0.now } }, sleep: { try await self.sleep($0) })
    }

    func pump() {
        withState { $0.pump() }
    }

    // MARK: - For the event thread

    /// Waits for events without a limit, since no time passes by itself; runs what is there, outside the lock.
    func handleEvents() -> LibUSB.Code {
        condition.lock()
        state.isHandling = true
        while !state.hasEvents { condition.wait() }
        if !state.eventFailures.isEmpty {
            defer { condition.unlock() }
            state.isHandling = false
            return state.eventFailures.removeFirst()
        }
        state.isInterrupted = false
        let (events, watcher) = (state.takeEvents(), state.watcher)
        condition.unlock()
        for event in events {
            switch event {
            case .callback(let name, _, let call):
                withState { $0.log.append(name) }
                call()
            case .arrived(let device):
                guard let watcher else { continue }
                watcher(.arrived(withState { $0.reference(to: device) }))
            case .left(let location): watcher?(.left(location))
            }
        }
        withState { $0.isHandling = false }
        return .success
    }

    // MARK: - Time

    private func sleep(_ duration: Duration) async throws {
        let id = withState { $0.newNumber() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = withState { state in
                    if Task.isCancelled || duration <= .zero { return true }
                    state.sleepers[id] = (state.now + duration, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = withState { $0.sleepers.removeValue(forKey: id) }
            sleeper?.1.resume()
        }
        try Task.checkCancellation()
    }
}
