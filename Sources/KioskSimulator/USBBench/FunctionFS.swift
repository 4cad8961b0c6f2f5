import Foundation
import Glibc
import Synchronization

/// A class request on the control endpoint, as its eight bytes say it (USB 2.0, section 9.3).
package struct GadgetSetup: Hashable, Sendable {
    package let requestType: UInt8
    package let request: UInt8
    package let value: UInt16
    package let index: UInt16
    package let length: UInt16

    init(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        func word(_ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }
        (requestType, request) = (bytes[0], bytes[1])
        (value, index, length) = (word(2), word(4), word(6))
    }

    var isToHost: Bool { requestType & 0x80 != 0 }
}

/// What a function on FunctionFS is made of.
package struct FunctionFSDescription: Sendable {
    /// Interface, class and endpoint descriptors in their order, for full and for high speed alike.
    package let descriptors: [[UInt8]]
    /// The endpoints' addresses in the order of their descriptors: files `ep1`, `ep2`, …
    package let endpoints: [UInt8]
    /// What a class request is answered with; nil stalls it.
    package let answer: @Sendable (GadgetSetup) -> [UInt8]?

    package init(
        descriptors: [[UInt8]], endpoints: [UInt8],
        answer: @escaping @Sendable (GadgetSetup) -> [UInt8]? = { _ in nil }
    ) {
        self.descriptors = descriptors
        self.endpoints = endpoints
        self.answer = answer
    }
}

/// A USB function written in user space: the kernel's FunctionFS, mounted, described and served.
///
/// `Documentation/usb/functionfs.rst` and `linux/usb/functionfs.h` are the source. The control endpoint has a thread
/// of its own; the other endpoints are files whose reads and writes wait for the host.
package final class FunctionFS: Sendable {
    private let control: Int32
    private let endpoints: [UInt8: Int32]
    private let description: FunctionFSDescription
    private let enabled = Mutex(false)

    private static let descriptorsMagic: UInt32 = 3
    private static let stringsMagic: UInt32 = 2
    private static let hasFullAndHighSpeed: UInt32 = 1 | 2
    /// FUNCTIONFS_BIND, UNBIND, ENABLE, DISABLE, SETUP, SUSPEND, RESUME.
    private enum Event: UInt8 { case bind, unbind, enable, disable, setup, suspend, resume }
    private static let eventSize = 12

    /// Mounts the function of a gadget that was made, and writes its descriptors; the gadget can be plugged in then.
    package init(_ name: String, _ description: FunctionFSDescription) throws {
        self.description = description
        let folder = "/dev/usb-ffs/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard mount(name, folder, "functionfs", 0, nil) == 0 else { throw GadgetFileError(path: folder, number: errno) }
        control = try FunctionFS.opened("\(folder)/ep0")
        let all = description.descriptors.flatMap { $0 }
        let count = UInt32(description.descriptors.count)
        let body = words(FunctionFS.hasFullAndHighSpeed, count, count) + all + all
        try FunctionFS.send(words(FunctionFS.descriptorsMagic, UInt32(body.count + 8)) + body, to: control)
        try FunctionFS.send(words(FunctionFS.stringsMagic, 16, 0, 0), to: control)
        var endpoints: [UInt8: Int32] = [:]
        for (place, address) in description.endpoints.enumerated() {
            endpoints[address] = try FunctionFS.opened("\(folder)/ep\(place + 1)")
        }
        self.endpoints = endpoints
        Thread.detachNewThread { [self] in serveControl() }
    }

    package var isEnabled: Bool { enabled.withLock { $0 } }

    /// The next transfer from the host on an OUT endpoint; nil when the host or the cable is gone. Waits.
    package func read(_ endpoint: UInt8, atMost count: Int) -> [UInt8]? {
        guard let file = endpoints[endpoint] else { return nil }
        var got = 0
        // `read` fills memory of at least that size, and says how much of it.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            got = Glibc.read(file, buffer.baseAddress, count)
            filled = max(got, 0)
        }
        return got < 0 ? nil : bytes
    }

    /// Hands bytes to the host as one transfer on an IN endpoint. Waits. False when the host is gone.
    package func write(_ endpoint: UInt8, _ bytes: [UInt8]) -> Bool {
        guard let file = endpoints[endpoint] else { return false }
        return bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) } == bytes.count
    }

    /// Halts an endpoint: the host gets STALL until it clears the halt. FunctionFS takes a transfer in the wrong
    /// direction for the wish to do so, and answers it with EBADMSG.
    package func stall(_ endpoint: UInt8) {
        guard let file = endpoints[endpoint] else { return }
        var byte: UInt8 = 0
        if endpoint & 0x80 != 0 { _ = Glibc.read(file, &byte, 1) } else { _ = Glibc.write(file, &byte, 1) }
    }

    private func serveControl() {
        while true {
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: FunctionFS.eventSize * 4) { buffer, filled in
                let count = Glibc.read(control, buffer.baseAddress, buffer.count)
                failure = count < 0 ? errno : 0
                filled = max(count, 0)
            }
            if failure != 0, failure != EINTR, failure != EAGAIN, failure != EIDRM { return }
            for start in stride(from: 0, to: bytes.count - FunctionFS.eventSize + 1, by: FunctionFS.eventSize) {
                guard let event = Event(rawValue: bytes[start + 8]) else { continue }
                switch event {
                case .enable: enabled.withLock { $0 = true }
                case .disable, .unbind: enabled.withLock { $0 = false }
                case .setup: answer(GadgetSetup(bytes[start..<(start + 8)]))
                case .bind, .suspend, .resume: break
                }
            }
        }
    }

    private func answer(_ setup: GadgetSetup) {
        var nothing: UInt8 = 0
        guard let answer = description.answer(setup) else {
            // The wrong direction stalls the request.
            if setup.isToHost { _ = Glibc.read(control, &nothing, 0) } else { _ = Glibc.write(control, &nothing, 0) }
            return
        }
        if setup.isToHost {
            let bytes = answer.prefix(Int(setup.length))
            _ = bytes.withUnsafeBytes { Glibc.write(control, $0.baseAddress, $0.count) }
        } else {
            var data = [UInt8](repeating: 0, count: Int(setup.length))
            _ = Glibc.read(control, &data, data.count)
        }
    }

    private static func opened(_ path: String) throws(GadgetFileError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw GadgetFileError(path: path, number: errno) }
        return descriptor
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) throws(GadgetFileError) {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw GadgetFileError(path: "ep0", number: errno) }
    }
}

/// 32-bit words, low byte first, as the kernel's structures have them on this machine.
private func words(_ words: UInt32...) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
}
