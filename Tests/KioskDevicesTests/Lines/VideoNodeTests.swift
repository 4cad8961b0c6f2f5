import Foundation
import Testing

@testable import KioskDevices

/// Which of the kernel's video devices is the camera that a site means.
@Suite struct VideoNodeTests {
    private let sysfs = SysfsFolder()
    private let camera = USBSelector(models: [.init(vendorID: 0x046D, productID: 0x0825)])

    private func node(_ selector: USBSelector) throws -> VideoNode {
        try VideoNode.of(selector, sysfs: sysfs.root.path(), devices: "/dev")
    }

    private func add(_ name: String, below port: String, index: Int, product: String = "0825") throws {
        try sysfs.addPort(
            name, below: port, vendor: "046d", product: product, serial: nil, kind: "video4linux", index: index)
    }

    /// Numbers are the order of plugging in; a camera's second node holds data about its pictures.
    @Test func theNodeOfThePicturesIsFoundWhateverItsNumber() throws {
        defer { sysfs.remove() }
        try add("video0", below: "1-1", index: 0, product: "0990")
        try add("video2", below: "1-3", index: 0)
        try add("video3", below: "1-3", index: 1)
        let found = try node(camera)
        #expect(found.path == "/dev/video2")
        #expect(found.identity == LineIdentity(vendorID: 0x046D, productID: 0x0825, serial: nil, portPath: "1-3"))
    }

    @Test func aCameraThatIsOutIsAbsent() throws {
        defer { sysfs.remove() }
        try add("video1", below: "1-3", index: 1)
        let error = #expect(throws: LineError.self) { try node(camera) }
        #expect(error?.code == .deviceAbsent)
    }

    @Test func ofTwoOfAModelThePortTells() throws {
        defer { sysfs.remove() }
        try add("video0", below: "1-1", index: 0)
        try add("video2", below: "1-3", index: 0)
        #expect(throws: LineError.self) { try node(camera) }
        var second = camera
        second.portPath = "1-3"
        #expect(try node(second).path == "/dev/video2")
    }
}
