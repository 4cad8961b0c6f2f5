/// The setup packet of a control transfer, but for its length (USB 2.0, table 9-2). The direction, bit 7 of the request
/// type, is set by the call that sends it.
package struct USBSetup: Hashable, Sendable {
    /// Recipient and type of the request: 0x21 is a class request to an interface, 0x01 a standard one.
    package var requestType: UInt8
    package var request: UInt8
    package var value: UInt16
    /// The interface or endpoint meant; some classes, the printer's among them, put an alternate setting here, too.
    package var index: UInt16

    package init(requestType: UInt8, request: UInt8, value: UInt16 = 0, index: UInt16 = 0) {
        self.requestType = requestType
        self.request = request
        self.value = value
        self.index = index
    }

    package var isTowardsHost: Bool { requestType & 0x80 != 0 }

    func towardsHost(_ isTowardsHost: Bool) -> USBSetup {
        var copy = self
        copy.requestType = isTowardsHost ? requestType | 0x80 : requestType & 0x7F
        return copy
    }
}
