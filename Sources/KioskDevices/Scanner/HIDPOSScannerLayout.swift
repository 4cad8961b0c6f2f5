/// Where a HID POS bar code scanner puts what it read (USB HID Point of Sale Usage Tables 1.02, page 0x8C).
///
/// Makers differ in report id, length, order and width of the fields, so the layout comes from the device's own report
/// descriptor. Most of them state the number of bytes with Generic Desktop's Byte Count; without it the data ends
/// at its trailing zeros. Some name their data by a usage of their own, inside a collection of a bar code scanner: then
/// the longest field of bytes is it.
package struct HIDPOSScannerLayout: Hashable, Sendable {
    /// Every input report's bytes on the wire by report id, the id's byte included: needed to find where one report
    /// ends, also of those that carry no data.
    package let reportSizes: [UInt8: Int]
    package let usesReportIDs: Bool
    package let dataReports: [UInt8: DataReport]

    static let page: UInt16 = 0x8C
    private static let keyboardPage: UInt16 = 0x07

    package init(_ descriptor: HIDReportDescriptor) throws(HIDReportDescriptorError) {
        reportSizes = descriptor.inputReports.mapValues(\.byteCount)
        usesReportIDs = descriptor.usesReportIDs
        // Ids are on the wire for all reports or for none (HID 1.11, 6.2.2.7).
        guard !usesReportIDs || reportSizes[0] == nil else {
            throw HIDReportDescriptorError(
                .malformed, "Some input reports have a report id and some have none.", offset: 0)
        }
        var dataReports = descriptor.inputReports.compactMapValues { DataReport($0) }
        if dataReports.isEmpty {
            let candidates = descriptor.inputReports.compactMapValues { DataReport(unnamed: $0) }
            if let longest = candidates.max(by: { ($0.value.room, $1.key) < ($1.value.room, $0.key) }) {
                dataReports = [longest.key: longest.value]
            }
        }
        guard !dataReports.isEmpty else { throw HIDPOSScannerLayout.error(for: descriptor) }
        self.dataReports = dataReports
    }

    private static func error(for descriptor: HIDReportDescriptor) -> HIDReportDescriptorError {
        let fields = descriptor.inputReports.values.flatMap(\.fields)
        if fields.contains(where: { $0.usage.page == keyboardPage }) {
            return HIDReportDescriptorError(
                .otherMode,
                "This device is set to keyboard mode: scan the set-up code 'USB HID POS' of its manual, or choose "
                    + "the keyboard wedge in its profile.", offset: 0)
        }
        return HIDReportDescriptorError(
            .notAScanner,
            "No input report of this device has decoded data of a bar code scanner (usage page 8C, usage FE): if it is "
                + "a scanner, scan the set-up code 'USB HID POS' of its manual.", offset: 0)
    }

    /// The descriptor of the common 64-byte report: id 02, byte count, three bytes of AIM identifier, 56 bytes of
    /// data, two of the maker's own, and in the last byte's bit 0 whether more follows.
    package static let commonDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01,  // Usage Page (Bar Code Scanner), Usage (Bar Code Scanner), Application
        0x85, 0x02, 0x09, 0x12, 0xA1, 0x02,  //   Report ID 2, Usage (Scanned Data Report), Logical
        0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,  //     values 0 to 255 of 8 bits
        0x95, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02,  //     Generic Desktop: Byte Count
        0x95, 0x03, 0x05, 0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02,  //     Symbology Identifiers 1 to 3
        0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01,  //     Decoded Data, 56 buffered bytes
        0x95, 0x02, 0x06, 0x66, 0xFF, 0x09, 0x04, 0x09, 0x00, 0x81, 0x02,  //     the maker's symbology number
        0x05, 0x8C, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x09, 0xFF, 0x81, 0x02,  //     Decoded Data Continued
        0x75, 0x07, 0x81, 0x03,  //     padding to the byte
        0xC0, 0xC0,
    ]

    /// The layout of `commonDescriptor`.
    package static let common: HIDPOSScannerLayout = {
        do {
            return try HIDPOSScannerLayout(HIDReportDescriptor(commonDescriptor))
        } catch {
            preconditionFailure("the built-in descriptor does not parse: \(error)")
        }
    }()
}
