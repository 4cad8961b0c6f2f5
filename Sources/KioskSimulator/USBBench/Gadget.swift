import Foundation

/// Who a gadget says it is: the fields of its device descriptor and the strings they name.
package struct GadgetIdentity: Hashable, Sendable {
    package var vendorID: UInt16
    package var productID: UInt16
    package var manufacturer: String
    package var product: String
    /// Nil for a device that tells none, as cheap ones do.
    package var serial: String?

    package init(vendorID: UInt16, productID: UInt16, manufacturer: String, product: String, serial: String?) {
        self.vendorID = vendorID
        self.productID = productID
        self.manufacturer = manufacturer
        self.product = product
        self.serial = serial
    }
}

/// A virtual USB device: built below configfs out of the kernel's gadget functions, and plugged into one of the ports
/// of `dummy_hcd`, whose other end is a USB host controller of the same kernel.
///
/// The kernel's `Documentation/usb/gadget_configfs.rst` describes the folders. What is built stays until the kernel
/// ends: the bench's kernel lives no longer than the bench.
package struct Gadget: Sendable {
    package let name: String
    package let identity: GadgetIdentity
    package let function: GadgetFunction
    /// Which of the controllers `dummy_udc.N` it is plugged into: port `N+1-1`, as Linux writes it.
    package let controller: Int

    package static let root = "/sys/kernel/config/usb_gadget"

    /// Makes the gadget's folders; nothing is plugged in yet.
    package init(
        _ name: String, _ identity: GadgetIdentity, _ function: GadgetFunction, controller: Int
    ) throws {
        self.name = name
        self.identity = identity
        self.function = function
        self.controller = controller
        try GadgetFile.makeFolder(folder)
        try put("idVendor", hex(identity.vendorID))
        try put("idProduct", hex(identity.productID))
        try put("bcdUSB", "0x0200")
        try put("bcdDevice", "0x0100")
        let strings = "strings/0x409"
        try GadgetFile.makeFolder("\(folder)/\(strings)")
        try put("\(strings)/manufacturer", identity.manufacturer)
        try put("\(strings)/product", identity.product)
        if let serial = identity.serial { try put("\(strings)/serialnumber", serial) }
        try GadgetFile.makeFolder("\(folder)/configs/c.1")
        try GadgetFile.makeFolder(functionFolder)
        for (attribute, bytes) in function.attributes {
            try GadgetFile.write(bytes, to: "\(functionFolder)/\(attribute)")
        }
        try GadgetFile.link(functionFolder, at: "\(folder)/configs/c.1/\(function.folderName)")
    }

    private var folder: String { "\(Gadget.root)/\(name)" }
    private var functionFolder: String { "\(folder)/functions/\(function.folderName)" }

    /// `port` is another controller than its own.
    package func plugIn(port: Int? = nil) throws { try put("UDC", "dummy_udc.\(port ?? controller)") }

    /// From the next time it is plugged in, it says that this is its serial number.
    package func tellSerial(_ serial: String) throws { try put("strings/0x409/serialnumber", serial) }

    /// The host sees the device leave.
    package func unplug() throws {
        // The kernel takes an empty line for "no controller", and says ENODEV when there is none already.
        do { try put("UDC", "\n") } catch let error where error.number == ENODEV {}
    }

    /// The character device behind which the gadget's firmware sits, once it is plugged in.
    package func node() throws(GadgetFileError) -> String {
        switch function {
        case .serial: "/dev/ttyGS\(try GadgetFile.read("\(functionFolder)/port_num"))"
        case .hid:
            "/dev/hidg\(try GadgetFile.read("\(functionFolder)/dev").split(separator: ":").last ?? "0")"
        case .printer(_, let number): "/dev/g_printer\(number)"
        case .functionFS(let name): "/dev/usb-ffs/\(name)"
        case .storage: "/dev/null"
        }
    }

    private func put(_ attribute: String, _ text: String) throws(GadgetFileError) {
        try GadgetFile.write(Array(text.utf8), to: "\(folder)/\(attribute)")
    }

    private func hex(_ number: UInt16) -> String { "0x" + String(number, radix: 16) }
}
