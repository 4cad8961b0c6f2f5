/// What is known of one model of device: `devices/<vendor-model>/profile.yaml`.
///
/// A profile holds facts from public sources; what no source tells is set to what surely works. It is data alone, so
/// that a new model of a known protocol is one file and no code.
package struct DeviceProfile: Hashable, Sendable {
    /// The folder's name, `vendor-model`; what a site writes as `model`.
    package var id: String
    package var vendor: String
    package var model: String
    package var kind: KioskConfiguration.Device.Kind
    package var wire: KioskConfiguration.Device.Wire
    /// In tests and demonstrations only.
    package var isSimulated = false
    /// Nil for a device that has no USB ids of its own: it hangs on a serial line or on the network.
    package var usb: USB?
    /// Nil where the file says nothing: then it is `SerialLine.usual(for:)`.
    package var serial: SerialLine?
    /// Nil for all but printers, and so on: one of these is there at most, that of the device's kind. Card readers
    /// and cameras tell all there is to know by themselves.
    package var printer: Printer?
    package var scanner: Scanner?
    package var noteAcceptor: NoteAcceptor?
    package var paymentTerminal: PaymentTerminal?
    package var quirks: Set<Quirk> = []
    /// Public addresses.
    package var sources: [String]

    /// For people: maker and model.
    package var title: String { "\(vendor) \(model)" }

    package struct USB: Hashable, Sendable {
        package var ids: [USBID]
        /// The interface may be of the vendor's own class, with the same transfers inside.
        package var allowsVendorClass: Bool
        /// All that the device may show: what has another interface is not this device.
        package var interfaces: [USBInterfacePattern]

        package init(ids: [USBID], allowsVendorClass: Bool = false, interfaces: [USBInterfacePattern]) {
            self.ids = ids
            self.allowsVendorClass = allowsVendorClass
            self.interfaces = interfaces
        }
    }

    /// How bits go over a serial line, eight to a character.
    package struct SerialLine: Hashable, Sendable {
        package enum Parity: String, CaseIterable, Hashable, Sendable {
            case none, even, odd
        }

        /// Bits per second.
        package var baud: Int
        package var parity: Parity
        /// 1 or 2.
        package var stopBits: Int

        package init(baud: Int = 9_600, parity: Parity = .none, stopBits: Int = 1) {
            self.baud = baud
            self.parity = parity
            self.stopBits = stopBits
        }

        /// What a protocol's standard says: CCNET 8N1, ID-003 8E1, SSP and ZVT 8N2, all at 9,600 bits per second.
        package static func usual(for wire: KioskConfiguration.Device.Wire) -> SerialLine {
            switch wire {
            case .id003: SerialLine(parity: .even)
            case .ssp, .zvt: SerialLine(stopBits: 2)
            case .ccnet, .cdcLines, .escpos, .hidPOS, .hidKeyboard, .ccid, .uvc: SerialLine()
            }
        }
    }

    /// What is odd about a model. `devices/schema.yaml` tells technicians what each means.
    package enum Quirk: String, CaseIterable, Hashable, Sendable {
        /// Other models use the same ids.
        case sharedID = "shared-id"
        /// The product id changes with the mode the device is set to.
        case idByMode = "id-by-mode"
        /// Tells no serial number; two of them are told apart by their port alone.
        case noSerial = "no-serial"
        /// Must not be suspended while idle.
        case staysAwake = "stays-awake"
        /// A switch, jumper or set-up card chooses the protocol.
        case protocolBySwitch = "protocol-by-switch"
    }
}
