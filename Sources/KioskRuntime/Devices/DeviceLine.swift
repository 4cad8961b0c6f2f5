import KioskConfiguration
import KioskDevices
import Logging

/// Makes the line to a configured device, by what the device speaks and where it hangs.
struct DeviceLine {
    let bus: USBBus
    let log: Logger

    func line(to device: KioskConfiguration.Device) throws -> any ByteTransport {
        switch device.connection {
        case .unixSocket(let path): try SocketTransport(.unixSocket(path: path))
        case .tcp(let host, let port):
            try SocketTransport(.tcp(host: host, port: port), allowsNetwork: device.kind == .paymentTerminal)
        case .serialPort(let path):
            TTYTransport(.path(path), expected: adapter(of: device), settings: SerialSettings(device.serialLine))
        case .usb(let address): usbLine(to: device, USBSelector(address))
        }
    }

    /// What the site says is behind a serial port; nil where it says nothing, and any adapter will do.
    private func adapter(of device: KioskConfiguration.Device) -> USBSelector? {
        guard let address = device.serialPortAddress else { return nil }
        guard device.adapter != nil || address.serial != nil || address.port != nil else { return nil }
        return USBSelector(address)
    }

    private func usbLine(to device: KioskConfiguration.Device, _ selector: USBSelector) -> any ByteTransport {
        let allowsVendorClass = device.model?.usb?.allowsVendorClass ?? false
        return switch device.wire {
        case .hidPOS: USBTransport.hidPOS(bus, selector, log: log)
        case .hidKeyboard: USBTransport.hidKeyboard(bus, selector, log: log)
        case .escpos: USBTransport.printer(bus, selector, allowsVendorClass: allowsVendorClass, log: log)
        case .ccid: USBTransport.ccid(bus, selector, allowsVendorClass: allowsVendorClass, log: log)
        case .uvc: preconditionFailure("a camera has frames and no line of bytes")
        case .cdcLines, .ccnet, .id003, .ssp, .zvt:
            USBSerialTransport(bus, selector, settings: SerialSettings(device.serialLine), log: log)
        }
    }
}

extension USBSelector {
    init(_ address: USBAddress) {
        self.init(
            models: address.ids.map { Model(vendorID: $0.vendorID, productID: $0.productID) }, serial: address.serial,
            portPath: address.port)
    }
}

extension SerialSettings {
    init(_ line: DeviceProfile.SerialLine) {
        let parity: Parity =
            switch line.parity {
            case .none: .none
            case .even: .even
            case .odd: .odd
            }
        self.init(baud: line.baud, parity: parity, stopBits: line.stopBits)
    }
}
