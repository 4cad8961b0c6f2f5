/// Where a keyboard's reports say which keys are down (HID Usage Tables 1.12, page 07).
///
/// Most scanners that type send boot keyboard reports: eight bytes, of which the first holds the modifiers, the second
/// nothing, and the others up to six keys (HID 1.11, appendix B.1). Others put a report id in front, or have a bit for
/// each key; that is what their report descriptor is for.
package struct HIDKeyboardReportFormat: Hashable, Sendable {
    /// Every input report's bytes on the wire by report id, the id's byte included.
    package let reportSizes: [UInt8: Int]
    package let usesReportIDs: Bool
    /// The fields of keys by report id.
    private let keyFields: [UInt8: [HIDReportDescriptor.Field]]

    private static let page: UInt16 = 0x07
    private static let scannerPage: UInt16 = 0x8C
    /// Keys that one report may hold down: more than a hand, and than the six of a boot report.
    static let mostKeys = 32

    package init(_ descriptor: HIDReportDescriptor) throws(HIDReportDescriptorError) {
        reportSizes = descriptor.inputReports.mapValues(\.byteCount)
        usesReportIDs = descriptor.usesReportIDs
        guard !usesReportIDs || reportSizes[0] == nil else {
            throw HIDReportDescriptorError(
                .malformed, "Some input reports have a report id and some have none.", offset: 0)
        }
        keyFields = descriptor.inputReports.compactMapValues { report in
            let fields = report.fields.filter { $0.usage.page == HIDKeyboardReportFormat.page }
            return fields.isEmpty ? nil : fields
        }
        guard keyFields.isEmpty else { return }
        let isScanner = descriptor.inputReports.values.contains {
            $0.fields.contains { $0.usage.page == HIDKeyboardReportFormat.scannerPage }
        }
        throw HIDReportDescriptorError(
            isScanner ? .otherMode : .notAScanner,
            isScanner
                ? "This device is set to HID POS mode: choose HID POS in its profile, or scan the set-up code "
                    + "'USB keyboard' of its manual."
                : "This device has no keys: if it is a scanner, scan the set-up code 'USB keyboard' of its manual.",
            offset: 0)
    }

    /// What is down: modifiers as bits (left Control is bit 0, right GUI bit 7), and keys in the order of the report.
    struct Pressed: Hashable {
        var modifiers: UInt8 = 0
        var keys: [UInt8] = []
        /// The keyboard lost count: more keys are down than it can tell (error codes 01 to 03).
        var isOverrun = false
    }

    /// Nil for a report without keys.
    func pressed(in report: [UInt8], id: UInt8) -> Pressed? {
        guard let fields = keyFields[id] else { return nil }
        let bits = HIDReportBits(report)
        var pressed = Pressed()
        for field in fields where field.bitsPerValue <= 16 {
            for place in 0..<field.count {
                let bit = field.bitOffset + place * field.bitsPerValue
                let value = Int(bits.number(bit..<bit + field.bitsPerValue))
                let usage: Int
                if field.isArray {
                    usage = Int(field.usage.id) + value - field.logicalMinimum
                } else {
                    guard value != 0 else { continue }
                    usage = Int(field.usage.id)
                }
                note(usage, in: &pressed)
            }
        }
        return pressed
    }

    private func note(_ usage: Int, in pressed: inout Pressed) {
        switch usage {
        case 0x01...0x03: pressed.isOverrun = true
        case 0x04...0xDF:
            let key = UInt8(usage)
            if pressed.keys.count < HIDKeyboardReportFormat.mostKeys, !pressed.keys.contains(key) {
                pressed.keys.append(key)
            }
        case 0xE0...0xE7: pressed.modifiers |= 1 << UInt8(usage - 0xE0)
        default: break
        }
    }

    /// The boot keyboard of HID 1.11, appendix B.1.
    package static let bootDescriptor: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01,  // Usage Page (Generic Desktop), Usage (Keyboard), Application
        0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02,  // modifiers
        0x95, 0x01, 0x75, 0x08, 0x81, 0x01,  // reserved
        0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02,  // LEDs
        0x95, 0x01, 0x75, 0x03, 0x91, 0x01,  // padding
        0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00,  // six keys
        0xC0,
    ]

    package static let boot: HIDKeyboardReportFormat = {
        do {
            return try HIDKeyboardReportFormat(HIDReportDescriptor(bootDescriptor))
        } catch {
            preconditionFailure("the built-in descriptor does not parse: \(error)")
        }
    }()
}
