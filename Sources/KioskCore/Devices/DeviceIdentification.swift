/// What a device says of itself over its own protocol, for technicians and for pairing. A device that says nothing of
/// one of them leaves it out.
package struct DeviceIdentification: Hashable, Codable, Sendable {
    package var model: String?
    package var serial: String?
    package var firmware: String?

    package init(model: String? = nil, serial: String? = nil, firmware: String? = nil) {
        self.model = model
        self.serial = serial
        self.firmware = firmware
    }
}
