/// What happened on the buses.
package enum USBHotplugEvent: Hashable, Sendable {
    case arrived(USBDevice)
    case left(USBLocation)
    /// More happened than was kept. Everything heard so far may be old: list the devices afresh.
    case lookAgain
}
