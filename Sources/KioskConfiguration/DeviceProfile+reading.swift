internal import KioskCore

extension DeviceProfile {
    /// Reads a profile; nil where a problem was noted, by the schema or here.
    init?(
        id: String, _ file: YAMLFile, refused: RefusedDevices, _ problems: inout [ConfigurationProblem]
    ) {
        let schemaProblems = SchemaCheck(file, against: .deviceProfile).problems
        problems += schemaProblems
        let root = Section(file)
        var own: [ConfigurationProblem] = []
        guard let kind = KioskConfiguration.Device.Kind(rawValue: root.text("kind")),
            let wire = KioskConfiguration.Device.Wire(rawValue: root.text("protocol"))
        else { return nil }
        if wire.kind != kind { own.append(.wrongWire(wire, for: kind, at: root)) }
        for other in KioskConfiguration.Device.Kind.allCases where other != kind && root.has(other.rawValue) {
            own.append(
                root.problem(
                    at: other.rawValue, "A \(kind.rawValue) has no part '\(other.rawValue)'.",
                    advice: "Remove it, or write kind: \(other.rawValue)."))
        }
        let needed: Set<KioskConfiguration.Device.Kind> = [.printer, .paymentTerminal]
        if needed.contains(kind), !root.has(kind.rawValue) {
            own.append(
                root.problem(
                    at: "kind", "The profile of a \(kind.rawValue) has no part '\(kind.rawValue)'.",
                    advice: "Say there what the device can do."))
        }
        own += DeviceProfile.Scanner.problems(in: root, wire)
        usb = USB(root, wire: wire, refused: refused, &own)
        if usb == nil, wire.isUSBOnly {
            own.append(
                root.problem(
                    at: "protocol", "\(wire.rawValue) is spoken over USB alone, and no USB ids are given.",
                    advice: "Give them as usb: {ids: [\"04b8:0e15\"]}."))
        }
        problems += own
        guard schemaProblems.isEmpty, own.isEmpty else { return nil }
        self.id = id
        vendor = root.text("vendor")
        model = root.text("model")
        self.kind = kind
        self.wire = wire
        isSimulated = root.flag("simulated")
        serial = root.has("serial") ? SerialLine(root.section("serial")) : nil
        printer = kind == .printer ? Printer(root.section("printer")) : nil
        scanner = kind == .scanner ? Scanner(root.section("scanner")) : nil
        noteAcceptor = kind == .noteAcceptor ? NoteAcceptor(root.section("noteAcceptor")) : nil
        paymentTerminal = kind == .paymentTerminal ? PaymentTerminal(root.section("paymentTerminal")) : nil
        quirks = Set(root.sections("quirks").compactMap { $0.text.flatMap(Quirk.init) })
        sources = root.sections("sources").compactMap(\.text)
    }
}

extension DeviceProfile.USB {
    /// Nil where the profile has no USB part.
    fileprivate init?(
        _ root: Section, wire: KioskConfiguration.Device.Wire, refused: RefusedDevices,
        _ problems: inout [ConfigurationProblem]
    ) {
        guard root.has("usb") else { return nil }
        let section = root.section("usb")
        var ids: [USBID] = []
        for entry in section.sections("ids") {
            guard let id = entry.text.flatMap({ USBID($0) }) else { continue }
            if ids.contains(id) {
                problems.append(entry.problem("\(id) stands here a second time.", advice: "List it once."))
            }
            if let refusal = refused[id] { problems.append(refusal.problem(at: entry)) }
            ids.append(id)
        }
        let allowsVendorClass = section.flag("vendorClass")
        var interfaces = section.sections("interfaces").compactMap { $0.text.map(USBInterfacePattern.init) }
        if interfaces.isEmpty { interfaces = wire.usualInterfaces }
        if allowsVendorClass, !interfaces.contains(.vendorClass) { interfaces.append(.vendorClass) }
        self.init(ids: ids, allowsVendorClass: allowsVendorClass, interfaces: interfaces)
    }
}

extension DeviceProfile.SerialLine {
    fileprivate init(_ section: Section) {
        self.init(
            baud: section.integer("baud"), parity: Parity(rawValue: section.text("parity")) ?? .none,
            stopBits: section.integer("stopBits"))
    }
}

extension DeviceProfile.Printer {
    fileprivate init(_ section: Section) {
        self.init(
            columns: section.integer("columns"), dotsWidth: section.integer("dotsWidth"),
            codePage: CodePage(rawValue: section.text("codePage")) ?? .ascii,
            raster: Raster(rawValue: section.text("raster")) ?? .gsV0, hasCutter: section.flag("cutter"),
            hasProcessID: section.flag("processID"), canClearBuffer: section.flag("clearBuffer"),
            hasQRCode: section.flag("qrCode"), answersStatus: section.flag("answersStatus"))
    }
}

extension DeviceProfile.Scanner {
    /// What is said of a scanner that sends codes in a way for which it means nothing.
    fileprivate static func problems(
        in root: Section, _ wire: KioskConfiguration.Device.Wire
    ) -> [ConfigurationProblem] {
        switch wire {
        case .hidPOS where root.has("scanner"):
            return [
                root.problem(
                    at: "scanner", "A scanner of the protocol hid-pos has no part 'scanner': its reports tell all.",
                    advice: "Remove it, or write protocol: hid-keyboard or cdc-lines if it sends in that way.")
            ]
        case .cdcLines:
            let section = root.section("scanner")
            return ["layout", "capsLock"].filter { section.has($0) }.map { (key: String) in
                section.problem(
                    at: key, "'\(key)' is for scanners that type; one of the protocol cdc-lines sends characters.",
                    advice: "Remove it, or write protocol: hid-keyboard.")
            }
        case .hidPOS, .hidKeyboard, .escpos, .ccnet, .id003, .ssp, .zvt, .ccid, .uvc: return []
        }
    }

    fileprivate init(_ section: Section) {
        self.init(
            layout: section.optionalText("layout").flatMap(Layout.init) ?? .us, prefix: section.text("prefix"),
            suffix: section.optionalText("suffix").flatMap(Suffix.init) ?? .enter,
            isCapsLocked: section.flag("capsLock"),
            characterTimeout: section.optionalInteger("characterTimeout").map { .milliseconds($0) })
    }
}

extension DeviceProfile.NoteAcceptor {
    fileprivate init(_ section: Section) {
        self.init()
        guard section.has("billTable") else { return }
        let table = section.section("billTable")
        guard let currency = Currency(code: table.text("currency")) else { return }
        // Within the schema's bounds the products are far from overflow; beyond them the file is refused anyway.
        billTable = table.sections("values").map { entry in
            guard let value = entry.integer, (1...100_000).contains(value) else { return nil }
            return Money(Int64(value) * currency.minorUnitsPerMajorUnit, currency)
        }
    }
}

extension DeviceProfile.PaymentTerminal {
    fileprivate init(_ section: Section) {
        self.init(
            framing: Framing(rawValue: section.text("framing")) ?? .serial,
            repeatsReceipt: section.flag("repeatsReceipt"), canAbort: section.flag("aborts"))
    }
}

extension ConfigurationProblem {
    static func wrongWire(
        _ wire: KioskConfiguration.Device.Wire, for kind: KioskConfiguration.Device.Kind, at section: Section
    ) -> ConfigurationProblem {
        let fitting = KioskConfiguration.Device.Wire.allCases.filter { $0.kind == kind }.map(\.rawValue)
        return section.problem(
            at: "protocol", "A \(kind.rawValue) does not speak \(wire.rawValue).",
            advice: "Use \(fitting.joined(separator: " or ")).")
    }
}
