/// A policy for USBGuard that lets a kiosk's own devices in and blocks all others, in the kernel, before any driver
/// or program sees them.
///
/// A device is let in by its ids, by its serial number and port where the site names them, and only while every
/// interface it shows is one that its profile knows: a scanner that grows a keyboard, or a printer with a disk in it,
/// stays out. `match-all` in usbguard-rules.conf(5): the device's set is a subset of the rule's. The first rule that
/// matches decides.
package struct USBGuardRules: Sendable {
    private let devices: [AdmittedDevice]
    private let refused: RefusedDevices

    package static let path = "/etc/usbguard/rules.conf"

    package init(_ devices: [AdmittedDevice], refused: RefusedDevices) {
        self.devices = devices
        self.refused = refused
    }

    package var text: String {
        var lines = [
            "# The devices of a Paycircle kiosk, for USBGuard. Made by `kioskctl device-rules usbguard`: do not edit, make",
            "# it anew. Install as \(USBGuardRules.path), readable by root alone, then run: systemctl restart usbguard",
            "",
            "# Refused by name, whatever else they claim to be.",
        ]
        for refusal in refused.refusals {
            lines += ["# \(refusal.name.inOneLine): \(refusal.reason.inOneLine)", "reject id \(refusal.id)"]
        }
        lines += [
            "", "# Root hubs and hubs: nothing but a hub may be in them.", "allow with-interface match-all { 09:00:* }",
        ]
        for device in devices {
            lines += ["", "# \(device.title.inOneLine)"]
            lines += device.ids.sorted().map { rule(for: $0, of: device) }
        }
        lines += ["", "# All others: keyboards and disks of strangers, too.", "block"]
        return lines.joined(separator: "\n") + "\n"
    }

    private func rule(for id: USBID, of device: AdmittedDevice) -> String {
        var rule = "allow id \(id)"
        if let serial = device.serial { rule += " serial \"\(serial.escapedForUSBGuard)\"" }
        if let port = device.port { rule += " via-port \"\(port.escapedForUSBGuard)\"" }
        return rule + " with-interface match-all { \(device.interfaces.map(\.text).joined(separator: " ")) }"
    }
}

extension String {
    /// Within quotes; the configuration lets only printable ASCII in.
    fileprivate var escapedForUSBGuard: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
