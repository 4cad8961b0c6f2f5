/// A device that a kiosk's USB rules let in: one of a site's configuration, or one of a catalogue's models.
package struct AdmittedDevice: Hashable, Sendable {
    /// For people: maker and model, and the name of one or the other file.
    package var title: String
    package var ids: [USBID]
    /// Every interface it may show.
    package var interfaces: [USBInterfacePattern]
    /// One unit alone, or one port alone, where the site says so.
    package var serial: String?
    package var port: String?
    /// The kernel makes a serial port of it.
    package var isSerialPort: Bool
    /// Its keys or reports belong to the kiosk, not to the screen.
    package var isInput: Bool
    /// The kernel makes a video device of it.
    package var isCamera = false
    /// Money, or a first scan, must not wait for a bus to wake.
    package var staysAwake: Bool
}

extension DeviceProfile {
    /// Nil for a model without USB ids of its own.
    package var admitted: AdmittedDevice? {
        guard let usb else { return nil }
        return AdmittedDevice(
            title: "\(title) (\(id)): \(kind.rawValue), \(wire.rawValue)", ids: usb.ids, interfaces: usb.interfaces,
            isSerialPort: wire.isSerialPort, isInput: wire.isInput, isCamera: wire.isCamera,
            staysAwake: AdmittedDevice.staysAwake(kind) || quirks.contains(.staysAwake))
    }
}

extension AdmittedDevice {
    static func staysAwake(_ kind: KioskConfiguration.Device.Kind) -> Bool {
        switch kind {
        case .noteAcceptor, .paymentTerminal, .scanner: true
        // A camera that is looked through does not sleep anyway.
        case .printer, .cardReader, .camera: false
        }
    }
}

extension SerialAdapter {
    /// Before some note acceptor: whatever hangs behind it, money may.
    package var admitted: AdmittedDevice {
        AdmittedDevice(
            title: "\(title) (\(name)): USB to serial adapter", ids: [id], interfaces: interfaces, isSerialPort: true,
            isInput: false, staysAwake: true)
    }

    fileprivate func admitted(for device: KioskConfiguration.Device, _ address: USBAddress) -> AdmittedDevice {
        var admitted = admitted
        admitted.title = "\(title) (\(name)) before '\(device.name)'"
        admitted.serial = address.serial
        admitted.port = address.port
        return admitted
    }
}

extension KioskConfiguration {
    /// The devices of this site that hang on USB, in the order of its file. A serial port whose adapter nobody names
    /// may be any of the adapters that the catalogue knows.
    package func admittedDevices(_ catalogue: DeviceCatalogue) -> [AdmittedDevice] {
        devices.flatMap { device -> [AdmittedDevice] in
            switch device.connection {
            case .unixSocket, .tcp: return []
            case .usb(let address): return [device.admitted(at: address)]
            case .serialPort:
                guard let address = device.serialPortAddress else { return [] }
                if let adapter = device.adapter { return [adapter.admitted(for: device, address)] }
                if !address.ids.isEmpty { return [device.admitted(at: address)] }
                return catalogue.adapters.map { $0.admitted(for: device, address) }
            }
        }
    }
}

extension KioskConfiguration.Device {
    fileprivate func admitted(at address: USBAddress) -> AdmittedDevice {
        let what = model.map { "\($0.title) (\($0.id))" } ?? kind.rawValue
        return AdmittedDevice(
            title: "\(what): '\(name)', \(wire.rawValue)", ids: address.ids,
            interfaces: model?.usb?.interfaces ?? wire.usualInterfaces, serial: address.serial, port: address.port,
            isSerialPort: wire.isSerialPort, isInput: wire.isInput, isCamera: wire.isCamera,
            staysAwake: AdmittedDevice.staysAwake(kind) || model?.quirks.contains(.staysAwake) == true)
    }
}
