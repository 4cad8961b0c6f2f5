import Foundation
import Synchronization

/// The one thread of a context on which libusb's events are handled and all its callbacks run.
final class EventThread: Sendable {
    static let name = "usb-events"

    private let isWanted = Atomic(true)
    private let ended = Ending()

    init(_ calls: LibUSB, _ context: LibUSB.Context) {
        // The thread keeps this object until it ends, which `stop` brings about.
        Thread.start(name: EventThread.name) { [self] in
            handleEvents(calls, context)
            ended.reach()
        }
    }

    private func handleEvents(_ calls: LibUSB, _ context: LibUSB.Context) {
        var pause = USBLimits.firstEventPause
        while isWanted.load(ordering: .acquiring) {
            let code = calls.handleEvents(context, USBLimits.longestEventWait)
            if code.isSuccess || code == .interrupted {
                pause = USBLimits.firstEventPause
            } else if isWanted.load(ordering: .acquiring) {
                calls.pause(pause)
                pause = min(pause * 2, USBLimits.longestEventPause)
            }
        }
    }

    /// Blocking: returns when the thread handles no events any more. An interrupt that comes before the thread waits is
    /// remembered by libusb.
    func stop(_ calls: LibUSB, _ context: LibUSB.Context) {
        isWanted.store(false, ordering: .releasing)
        calls.interruptEvents(context)
        ended.wait()
    }
}

/// A point that one thread reaches and others wait for.
private final class Ending: Sendable {
    private let condition = NSCondition()
    // Used only between `lock` and `unlock` of the condition, which Swift cannot see.
    private nonisolated(unsafe) var isReached = false

    func reach() {
        condition.lock()
        isReached = true
        condition.broadcast()
        condition.unlock()
    }

    func wait() {
        condition.lock()
        while !isReached { condition.wait() }
        condition.unlock()
    }
}
