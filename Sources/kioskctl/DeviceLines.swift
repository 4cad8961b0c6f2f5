import Foundation
import KioskControl

/// What `kioskctl devices --json` prints.
struct DevicesSummary: Encodable {
    let devices: [DeviceStatus]
    let strangers: [StrangeDevice]
}

/// A device's status in words: one line, and one more for each thing that is wrong.
struct DeviceLines {
    let device: DeviceStatus

    init(_ device: DeviceStatus) { self.device = device }

    var lines: [String] {
        var lines = [
            [device.name.padded(to: 18), device.state.rawValue.padded(to: 9), about].joined(separator: " ")
        ]
        if let trouble = device.trouble { lines.append("    now: \(trouble)") }
        if let fault = device.lastFault, fault.what != device.trouble {
            lines.append("    last fault, \(fault.time): \(fault.what)")
        }
        return lines
    }

    private var about: String {
        let parts = [
            device.model ?? device.wire, device.toldModel, device.usbID, device.portPath.map { "port \($0)" },
            device.serial.map { "serial \($0)" }, device.firmware.map { "firmware \($0)" },
            device.usbID == nil ? device.connection : nil,
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

extension DeviceStatus.Fault {
    var time: String { Date(timeIntervalSince1970: TimeInterval(at)).ISO8601Format() }
}

extension StrangeDevice {
    var line: String {
        let what = "\(usbID) at port \(portPath)" + (name.map { " (\($0))" } ?? "")
        return "stranger           " + (refusal.map { "\(what) is refused: \($0)" } ?? "\(what) is not used")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        count < width ? self + String(repeating: " ", count: width - count) : self
    }
}
