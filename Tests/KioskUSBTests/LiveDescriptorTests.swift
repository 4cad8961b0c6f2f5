import CLibUSB
import Foundation
import Testing

@testable import KioskUSB

/// What libusb hands over, built by hand.
@Suite struct LiveDescriptorTests {
    /// One interface with `settings` alternate settings, each with `endpoints` endpoints and `extra` bytes behind it.
    private func interfaces(settings: Int, endpoints: Int, extra: Int) -> [USBInterface] {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(extra, 1))
        bytes.initialize(repeating: 0x21)
        var endpoint = libusb_endpoint_descriptor()
        endpoint.bEndpointAddress = 0x81
        endpoint.bmAttributes = 0x03
        endpoint.wMaxPacketSize = 0x1840
        endpoint.bInterval = 10
        let ends = UnsafeMutableBufferPointer<libusb_endpoint_descriptor>.allocate(capacity: max(endpoints, 1))
        ends.initialize(repeating: endpoint)
        var setting = libusb_interface_descriptor()
        setting.bInterfaceClass = 0x0B
        setting.bNumEndpoints = UInt8(endpoints)
        setting.endpoint = UnsafePointer(ends.baseAddress)
        setting.extra = UnsafePointer(bytes.baseAddress)
        setting.extra_length = Int32(extra)
        let all = UnsafeMutableBufferPointer<libusb_interface_descriptor>.allocate(capacity: max(settings, 1))
        all.initialize(repeating: setting)
        defer {
            bytes.deallocate()
            ends.deallocate()
            all.deallocate()
        }
        var interface = libusb_interface()
        interface.altsetting = UnsafePointer(all.baseAddress)
        interface.num_altsetting = Int32(settings)
        return withUnsafePointer(to: interface) { pointer in
            var configuration = libusb_config_descriptor()
            configuration.bNumInterfaces = 1
            configuration.interface = pointer
            return USBInterface.list(from: configuration)
        }
    }

    @Test func descriptorsAreCopied() throws {
        let found = interfaces(settings: 1, endpoints: 2, extra: 54)
        let interface = try #require(found.first)
        #expect(interface.interfaceClass == 0x0B)
        #expect(interface.endpoints.count == 2)
        #expect(interface.endpoints.first?.kind == .interrupt)
        // The bits above the size, of a high-bandwidth endpoint, are no part of it.
        #expect(interface.endpoints.first?.maxPacketSize == 64)
        #expect(interface.extra.count == 54)
    }

    @Test func moreThanTheBoundsIsCutOff() {
        let found = interfaces(settings: 200, endpoints: 255, extra: 60_000)
        #expect(found.count == USBLimits.mostAlternates)
        #expect(found.allSatisfy { $0.endpoints.count == USBLimits.mostEndpoints })
        #expect(found.allSatisfy { $0.extra.count == USBLimits.mostExtraBytes })
    }

    @Test func nothingAtAllIsNoInterfaces() {
        var configuration = libusb_config_descriptor()
        configuration.bNumInterfaces = 3
        #expect(USBInterface.list(from: configuration).isEmpty)
        var interface = libusb_interface()
        interface.num_altsetting = -1
        withUnsafePointer(to: interface) { pointer in
            configuration.bNumInterfaces = 1
            configuration.interface = pointer
            #expect(USBInterface.list(from: configuration).isEmpty)
        }
    }
}

/// The kernel's folder of devices, built by hand.
@Suite struct KernelTextsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "usb-texts-\(UUID().uuidString)")

    private func write(_ files: [String: String]) throws {
        let device = folder.appending(path: "1-2.3")
        try FileManager.default.createDirectory(at: device, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: device.appending(path: name)) }
    }

    private let location = USBLocation(bus: 1, address: 9, portPath: "1-2.3")

    @Test func textsComeFromTheKernelsCache() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(["busnum": "1\n", "devnum": "9\n", "serial": "X4QF002\n", "product": "TM-T20III\n"])
        let texts = KernelTexts(folder: folder.path()).read(location)
        #expect(texts == USBTexts(product: "TM-T20III", serial: "X4QF002"))
    }

    @Test(arguments: ["8\n", "", "nine", "265\n"])
    func theTextsOfAnotherDeviceAtThatPlaceAreNotTaken(_ number: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(["busnum": "1\n", "devnum": number, "serial": "OTHER\n"])
        #expect(KernelTexts(folder: folder.path()).read(location) == nil)
    }

    @Test func aKernelWithoutThatFolderSaysNothing() {
        #expect(KernelTexts(folder: folder.path()).read(location) == nil)
    }
}
