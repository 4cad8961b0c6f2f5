import KioskUSB
package import Logging

/// One constructor for each class of device.
extension USBTransport {
    /// A scanner in HID POS mode. `descriptor` is its report descriptor; each piece is a report.
    package static func hidPOS(
        _ bus: USBBus, _ selector: USBSelector, log: Logger = Logger(label: "kiosk.line")
    ) -> USBTransport {
        USBTransport(bus, selector, HIDFunction(kind: .pointOfSale), log: log)
    }

    /// A scanner that types. `descriptor` is its report descriptor, or empty when it sends boot keyboard reports.
    package static func hidKeyboard(
        _ bus: USBBus, _ selector: USBSelector, log: Logger = Logger(label: "kiosk.line")
    ) -> USBTransport {
        USBTransport(bus, selector, HIDFunction(kind: .keyboard), log: log)
    }

    /// A printer. `descriptor` is its IEEE 1284 device id, or empty; `portStatus` asks GET_PORT_STATUS.
    ///
    /// - Parameters:
    ///   - allowsVendorClass: Whether an interface of class FF with a bulk OUT will do.
    ///   - clearsBuffers: Whether SOFT_RESET is sent at each opening.
    package static func printer(
        _ bus: USBBus, _ selector: USBSelector, allowsVendorClass: Bool = false, clearsBuffers: Bool = false,
        log: Logger = Logger(label: "kiosk.line")
    ) -> USBTransport {
        USBTransport(
            bus, selector, PrinterFunction(allowsVendorClass: allowsVendorClass, clearsBuffers: clearsBuffers), log: log
        )
    }

    /// A CDC-ACM line, without the kernel's driver: a scanner, a payment terminal, a note acceptor.
    ///
    /// - Parameter interface: The number of the control interface, where the device has several lines.
    package static func cdc(
        _ bus: USBBus, _ selector: USBSelector, settings: SerialSettings = SerialSettings(), interface: UInt8? = nil,
        log: Logger = Logger(label: "kiosk.line")
    ) -> USBTransport {
        USBTransport(bus, selector, CDCFunction(settings: settings, interface: interface), log: log)
    }

    /// A card reader. `descriptor` is its CCID class descriptor, 54 bytes; pieces are messages, cut at packets, and
    /// notices.
    ///
    /// - Parameter allowsVendorClass: Whether an interface of class FF will do, if it has a CCID class descriptor.
    package static func ccid(
        _ bus: USBBus, _ selector: USBSelector, allowsVendorClass: Bool = false,
        log: Logger = Logger(label: "kiosk.line")
    ) -> USBTransport {
        USBTransport(bus, selector, CCIDFunction(allowsVendorClass: allowsVendorClass), log: log)
    }
}
