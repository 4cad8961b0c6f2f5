/// An open device with its claimed interfaces: what was taken is given back in the right order, whatever fails on the
/// way. Its calls block, and are made on the claim's thread alone.
///
/// With `givesKernelDriverBack` false the kernel's drivers stay away, also when this process ends: the kernel itself
/// binds none when a device is closed. Only plugging it in anew brings them back.
final class OpenDevice: Sendable {
    private struct State {
        var handle: LibUSB.Handle?
        var claimed: [UInt8] = []
        /// Interfaces whose kernel driver was sent away.
        var detached: [UInt8] = []
    }

    private let calls: LibUSB
    private let device: USBDevice
    private let givesKernelDriverBack: Bool
    private let state = Guarded(State())

    init(_ device: USBDevice, _ calls: LibUSB, givesKernelDriverBack: Bool = true) {
        self.device = device
        self.givesKernelDriverBack = givesKernelDriverBack
        self.calls = calls
    }

    /// Nil before it was opened and after it was closed.
    var handle: LibUSB.Handle? { state.withLock { $0.handle } }

    func open(in context: LibUSB.Context, claiming interfaces: [UInt8]) throws(USBError) {
        let reference = try find(in: context)
        let answer = calls.open(reference)
        calls.release(reference)
        switch answer {
        case .failure(let code): throw USBError(libusb: code, doing: "Opening \(device.summary)")
        case .success(let handle): state.withLock { $0.handle = handle }
        }
        do {
            for interface in interfaces { try claim(interface) }
        } catch {
            close()
            throw error
        }
    }

    /// Looks for the device where it was, and makes sure that it is no other that came to its place and address.
    private func find(in context: LibUSB.Context) throws(USBError) -> LibUSB.Device {
        let references: [LibUSB.Device]
        switch calls.devices(context) {
        case .failure(let code): throw USBError(libusb: code, doing: "Listing the devices")
        case .success(let list): references = list
        }
        var found: LibUSB.Device?
        for reference in references {
            if found == nil, calls.location(reference) == device.location, isSame(reference) {
                found = reference
            } else {
                calls.release(reference)
            }
        }
        guard let found else { throw USBError(.noDevice, doing: "Looking for \(device.summary)") }
        return found
    }

    private func isSame(_ reference: LibUSB.Device) -> Bool {
        guard case .success(let there) = calls.describe(reference) else { return false }
        return there.vendorID == device.vendorID && there.productID == device.productID
            && (device.serial == nil || there.serial == device.serial)
    }

    private func claim(_ interface: UInt8) throws(USBError) {
        guard let handle else { throw USBError(.closed, doing: "Claiming interface \(interface) of \(device.summary)") }
        // Where the system cannot say, no driver is in the way, or claiming tells.
        if case .success(true) = calls.hasKernelDriver(handle, interface) {
            let code = calls.detachKernelDriver(handle, interface)
            // It may have gone by itself meanwhile.
            guard code.isSuccess || code == .notFound else {
                throw USBError(
                    libusb: code,
                    doing: "Detaching the kernel's driver from interface \(interface) of \(device.summary)")
            }
            if code.isSuccess { state.withLock { $0.detached.append(interface) } }
        }
        let code = calls.claimInterface(handle, interface)
        guard code.isSuccess else {
            throw USBError(libusb: code, doing: "Claiming interface \(interface) of \(device.summary)")
        }
        state.withLock { $0.claimed.append(interface) }
    }

    /// Gives everything back: first all interfaces, since a driver may need several of them, then their drivers, if they
    /// are to have them. What
    /// libusb says to it changes nothing: a device that is gone has nothing left to give back.
    func close() {
        let was = state.withLock { state in
            defer { state = State() }
            return state
        }
        guard let handle = was.handle else { return }
        for interface in was.claimed.reversed() { _ = calls.releaseInterface(handle, interface) }
        for interface in was.detached where givesKernelDriverBack { _ = calls.attachKernelDriver(handle, interface) }
        calls.close(handle)
    }
}

extension USBDevice {
    /// For messages.
    var summary: String {
        func hex(_ number: UInt16) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\(portPath) (\(hex(vendorID)):\(hex(productID)))"
    }
}
