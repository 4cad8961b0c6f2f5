/// The firmware behind a gadget as the bench handles it, whatever the kernel gives it for a line to the host.
package protocol GadgetFirmware<Device>: Sendable {
    associatedtype Device: SimulatedDevice

    /// What can be seen of the device from outside.
    func read<Value: Sendable>(_ property: (Device) -> Value) -> Value
    func hand(_ hand: Device.Hand)
    /// The power goes away and comes back; the cable stays.
    func powerCycle()
    /// How many bytes came from the host so far, and how many went to it.
    var counts: (received: Int, sent: Int) { get }
    /// Begins to serve what the kernel made at `node`.
    func connect(_ node: String) async throws
    /// Ends serving. What the firmware says from then on is lost.
    func disconnect() async throws
}

/// A gadget and the firmware that sits behind it, as one device with a cable.
package struct USBBenchDevice<Firmware: GadgetFirmware>: Sendable {
    package let gadget: Gadget
    package let firmware: Firmware

    /// Puts the cable in, and waits until the firmware is on the line. A device that hangs on the cable's power wakes
    /// up then. `port` is another than its own.
    package func plugIn(port: Int? = nil) async throws {
        try gadget.plugIn(port: port)
        try await firmware.connect(try gadget.node())
    }

    package func unplug() async throws {
        try await firmware.disconnect()
        try gadget.unplug()
    }

    /// The cable carries the power, too: what the firmware knew is gone.
    package func unplugWithPower() async throws {
        try await unplug()
        firmware.powerCycle()
    }
}
