package import KioskCore
import Metrics

/// What happened and was not yet told to the machine, in order. Drivers and the hub's answers come in here; the
/// engine takes out.
///
/// Devices and the hub wait for a place; touches and scans are dropped when the queue is half full, because hands
/// are patient and money is not.
package struct EventQueue: Sendable {
    /// Events that wait for the machine.
    static let longest = 256
    /// Places that touches and scans leave free.
    static let roomForDevices = 128

    let mailbox = Mailbox<KioskEvent>(limit: longest)
    private let dropped = RuntimeMetrics.droppedInputs()

    package init() {}

    /// Waits for a place; false when the engine has ended.
    @discardableResult
    package func send(_ event: KioskEvent) async -> Bool { await mailbox.push(event) }

    /// For what a person can do again; false when it was dropped.
    @discardableResult
    package func offer(_ event: KioskEvent) -> Bool {
        let isTaken = mailbox.offer(event, leaving: EventQueue.roomForDevices)
        if !isTaken { dropped.increment() }
        return isTaken
    }
}
