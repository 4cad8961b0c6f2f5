/// The input reports that a HID report descriptor declares: how long each is, and where its fields lie.
///
/// Thin on purpose: it reads short items, skips long ones, and keeps of the fields only usage, place and size, and of
/// the collections only the outermost (USB Device Class Definition for HID 1.11, sections 5.2 to 5.4 and 6.2.2).
/// Output and feature reports are skipped, since a scanner is only listened to.
package struct HIDReportDescriptor: Hashable, Sendable {
    /// A usage together with its page.
    package struct Usage: Hashable, Sendable {
        package let page: UInt16
        package let id: UInt16

        package init(page: UInt16, id: UInt16) {
            self.page = page
            self.id = id
        }
    }

    /// Values of one usage that lie side by side in a report. An array is one field whatever its usages: each of its
    /// values names one of them.
    package struct Field: Hashable, Sendable {
        /// An array's first.
        package let usage: Usage
        package let isArray: Bool
        /// The value by which an array names its first usage.
        package let logicalMinimum: Int
        /// From the start of the report, the report id's byte included.
        package let bitOffset: Int
        package let bitsPerValue: Int
        package internal(set) var count: Int

        var endBit: Int { bitOffset + bitsPerValue * count }
        var bits: Range<Int> { bitOffset..<endBit }
    }

    package struct InputReport: Hashable, Sendable {
        /// The usage of the outermost collection it stands in, for example a keyboard.
        package internal(set) var application: Usage?
        package internal(set) var bitCount: Int
        package internal(set) var fields: [Field] = []

        /// Bytes on the wire, the report id included.
        package var byteCount: Int { (bitCount + 7) / 8 }
    }

    /// The most bytes of a descriptor; Linux's own limit (HID_MAX_DESCRIPTOR_SIZE).
    package static let largestSize = 4_096
    /// The most bytes of one report. USB full speed moves 64 a packet; 1,024 is a high-speed packet.
    package static let largestReport = 1_024
    /// The most fields kept of all reports, and usages of one item.
    static let mostFields = 512

    /// Input reports by report id; the only one has id 0 where the device uses no ids.
    package let inputReports: [UInt8: InputReport]
    /// Whether each report begins with its id.
    package let usesReportIDs: Bool

    package init(_ bytes: [UInt8]) throws(HIDReportDescriptorError) {
        guard bytes.count <= HIDReportDescriptor.largestSize else {
            throw HIDReportDescriptorError(
                .tooLarge,
                "The descriptor is \(bytes.count) bytes long; at most \(HIDReportDescriptor.largestSize) "
                    + "are read.", offset: 0)
        }
        var parser = HIDReportDescriptorParser(bytes: bytes)
        try parser.parse()
        inputReports = parser.reports
        usesReportIDs = parser.usesReportIDs
    }
}

/// Why a report descriptor could not be used: what is wrong, and at which byte.
package struct HIDReportDescriptorError: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        case tooLarge, truncated, malformed, notAScanner
        /// A scanner, but set to another way of sending codes.
        case otherMode
    }

    package let code: Code
    package let message: String
    package let offset: Int

    init(_ code: Code, _ message: String, offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    package var description: String {
        switch code {
        case .notAScanner, .otherMode: message
        case .tooLarge, .truncated, .malformed: "\(message) (byte \(offset) of the HID report descriptor)"
        }
    }
}
