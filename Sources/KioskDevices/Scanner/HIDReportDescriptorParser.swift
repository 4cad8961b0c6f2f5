/// Walks the items of a report descriptor; see `HIDReportDescriptor` for what it keeps.
struct HIDReportDescriptorParser {
    private let bytes: [UInt8]
    private var offset = 0
    private var globals = Globals()
    private var pushed: [Globals] = []
    private var usages: [HIDReportDescriptor.Usage] = []
    private var usageMinimum: HIDReportDescriptor.Usage?
    private var usageMaximum: HIDReportDescriptor.Usage?
    /// The usages of the open collections, the outermost first; nil where a collection has none.
    private var collections: [HIDReportDescriptor.Usage?] = []
    private var fieldCount = 0

    private(set) var reports: [UInt8: HIDReportDescriptor.InputReport] = [:]
    private(set) var usesReportIDs = false

    /// Real descriptors push once, if at all.
    private static let deepestStack = 8
    /// Real descriptors nest three collections.
    private static let deepestCollection = 32

    /// What holds until it is set again.
    private struct Globals {
        var usagePage: UInt16 = 0
        var reportSize = 0
        var reportCount = 0
        var reportID: UInt8 = 0
        var logicalMinimum = 0
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parse() throws(HIDReportDescriptorError) {
        while offset < bytes.count {
            let start = offset
            let prefix = bytes[offset]
            offset += 1
            if prefix == 0xFE {
                // A long item: size, tag, data. None is defined.
                let size = try byte(at: offset)
                try skip(Int(size) + 2)
                continue
            }
            let size = prefix & 0x03 == 3 ? 4 : Int(prefix & 0x03)
            var data: UInt32 = 0
            for place in 0..<size {
                data |= UInt32(try byte(at: offset + place)) << (8 * UInt32(place))
            }
            offset += size
            try take(tag: prefix & 0xFC, data: data, size: size, start: start)
        }
        try clearLocals(start: offset)
    }

    private func byte(at place: Int) throws(HIDReportDescriptorError) -> UInt8 {
        guard place < bytes.count else {
            throw HIDReportDescriptorError(.truncated, "The descriptor ends within an item.", offset: offset)
        }
        return bytes[place]
    }

    private mutating func skip(_ count: Int) throws(HIDReportDescriptorError) {
        guard offset + count <= bytes.count else {
            throw HIDReportDescriptorError(.truncated, "The descriptor ends within a long item.", offset: offset)
        }
        offset += count
    }

    /// One short item; `tag` is its prefix without the size (HID 1.11, 6.2.2.4, 6.2.2.7, 6.2.2.8).
    private mutating func take(
        tag: UInt8, data: UInt32, size: Int, start: Int
    ) throws(HIDReportDescriptorError) {
        switch tag {
        case 0x80:  // Input
            try addInput(flags: data, start: start)
            try clearLocals(start: start)
        case 0x90, 0xB0: try clearLocals(start: start)  // Output, Feature
        case 0xA0, 0xC0:  // Collection, End Collection
            try nest(isEnd: tag == 0xC0, start: start)
            try clearLocals(start: start)
        case 0x14: globals.logicalMinimum = signed(data, size: size)
        case 0x04: globals.usagePage = UInt16(truncatingIfNeeded: data)
        case 0x74: globals.reportSize = try bounded(data, "report size", start: start)
        case 0x94: globals.reportCount = try bounded(data, "report count", start: start)
        case 0x84:
            guard (1...255).contains(data) else {
                throw HIDReportDescriptorError(.malformed, "Report id \(data) is not 1 to 255.", offset: start)
            }
            globals.reportID = UInt8(data)
            usesReportIDs = true
        case 0xA4:
            guard pushed.count < HIDReportDescriptorParser.deepestStack else {
                throw HIDReportDescriptorError(.malformed, "The items are pushed too deep.", offset: start)
            }
            pushed.append(globals)
        case 0xB4:
            guard let popped = pushed.popLast() else {
                throw HIDReportDescriptorError(.malformed, "Items are popped that nobody pushed.", offset: start)
            }
            globals = popped
        case 0x08: try add([usage(data, size: size)], start: start)
        case 0x18:
            usageMinimum = usage(data, size: size)
            try addRange(start: start)
        case 0x28:
            usageMaximum = usage(data, size: size)
            try addRange(start: start)
        default: break  // Logical maxima, physical extents, units, strings: they change nothing for a scanner.
        }
    }

    private func bounded(_ data: UInt32, _ what: String, start: Int) throws(HIDReportDescriptorError) -> Int {
        guard data <= UInt32(HIDReportDescriptor.largestReport * 8) else {
            throw HIDReportDescriptorError(.malformed, "A \(what) of \(data) is past any report.", offset: start)
        }
        return Int(data)
    }

    /// A usage of four bytes brings its own page (HID 1.11, 6.2.2.8).
    private func usage(_ data: UInt32, size: Int) -> HIDReportDescriptor.Usage {
        let page = size == 4 ? UInt16(truncatingIfNeeded: data >> 16) : globals.usagePage
        return HIDReportDescriptor.Usage(page: page, id: UInt16(truncatingIfNeeded: data))
    }

    private mutating func add(
        _ more: [HIDReportDescriptor.Usage], start: Int
    ) throws(HIDReportDescriptorError) {
        guard usages.count + more.count <= HIDReportDescriptor.mostFields * 2 else {
            throw HIDReportDescriptorError(.malformed, "An item has too many usages.", offset: start)
        }
        usages += more
    }

    /// Minimum and maximum come in either order.
    private mutating func addRange(start: Int) throws(HIDReportDescriptorError) {
        guard let first = usageMinimum, let last = usageMaximum else { return }
        guard first.page == last.page, first.id <= last.id else {
            throw HIDReportDescriptorError(.malformed, "A usage maximum lies below its minimum.", offset: start)
        }
        usageMinimum = nil
        usageMaximum = nil
        // Of a long range only the first usages can meet a field.
        let ids = (first.id...last.id).prefix(HIDReportDescriptor.mostFields)
        try add(ids.map { HIDReportDescriptor.Usage(page: first.page, id: $0) }, start: start)
    }

    /// A lone minimum is harmless; a lone maximum shows that the items are not what they seem.
    private mutating func clearLocals(start: Int) throws(HIDReportDescriptorError) {
        guard usageMaximum == nil else {
            throw HIDReportDescriptorError(.malformed, "A usage maximum has no minimum.", offset: start)
        }
        usages = []
        usageMinimum = nil
    }

    private mutating func nest(isEnd: Bool, start: Int) throws(HIDReportDescriptorError) {
        if isEnd {
            // One end too many is seen in the wild, and harmless.
            _ = collections.popLast()
            return
        }
        guard collections.count < HIDReportDescriptorParser.deepestCollection else {
            throw HIDReportDescriptorError(.malformed, "The collections are nested too deep.", offset: start)
        }
        collections.append(usages.first)
    }

    private func signed(_ data: UInt32, size: Int) -> Int {
        switch size {
        case 1: Int(Int8(truncatingIfNeeded: data))
        case 2: Int(Int16(truncatingIfNeeded: data))
        default: Int(Int32(bitPattern: data))
        }
    }

    private mutating func addInput(flags: UInt32, start: Int) throws(HIDReportDescriptorError) {
        // A report begins with its id where there are ids (HID 1.11, 6.2.2.7).
        var report =
            reports[globals.reportID]
            ?? HIDReportDescriptor.InputReport(
                application: collections.first ?? nil, bitCount: globals.reportID == 0 ? 0 : 8)
        let firstBit = report.bitCount
        report.bitCount += globals.reportSize * globals.reportCount
        guard report.byteCount <= HIDReportDescriptor.largestReport else {
            throw HIDReportDescriptorError(.malformed, "A report is longer than 1,024 bytes.", offset: start)
        }
        // Bit 0 set: constant, which is padding.
        if flags & 1 == 0, globals.reportSize > 0, globals.reportCount > 0, let first = usages.first,
            let last = usages.last
        {
            // Bit 1 clear: an array. Otherwise each value has its usage, and the last holds for all values left.
            if flags & 2 == 0 {
                try extend(
                    &report, with: first, at: firstBit, count: globals.reportCount, isArray: true, start: start)
            } else {
                for place in 0..<globals.reportCount {
                    let usage = place < usages.count ? usages[place] : last
                    try extend(
                        &report, with: usage, at: firstBit + place * globals.reportSize, count: 1, isArray: false,
                        start: start)
                }
            }
        }
        reports[globals.reportID] = report
    }

    /// Adds values, to the field before them where all are of one usage.
    private mutating func extend(
        _ report: inout HIDReportDescriptor.InputReport, with usage: HIDReportDescriptor.Usage, at bit: Int,
        count: Int, isArray: Bool, start: Int
    ) throws(HIDReportDescriptorError) {
        if let last = report.fields.last, last.usage == usage, last.bitsPerValue == globals.reportSize,
            last.endBit == bit, last.isArray == isArray
        {
            report.fields[report.fields.count - 1].count += count
            return
        }
        fieldCount += 1
        guard fieldCount <= HIDReportDescriptor.mostFields else {
            throw HIDReportDescriptorError(.malformed, "The descriptor has too many fields.", offset: start)
        }
        report.fields.append(
            HIDReportDescriptor.Field(
                usage: usage, isArray: isArray, logicalMinimum: globals.logicalMinimum, bitOffset: bit,
                bitsPerValue: globals.reportSize, count: count))
    }
}
