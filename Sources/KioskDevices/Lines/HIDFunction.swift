import KioskUSB

/// A line to a HID device that is listened to: a scanner, in HID POS mode or as a keyboard.
///
/// All HID interfaces of the device are taken from the kernel, not only the one that is read, so that no key of it
/// reaches the browser by another way. They are not given back when the line closes: a device that is locked, faulty or
/// left alone types into nothing. SET_IDLE 0 asks for reports only when something changes (HID 1.11, section
/// 7.2.4; many devices refuse, which does no harm). A keyboard stays in the report protocol, because there its report
/// descriptor says what its reports mean; only one whose descriptor cannot be read is put into the boot protocol (7.2.6),
/// and then has no descriptor on this line.
struct HIDFunction: USBFunction {
    enum Kind: Hashable, Sendable {
        /// A scanner with reports of its own; where a device has several interfaces, the one with usage page 8C.
        case pointOfSale
        /// A scanner that types.
        case keyboard
    }

    let kind: Kind

    var name: String {
        switch kind {
        case .pointOfSale: "a scanner in HID POS mode"
        case .keyboard: "a scanner in keyboard mode"
        }
    }

    /// bInterfaceClass of HID, and of its boot interfaces' keyboards (HID 1.11, sections 4.1 to 4.3).
    var givesKernelDriverBack: Bool { false }

    static let hidClass: UInt8 = 0x03
    static let bootSubclass: UInt8 = 1
    static let keyboardProtocol: UInt8 = 1
    static let mostInterfaces = 8
    /// A boot keyboard's report (HID 1.11, appendix B.1).
    static let bootReport = 8

    func interfaces(of device: USBDevice) throws(LineError) -> [UInt8] {
        let readable = candidates(in: device)
        guard !readable.isEmpty else { throw wrong(device, "it has no HID interface that sends reports") }
        let all = device.interfaces.filter { $0.interfaceClass == HIDFunction.hidClass }.map(\.number)
        return Array(Set(all).sorted().prefix(HIDFunction.mostInterfaces))
    }

    func prepare(_ claim: USBClaim) async throws -> USBEnds {
        var chosen: (interface: USBInterface, descriptor: [UInt8])?
        for interface in candidates(in: claim.device).prefix(HIDFunction.mostInterfaces) {
            let descriptor = try await reportDescriptor(of: interface, claim)
            if chosen == nil || (!fits(chosen?.descriptor ?? []) && fits(descriptor)) {
                chosen = (interface, descriptor)
            }
            // SET_IDLE: for ever, all reports.
            _ = try await claim.tryControl(.toInterface(interface.number, request: 0x0A))
        }
        guard let (interface, descriptor) = chosen, let endpoint = interface.usable(.interrupt, .incoming) else {
            throw wrong(claim.device, "it has no HID interface that sends reports")
        }
        try await claim.select(interface)
        // One without input reports says no more than one that cannot be read.
        let parsed = (try? HIDReportDescriptor(descriptor)).flatMap { $0.inputReports.isEmpty ? nil : $0 }
        if parsed == nil, kind == .pointOfSale {
            throw LineError(
                .refused,
                "\(claim.device.identity.inWords) does not tell what its reports mean: unplug it and plug it in again; "
                    + "if that does not help, scan the set-up code 'HID POS' of its manual.")
        }
        if interface.isBoot {
            // SET_PROTOCOL: 1 report, 0 boot.
            _ = try await claim.tryControl(
                .toInterface(interface.number, request: 0x0B, value: parsed == nil ? 0 : 1))
        }
        let longest = parsed?.inputReports.values.map(\.byteCount).max() ?? HIDFunction.bootReport
        return USBEnds(
            descriptor: parsed == nil ? [] : descriptor,
            inputs: [USBInput(endpoint, atLeast: min(longest, HIDReportDescriptor.largestReport))],
            output: interface.usable(.interrupt, .outgoing)?.address)
    }

    /// The interfaces that may be the one, the likeliest first.
    private func candidates(in device: USBDevice) -> [USBInterface] {
        let readable = device.interfaces.filter {
            $0.interfaceClass == HIDFunction.hidClass && $0.usable(.interrupt, .incoming) != nil
        }
        let (keyboards, others) = (readable.filter(\.isBootKeyboard), readable.filter { !$0.isBootKeyboard })
        switch kind {
        case .keyboard: return keyboards + others
        // A mouse or a keyboard is no scanner, but a scanner with one interface may call itself either.
        case .pointOfSale: return others + keyboards
        }
    }

    private func fits(_ bytes: [UInt8]) -> Bool {
        guard let descriptor = try? HIDReportDescriptor(bytes) else { return false }
        let wanted: UInt16 =
            switch kind {
            case .pointOfSale: 0x8C
            case .keyboard: 0x07
            }
        return descriptor.inputReports.values.contains { $0.fields.contains { $0.usage.page == wanted } }
    }

    /// As long as the HID descriptor says (HID 1.11, section 6.2.1), and never longer than `largestSize`. Empty when the
    /// device does not tell.
    private func reportDescriptor(of interface: USBInterface, _ claim: USBClaim) async throws -> [UInt8] {
        let told = HIDFunction.descriptorLength(in: interface.descriptor(ofType: 0x21) ?? [])
        let length = min(told ?? HIDReportDescriptor.largestSize, HIDReportDescriptor.largestSize)
        guard length > 0 else { return [] }
        // GET_DESCRIPTOR of a class descriptor (7.1.1): type 22, index 0.
        let setup = USBSetup(
            requestType: 0x81, request: 0x06, value: 0x2200, index: UInt16(interface.number))
        return try await claim.tryAsking(setup, upTo: length) ?? []
    }

    /// wDescriptorLength of the report descriptor; nil when the HID descriptor is missing or cut short.
    static func descriptorLength(in bytes: [UInt8]) -> Int? {
        var reader = ByteReader(bytes)
        guard reader.bytes(5) != nil, let count = reader.byte() else { return nil }
        for _ in 0..<count {
            guard let type = reader.byte(), let length = reader.littleEndian16() else { return nil }
            if type == 0x22 { return Int(length) }
        }
        return nil
    }
}

extension USBInterface {
    fileprivate var isBoot: Bool { interfaceSubclass == HIDFunction.bootSubclass }
    fileprivate var isBootKeyboard: Bool { isBoot && interfaceProtocol == HIDFunction.keyboardProtocol }
}

extension USBSetup {
    /// A class request to an interface.
    static func toInterface(_ number: UInt8, request: UInt8, value: UInt16 = 0) -> USBSetup {
        USBSetup(requestType: 0x21, request: request, value: value, index: UInt16(number))
    }
}
