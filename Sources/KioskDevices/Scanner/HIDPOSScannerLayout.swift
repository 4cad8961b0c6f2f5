/// Where a HID POS bar code scanner puts what it read (USB HID Point of Sale Usage Tables 1.02, page 0x8C).
///
/// Makers differ in report id, length and order of the fields, so the layout comes from the device's own report
/// descriptor. Most of them state the number of bytes with Generic Desktop's Byte Count; without it the data ends
/// at its trailing zeros.
package struct HIDPOSScannerLayout: Hashable, Sendable {
    /// The bytes of a report that hold scanned data.
    package struct DataReport: Hashable, Sendable {
        /// Offset of the byte count; nil where the device sends none.
        package let lengthOffset: Int?
        /// Offset of the three bytes of the AIM identifier; nil where the device sends none as fields.
        package let aimOffset: Int?
        package let data: Range<Int>
        /// The bits, counted from the start of the report, of "Decoded Data Continued"; nil where codes never go on
        /// in another report.
        package let continuedBits: Range<Int>?
    }

    /// Every input report's bytes on the wire by report id, the id's byte included: needed to find where one report
    /// ends, also of those that carry no data.
    package let reportSizes: [UInt8: Int]
    package let usesReportIDs: Bool
    package let dataReports: [UInt8: DataReport]

    private static let page: UInt16 = 0x8C
    private static let byteCount = HIDReportDescriptor.Usage(page: 0x01, id: 0x3B)
    private static let aimIdentifiers = (UInt16(0xFB)...0xFD).map { HIDReportDescriptor.Usage(page: page, id: $0) }
    private static let decodedData = HIDReportDescriptor.Usage(page: page, id: 0xFE)
    private static let decodedDataContinued = HIDReportDescriptor.Usage(page: page, id: 0xFF)

    package init(_ descriptor: HIDReportDescriptor) throws(HIDReportDescriptorError) {
        reportSizes = descriptor.inputReports.mapValues(\.byteCount)
        usesReportIDs = descriptor.usesReportIDs
        var dataReports: [UInt8: DataReport] = [:]
        for (id, report) in descriptor.inputReports {
            dataReports[id] = HIDPOSScannerLayout.dataReport(of: report)
        }
        guard !dataReports.isEmpty else {
            throw HIDReportDescriptorError(
                .notAScanner,
                "No input report has decoded data of a bar code scanner (usage page 8C, usage FE) in whole bytes: "
                    + "set the scanner to its mode 'USB HID POS'.", offset: 0)
        }
        // Ids are on the wire for all reports or for none (HID 1.11, 6.2.2.7).
        guard !usesReportIDs || reportSizes[0] == nil else {
            throw HIDReportDescriptorError(
                .malformed, "Some input reports have a report id and some have none.", offset: 0)
        }
        self.dataReports = dataReports
    }

    private static func dataReport(of report: HIDReportDescriptor.InputReport) -> DataReport? {
        func bytes(of usage: HIDReportDescriptor.Usage) -> Range<Int>? {
            guard let field = report.fields.first(where: { $0.usage == usage }), field.bitsPerValue == 8,
                field.bitOffset.isMultiple(of: 8)
            else { return nil }
            return field.bitOffset / 8..<field.endBit / 8
        }
        guard let data = bytes(of: decodedData) else { return nil }
        let aim = aimIdentifiers.compactMap { bytes(of: $0)?.lowerBound }
        let hasAIM = aim.count == 3 && aim[1] == aim[0] + 1 && aim[2] == aim[0] + 2
        return DataReport(
            lengthOffset: bytes(of: byteCount)?.lowerBound, aimOffset: hasAIM ? aim[0] : nil, data: data,
            continuedBits: report.fields.first { $0.usage == decodedDataContinued }.map { $0.bitOffset..<$0.endBit })
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
