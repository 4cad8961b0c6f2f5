extension KioskConfiguration.Device.Wire {
    /// Spoken over USB alone; on Unix sockets and loopback it is for simulated devices.
    var isUSBOnly: Bool {
        switch self {
        case .hidPOS, .hidKeyboard, .ccid, .uvc: true
        case .cdcLines, .escpos, .ccnet, .id003, .ssp, .zvt: false
        }
    }

    /// The interfaces that a device of this protocol needs to show on USB, and no other: a scanner that grows a
    /// keyboard or a disk is no scanner. From the classes' specifications: printer 07/01; HID 03, where 00/00 is a
    /// device that is no boot keyboard or mouse and 01/01 a boot keyboard; CDC 02/02 (abstract control model) with
    /// its data interface 0a; CCID 0b/00/00; video 0e/01 (control) and 0e/02 (streaming), and no microphone.
    var usualInterfaces: [USBInterfacePattern] {
        let texts: [String] =
            switch self {
            case .hidPOS: ["03:00:00"]
            case .hidKeyboard: ["03:01:01"]
            case .escpos: ["07:01:*"]
            case .cdcLines, .ccnet, .id003, .ssp, .zvt: ["02:02:*", "0a:*:*"]
            case .ccid: ["0b:00:00"]
            case .uvc: ["0e:01:*", "0e:02:*"]
            }
        return texts.map(USBInterfacePattern.init)
    }

    /// A kernel driver makes it a serial port, which ModemManager would take for a modem and write to.
    var isSerialPort: Bool {
        switch self {
        case .cdcLines, .ccnet, .id003, .ssp, .zvt: true
        case .hidPOS, .hidKeyboard, .escpos, .ccid, .uvc: false
        }
    }

    /// A kernel driver makes it an input device, whose keys would go to the screen.
    var isInput: Bool {
        switch self {
        case .hidPOS, .hidKeyboard: true
        case .cdcLines, .escpos, .ccnet, .id003, .ssp, .zvt, .ccid, .uvc: false
        }
    }

    /// A kernel driver makes it a video device, which only the kiosk may open.
    var isCamera: Bool { self == .uvc }
}
