import KioskUSB

/// A line to a receipt printer of the USB printer class (USB Device Class Definition for Printing Devices 1.1).
///
/// Of several settings the bidirectional one is taken, since it is the one that can tell paper out. A printer without
/// bulk IN prints all the same; it is heard of through its port status alone. What it says of itself is its IEEE 1284
/// device id, of which neither the length nor the text is to be trusted.
struct PrinterFunction: USBFunction {
    /// Whether an interface of the vendor's own class will do, if it has a bulk OUT: some printers leave the factory so.
    let allowsVendorClass: Bool
    /// Whether the printer's buffers are cleared when the line is opened, so that half a receipt from before is not
    /// followed by the next.
    let clearsBuffers: Bool

    var name: String { "a receipt printer" }

    static let printerClass: UInt8 = 0x07
    static let vendorClass: UInt8 = 0xFF
    /// Bytes of a device id that are asked for, its length's two included.
    static let longestID = 1_024

    func interfaces(of device: USBDevice) throws(LineError) -> [UInt8] {
        guard let setting = setting(of: device) else {
            throw wrong(device, "it has no printer interface that takes data")
        }
        return [setting.number]
    }

    func prepare(_ claim: USBClaim) async throws -> USBEnds {
        guard let setting = setting(of: claim.device), let output = setting.usable(.bulk, .outgoing) else {
            throw wrong(claim.device, "it has no printer interface that takes data")
        }
        try await claim.select(setting)
        if clearsBuffers {
            // SOFT_RESET; printers made to version 1.0 of the class want it addressed to `other` (version 1.1, 4.2.3).
            let setup = USBSetup.toInterface(setting.number, request: 0x02)
            if try await !claim.tryControl(setup) {
                _ = try await claim.tryControl(
                    USBSetup(requestType: 0x23, request: 0x02, value: 0, index: UInt16(setting.number)))
            }
        }
        // GET_DEVICE_ID of the first configuration (4.2.1): interface and setting in the index.
        let setup = USBSetup(
            requestType: 0xA1, request: 0x00, value: 0,
            index: UInt16(setting.number) << 8 | UInt16(setting.alternate))
        let answer = try await claim.tryAsking(setup, upTo: PrinterFunction.longestID) ?? []
        return USBEnds(
            descriptor: PrinterFunction.deviceID(in: answer),
            inputs: setting.usable(.bulk, .incoming).map { [USBInput($0)] } ?? [], output: output.address)
    }

    /// GET_PORT_STATUS (4.2.2); nil where the printer does not know it.
    func portStatus(_ claim: USBClaim) async throws -> UInt8? {
        guard let setting = setting(of: claim.device) else { return nil }
        let setup = USBSetup(requestType: 0xA1, request: 0x01, value: 0, index: UInt16(setting.number))
        return try await claim.tryAsking(setup, upTo: 1)?.first
    }

    /// The text of a device id. Its length leads it, most significant byte first and counting itself; where that is
    /// nonsense, what came is what there is.
    static func deviceID(in answer: [UInt8]) -> [UInt8] {
        guard answer.count >= 2 else { return [] }
        let length = Int(answer[0]) << 8 | Int(answer[1])
        let text = answer[2..<(length >= 2 ? min(length, answer.count) : answer.count)]
        return text.contains { $0 != 0 } ? Array(text) : []
    }

    private func setting(of device: USBDevice) -> USBInterface? {
        device.interfaces
            .compactMap { setting in rank(of: setting).map { (rank: $0, setting: setting) } }
            .min { $0.rank < $1.rank }?.setting
    }

    /// The lowest is the best; nil for a setting that cannot be used. Among equals the first in the descriptors wins.
    private func rank(of setting: USBInterface) -> Int? {
        guard setting.usable(.bulk, .outgoing) != nil else { return nil }
        switch (setting.interfaceClass, setting.interfaceProtocol) {
        case (PrinterFunction.printerClass, 2): return setting.usable(.bulk, .incoming) != nil ? 0 : 2
        case (PrinterFunction.printerClass, 1): return 1
        // 3 is IEEE 1284.4 and 4 is IPP: both want a protocol of their own around the data.
        case (PrinterFunction.printerClass, 3), (PrinterFunction.printerClass, 4): return nil
        case (PrinterFunction.printerClass, _): return 3
        case (PrinterFunction.vendorClass, _): return allowsVendorClass ? 4 : nil
        default: return nil
        }
    }
}
