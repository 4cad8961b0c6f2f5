/// Rules for udev that hand a kiosk's devices to its user and keep everybody else off them.
///
/// The same devices give the same text, so that an image can be compared with what it should hold. The syntax is that
/// of udev(7); the properties are those of ModemManager (`ID_MM_DEVICE_IGNORE`) and libinput
/// (`LIBINPUT_IGNORE_DEVICE`).
package struct UdevRules: Sendable {
    private let devices: [AdmittedDevice]
    private let group: String

    /// The name under which the text is to be installed; it must come before ModemManager's rules, which begin with 77.
    package static let path = "/etc/udev/rules.d/70-paycircle.rules"
    package static let usualGroup = "paycircle"

    /// Nil for a group that Linux would not take.
    package init?(_ devices: [AdmittedDevice], group: String = UdevRules.usualGroup) {
        guard (try? /[a-z_][a-z0-9_-]{0,31}/.wholeMatch(in: group)) != nil else { return nil }
        self.devices = devices
        self.group = group
    }

    package var text: String {
        var lines = [
            "# The devices of a Paycircle kiosk, for udev. Made by `kioskctl device-rules udev`: do not edit, make it anew.",
            "# Install as \(UdevRules.path), then run: udevadm control --reload && udevadm trigger",
            "# The group \(group) may use these devices; ModemManager and the screen may not.",
            "ACTION==\"remove\", GOTO=\"paycircle_end\"",
        ]
        var seen: Set<USBID> = []
        for device in devices {
            lines += ["", "# \(device.title.inOneLine)"]
            for id in device.ids.sorted() {
                if seen.insert(id).inserted {
                    lines += rules(for: id, of: device)
                } else {
                    lines.append("# \(id) stands above already.")
                }
            }
        }
        return (lines + ["", "LABEL=\"paycircle_end\""]).joined(separator: "\n") + "\n"
    }

    private func rules(for id: USBID, of device: AdmittedDevice) -> [String] {
        let itself = "ATTR{idVendor}==\"\(id.vendor)\", ATTR{idProduct}==\"\(id.product)\""
        let below = "ATTRS{idVendor}==\"\(id.vendor)\", ATTRS{idProduct}==\"\(id.product)\""
        let access = "GROUP=\"\(group)\", MODE=\"0660\""
        let whole = "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", \(itself), "
        var rules = [whole + access]
        if device.isSerialPort {
            rules[0] += ", ENV{ID_MM_DEVICE_IGNORE}=\"1\""
            rules.append("SUBSYSTEM==\"tty\", \(below), \(access), ENV{ID_MM_PORT_IGNORE}=\"1\"")
        }
        if device.isInput { rules.append("SUBSYSTEM==\"input\", \(below), ENV{LIBINPUT_IGNORE_DEVICE}=\"1\"") }
        if device.isCamera { rules.append("SUBSYSTEM==\"video4linux\", \(below), \(access)") }
        if device.staysAwake {
            rules.append(whole + "TEST==\"power/control\", ATTR{power/control}=\"on\"")
        }
        return rules
    }
}

extension String {
    /// For a comment: whatever would end the line becomes a space.
    var inOneLine: String {
        String(
            map { $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0 })
    }
}
