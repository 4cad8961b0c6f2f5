/// The bounds of everything that waits or is kept here.
package enum USBLimits {
    /// Transfers of one claim that are under way at once.
    package static let mostTransfers = 16
    /// Bytes of all buffers of one claim's transfers that are under way.
    package static let mostBytesInFlight = 1 << 20
    /// Bytes in one transfer; longer writes are cut, longer reads are refused.
    package static let largestTransfer = 1 << 16
    /// Bytes in the data stage of a control transfer, which is what Linux carries.
    package static let largestControlTransfer = 4_096
    /// Bytes in one `write`: several times the longest receipt.
    package static let largestWrite = 1 << 24
    /// A transfer's deadline that is further away is cut to this.
    package static let longestDeadline = Duration.seconds(86_400)
    /// Interfaces that one claim may hold; Linux numbers no more than 32.
    package static let mostInterfaces = 32
    /// Devices that are listed: two full buses.
    package static let mostDevices = 256
    /// Alternate settings of all interfaces that are read of one device.
    package static let mostAlternates = 128
    /// Endpoints of one alternate setting; more addresses than 15 each way do not exist.
    package static let mostEndpoints = 30
    /// Bytes of class descriptors kept behind one interface or one endpoint.
    package static let mostExtraBytes = 4_096
    /// Characters of a name or a serial number; a string descriptor holds no more.
    package static let longestText = 126
    /// Hotplug events that wait for one listener; past it, they are replaced by one `lookAgain`.
    package static let longestEventQueue = 64
    /// Notices of plugging that wait to be looked into.
    package static let longestNoticeQueue = 64
    /// Blocking calls that wait for one device's thread.
    package static let longestCallQueue = 32
    /// How long the event thread waits for events before it looks whether it is still wanted.
    package static let longestEventWait = Duration.seconds(60)
    /// The pause of the event thread after libusb failed to wait, doubled with each failure up to the longest.
    package static let firstEventPause = Duration.milliseconds(10)
    package static let longestEventPause = Duration.seconds(1)
    /// How long cancelled transfers may take to come back. A claim whose transfers do not is left to the process's end.
    package static let longestDrain = Duration.seconds(5)
    /// Ports whose resets are remembered.
    package static let mostPorts = 64
}
