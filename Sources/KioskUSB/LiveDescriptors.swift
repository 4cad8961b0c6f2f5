import CLibUSB

extension USBLocation {
    /// Reads fields that libusb holds; asks neither the device nor the kernel.
    init(_ device: OpaquePointer?) {
        var ports = [UInt8](repeating: 0, count: 7)
        let count = libusb_get_port_numbers(device, &ports, 7)
        self.init(
            bus: libusb_get_bus_number(device), address: libusb_get_device_address(device),
            ports: Array(ports.prefix(Int(min(max(count, 0), 7)))))
    }
}

extension USBDevice {
    static func read(_ device: OpaquePointer?, texts: KernelTexts) -> LibUSB.Answer<USBDevice> {
        var descriptor = libusb_device_descriptor()
        let code = LibUSB.Code(libusb_get_device_descriptor(device, &descriptor))
        guard code.isSuccess else { return .failure(code) }
        let location = USBLocation(device)
        var found = USBDevice(
            location: location, vendorID: descriptor.idVendor, productID: descriptor.idProduct,
            release: descriptor.bcdDevice, deviceClass: descriptor.bDeviceClass,
            deviceSubclass: descriptor.bDeviceSubClass, deviceProtocol: descriptor.bDeviceProtocol,
            interfaces: interfaces(of: device))
        let told = texts.read(location) ?? askedTexts(of: device, descriptor)
        (found.manufacturer, found.product, found.serial) = (told.manufacturer, told.product, told.serial)
        return .success(found)
    }

    /// Empty where the device has no active configuration, or one that libusb could not read.
    private static func interfaces(of device: OpaquePointer?) -> [USBInterface] {
        var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_active_config_descriptor(device, &configuration) == 0, let configuration else { return [] }
        defer { libusb_free_config_descriptor(configuration) }
        return USBInterface.list(from: configuration.pointee)
    }

    /// Opens the device to ask for its texts, each within the second that libusb gives it. Nothing, where it may not
    /// be opened.
    private static func askedTexts(of device: OpaquePointer?, _ descriptor: libusb_device_descriptor) -> USBTexts {
        var handle: OpaquePointer?
        guard libusb_open(device, &handle) == 0, let handle else { return USBTexts() }
        defer { libusb_close(handle) }
        func text(_ index: UInt8) -> String? {
            guard index != 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 255)
            let count = libusb_get_string_descriptor_ascii(handle, index, &bytes, 255)
            return count > 0 ? USBTexts.cleaned(bytes.prefix(Int(min(count, 255)))) : nil
        }
        return USBTexts(
            manufacturer: text(descriptor.iManufacturer), product: text(descriptor.iProduct),
            serial: text(descriptor.iSerialNumber))
    }
}

extension USBInterface {
    /// Copies what libusb parsed, within bounds; libusb has cut its arrays to the bytes that the device sent.
    static func list(from configuration: libusb_config_descriptor) -> [USBInterface] {
        var found: [USBInterface] = []
        for interface in elements(configuration.interface, count: Int(configuration.bNumInterfaces)) {
            for setting in elements(interface.altsetting, count: Int(interface.num_altsetting)) {
                guard found.count < USBLimits.mostAlternates else { return found }
                found.append(USBInterface(setting))
            }
        }
        return found
    }

    private init(_ setting: libusb_interface_descriptor) {
        let endpoints = elements(setting.endpoint, count: Int(setting.bNumEndpoints)).prefix(USBLimits.mostEndpoints)
        self.init(
            number: setting.bInterfaceNumber, alternate: setting.bAlternateSetting,
            interfaceClass: setting.bInterfaceClass, interfaceSubclass: setting.bInterfaceSubClass,
            interfaceProtocol: setting.bInterfaceProtocol, endpoints: endpoints.map(USBEndpoint.init),
            extra: extraBytes(setting.extra, count: setting.extra_length))
    }
}

extension USBEndpoint {
    fileprivate init(_ descriptor: libusb_endpoint_descriptor) {
        // Bits 10 to 0 are the size; those above belong to high-bandwidth endpoints.
        self.init(
            address: descriptor.bEndpointAddress, kind: Kind(rawValue: descriptor.bmAttributes & 0x03) ?? .control,
            maxPacketSize: Int(descriptor.wMaxPacketSize & 0x07FF), interval: descriptor.bInterval,
            extra: extraBytes(descriptor.extra, count: descriptor.extra_length))
    }
}

private func elements<Element>(_ start: UnsafePointer<Element>?, count: Int) -> [Element] {
    guard let start, count > 0 else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: min(count, USBLimits.mostDevices)))
}

private func extraBytes(_ start: UnsafePointer<UInt8>?, count: Int32) -> [UInt8] {
    guard let start, count > 0 else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: min(Int(count), USBLimits.mostExtraBytes)))
}
