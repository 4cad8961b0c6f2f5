import KioskUSB

/// A line to a smart card reader (USB Device Class Specification for Chip/Smart Card Interface Devices 1.1).
///
/// Messages go out over bulk OUT and come in over bulk IN; notices of cards that come and go, over an interrupt
/// endpoint that not every reader has. Both come in on this line as one stream, a notice never within a message. What the
/// reader says of itself is its class descriptor, 54 bytes (section 5.1).
struct CCIDFunction: USBFunction {
    /// Whether an interface of the vendor's own class will do: some readers are older than the class.
    let allowsVendorClass: Bool

    var name: String { "a card reader (CCID)" }

    static let readerClass: UInt8 = 0x0B
    static let vendorClass: UInt8 = 0xFF
    static let descriptorType: UInt8 = 0x21
    static let descriptorLength = 54

    func interfaces(of device: USBDevice) throws(LineError) -> [UInt8] { [try setting(of: device).number] }

    func prepare(_ claim: USBClaim) async throws -> USBEnds {
        let setting = try setting(of: claim.device)
        guard let input = setting.usable(.bulk, .incoming), let output = setting.usable(.bulk, .outgoing) else {
            throw wrong(claim.device, "its interface does not go both ways")
        }
        try await claim.select(setting)
        let notices = setting.usable(.interrupt, .incoming).map { [USBInput($0, isNotice: true)] } ?? []
        return USBEnds(
            descriptor: CCIDFunction.descriptor(of: setting) ?? [], inputs: [USBInput(input)] + notices,
            output: output.address, joinsNotices: true)
    }

    /// Readers of the vendor's own class give their descriptor that class's type.
    static func descriptor(of setting: USBInterface) -> [UInt8]? {
        [descriptorType, setting.interfaceClass]
            .compactMap { setting.descriptor(ofType: $0) }
            .first { $0.count >= descriptorLength }
            .map { Array($0.prefix(descriptorLength)) }
    }

    private func setting(of device: USBDevice) throws(LineError) -> USBInterface {
        let classes = [CCIDFunction.readerClass] + (allowsVendorClass ? [CCIDFunction.vendorClass] : [])
        for readerClass in classes {
            let settings = device.interfaces.filter {
                $0.interfaceClass == readerClass && $0.usable(.bulk, .incoming) != nil
                    && $0.usable(.bulk, .outgoing) != nil
            }
            if let fitting = settings.first(where: { CCIDFunction.descriptor(of: $0) != nil }) { return fitting }
            if !settings.isEmpty { throw wrong(device, "its class descriptor is missing or cut short") }
        }
        throw wrong(device, "it has no such interface")
    }
}
