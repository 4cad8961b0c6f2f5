/// How a device of a running kiosk is, for technicians and fleet scripts.
///
/// Present, ready and faulty are three things: a printer can be plugged in (`isPresent`), and still not be ready,
/// because its cover is open (`trouble`).
package struct DeviceStatus: Hashable, Codable, Sendable {
    package enum State: String, CaseIterable, Codable, Sendable {
        /// Nothing is at the other end of the line.
        case absent
        /// The line is open, and the device has not said yet that it works.
        case present
        case ready
        /// Present, and not working; `trouble` says why.
        case faulty
        /// Another device than the paired one: it is not used until a technician pairs it.
        case locked
        /// It did not open so often that it is left alone until it is plugged in anew, or a while has passed.
        case givenUp
    }

    /// The name in the kiosk's configuration.
    package var name: String
    package var kind: String
    /// The folder below `devices/` that describes it; nil where the configuration names a protocol alone.
    package var model: String?
    package var wire: String
    package var connection: String
    package var state = State.absent
    /// What is wrong now, and what to do.
    package var trouble: String?
    package var lastFault: Fault?
    /// Vendor and product id as in `lsusb`, `04b8:0e28`.
    package var usbID: String?
    package var portPath: String?
    /// The serial number told over USB or by the device's own protocol.
    package var serial: String?
    /// The model the device says it is.
    package var toldModel: String?
    package var firmware: String?
    /// How often the line was opened since the start, and failed to open since it last did.
    package var connections = 0
    package var failures = 0
    package var bytesIn = 0
    package var bytesOut = 0

    package struct Fault: Hashable, Codable, Sendable {
        package var what: String
        /// Seconds since 1970, of the kiosk's clock.
        package var at: Int64

        package init(what: String, at: Int64) {
            self.what = what
            self.at = at
        }
    }

    package init(name: String, kind: String, model: String?, wire: String, connection: String) {
        self.name = name
        self.kind = kind
        self.model = model
        self.wire = wire
        self.connection = connection
    }
}

/// A USB device that is plugged in and belongs to no configured one.
package struct StrangeDevice: Hashable, Codable, Sendable {
    package var usbID: String
    package var portPath: String
    /// What it says it is, printable characters alone.
    package var name: String?
    /// Why it is refused by name, where it is.
    package var refusal: String?

    package init(usbID: String, portPath: String, name: String?, refusal: String?) {
        self.usbID = usbID
        self.portPath = portPath
        self.name = name
        self.refusal = refusal
    }
}
