package import KioskCore

/// What a validator says of itself: its answer to IDENTIFICATION.
///
/// Part number, serial number and asset number: 15 + 12 + 7 bytes; some firmware leaves the asset number out, some
/// makes it longer. The part number is the model, a hyphen and the firmware, `SM-RU1353` for example.
/// Source: MAN_CCNET rev. 2.3.1, section 5.4, IDENTIFICATION.
package enum CCNETIdentification {
    private static let partLength = 15
    private static let serialLength = 12
    private static let lengths = (partLength + serialLength)...40

    /// Nil when `payload` has not the length of an identification.
    package static func read(_ payload: [UInt8]) -> DeviceIdentification? {
        guard lengths.contains(payload.count) else { return nil }
        let part = PrintableText.of(payload.prefix(partLength))
        let serial = PrintableText.of(payload.dropFirst(partLength).prefix(serialLength))
        guard let part, let hyphen = part.lastIndex(of: "-") else {
            return DeviceIdentification(model: part, serial: serial)
        }
        let firmware = PrintableText.of(part[hyphen...].utf8.dropFirst())
        return DeviceIdentification(model: PrintableText.of(part[..<hyphen].utf8), serial: serial, firmware: firmware)
    }
}
