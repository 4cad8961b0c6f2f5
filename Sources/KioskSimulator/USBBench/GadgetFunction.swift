/// What a gadget does on the bus: one of the kernel's gadget functions, with what it needs to be told.
package enum GadgetFunction: Hashable, Sendable {
    /// Printer class, with its IEEE 1284 device id. `number` is the place among all printers of the kernel in the
    /// order in which they were made, from which its node gets its name.
    case printer(deviceID: String, number: Int)
    /// HID with interrupt endpoints, whose input reports have `reportLength` bytes on the wire.
    case hid(descriptor: [UInt8], reportLength: Int, isKeyboard: Bool)
    /// CDC-ACM.
    case serial
    /// Whatever a program makes of it, which mounts the function by this name.
    case functionFS(String)
    /// A disk with this file's contents, read-only.
    case storage(image: String)

    /// The kernel's name of the function, and the instance after the dot.
    var folderName: String {
        switch self {
        case .printer: "printer.0"
        case .hid: "hid.0"
        case .serial: "acm.0"
        case .functionFS(let name): "ffs.\(name)"
        case .storage: "mass_storage.0"
        }
    }

    /// What is written into the function's folder, in this order.
    var attributes: [(name: String, value: [UInt8])] {
        switch self {
        case .printer(let deviceID, _): [("pnp_string", Array(deviceID.utf8)), ("q_len", Array("10".utf8))]
        case .hid(let descriptor, let reportLength, let isKeyboard):
            [
                ("protocol", Array((isKeyboard ? "1" : "0").utf8)), ("subclass", Array((isKeyboard ? "1" : "0").utf8)),
                ("report_length", Array("\(reportLength)".utf8)), ("report_desc", descriptor),
            ]
        case .serial, .functionFS: []
        case .storage(let image): [("lun.0/ro", Array("1".utf8)), ("lun.0/file", Array(image.utf8))]
        }
    }
}
