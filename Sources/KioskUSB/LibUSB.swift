/// What is used of libusb, as closures: the seam behind which a fake stands in tests. `live()` is the library itself.
///
/// Handles are plain numbers. Whoever holds one keeps libusb's rules for it: each device is released once, each handle
/// closed once, and nothing is used after that; `USBContext` and `USBClaim` do. Calls marked as blocking wait for the
/// device or the kernel and are made on threads of their own, never on the event thread.
package struct LibUSB: Sendable {
    package struct Context: Hashable, Sendable {
        package let rawValue: UInt
        package init(_ rawValue: UInt) { self.rawValue = rawValue }
    }

    package struct Device: Hashable, Sendable {
        package let rawValue: UInt
        package init(_ rawValue: UInt) { self.rawValue = rawValue }
    }

    package struct Handle: Hashable, Sendable {
        package let rawValue: UInt
        package init(_ rawValue: UInt) { self.rawValue = rawValue }
    }

    package struct Watch: Hashable, Sendable {
        package let rawValue: Int32
        package init(_ rawValue: Int32) { self.rawValue = rawValue }
    }

    /// A transfer that was submitted. It may be cancelled at any time, also when it came back long ago.
    package struct Transfer: Sendable {
        package let cancel: @Sendable () -> Void
        package init(cancel: @escaping @Sendable () -> Void) { self.cancel = cancel }
    }

    /// Told on the event thread.
    package enum Notice: Hashable, Sendable {
        /// Whoever is told releases the device.
        case arrived(Device)
        case left(USBLocation)
    }

    package struct Request: Sendable {
        package enum Kind: Hashable, Sendable {
            case control(USBSetup)
            case bulk(UInt8)
            case interrupt(UInt8)
        }

        package enum Payload: Hashable, Sendable {
            /// Room for this many bytes from the device.
            case receive(Int)
            case send([UInt8])
        }

        package var kind: Kind
        package var payload: Payload
        /// In milliseconds; 0 waits for ever.
        package var timeout: UInt32

        package init(kind: Kind, payload: Payload, timeout: UInt32) {
            self.kind = kind
            self.payload = payload
            self.timeout = timeout
        }
    }

    /// How a transfer came back.
    package struct Completion: Hashable, Sendable {
        package var status: Status
        package var transferred: Int
        /// What came in; empty for what went out.
        package var bytes: [UInt8]

        package init(status: Status, transferred: Int, bytes: [UInt8] = []) {
            self.status = status
            self.transferred = transferred
            self.bytes = bytes
        }
    }

    package typealias Answer<Value> = Result<Value, Code>

    package var initialise: @Sendable () -> Answer<Context> = { .failure(.notSupported) }
    /// Blocking. The context is gone afterwards.
    package var exit: @Sendable (Context) -> Void = { _ in }
    /// Blocking: waits for events no longer than the duration, and runs what they complete on the calling thread.
    package var handleEvents: @Sendable (Context, Duration) -> Code = { _, _ in .notSupported }
    package var interruptEvents: @Sendable (Context) -> Void = { _ in }
    /// Blocks the event thread, after libusb failed to wait, so that a failure that stays does not burn a core.
    package var pause: @Sendable (Duration) -> Void = { _ in }
    package var hasHotplug: @Sendable () -> Bool = { false }
    /// Tells of devices that are there already, too, before it returns.
    package var watch: @Sendable (Context, @escaping @Sendable (Notice) -> Void) -> Answer<Watch> = {
        _, _ in .failure(.notSupported)
    }
    package var unwatch: @Sendable (Context, Watch) -> Void = { _, _ in }

    /// The devices that are there; each is to be released.
    package var devices: @Sendable (Context) -> Answer<[Device]> = { _ in .failure(.notSupported) }
    package var release: @Sendable (Device) -> Void = { _ in }
    package var location: @Sendable (Device) -> USBLocation = { _ in USBLocation(bus: 0, address: 0, ports: []) }
    /// Blocking: reads descriptors and texts.
    package var describe: @Sendable (Device) -> Answer<USBDevice> = { _ in .failure(.notSupported) }

    /// Blocking, as all below but `submit`.
    package var open: @Sendable (Device) -> Answer<Handle> = { _ in .failure(.notSupported) }
    package var close: @Sendable (Handle) -> Void = { _ in }
    package var hasKernelDriver: @Sendable (Handle, UInt8) -> Answer<Bool> = { _, _ in .failure(.notSupported) }
    package var detachKernelDriver: @Sendable (Handle, UInt8) -> Code = { _, _ in .notSupported }
    package var attachKernelDriver: @Sendable (Handle, UInt8) -> Code = { _, _ in .notSupported }
    package var claimInterface: @Sendable (Handle, UInt8) -> Code = { _, _ in .notSupported }
    package var releaseInterface: @Sendable (Handle, UInt8) -> Code = { _, _ in .notSupported }
    package var selectAlternate: @Sendable (Handle, UInt8, UInt8) -> Code = { _, _, _ in .notSupported }
    package var clearHalt: @Sendable (Handle, UInt8) -> Code = { _, _ in .notSupported }
    package var resetDevice: @Sendable (Handle) -> Code = { _ in .notSupported }

    /// Hands a transfer to the kernel. When that works, the completion is called once, on the event thread, and maybe
    /// before this returns; when it fails, never.
    package var submit: @Sendable (Handle, Request, @escaping @Sendable (Completion) -> Void) -> Answer<Transfer> = {
        _, _, _ in
        .failure(.notSupported)
    }

    /// A library that can do nothing. Whoever makes one fills in the calls.
    package init() {}
}

extension LibUSB {
    /// `enum libusb_error`, open-ended.
    package struct Code: Error, Hashable, Sendable {
        package let rawValue: Int32
        package init(_ rawValue: Int32) { self.rawValue = rawValue }

        package var isSuccess: Bool { rawValue >= 0 }

        package static let success = Code(0)
        package static let io = Code(-1)
        package static let invalidParameter = Code(-2)
        package static let access = Code(-3)
        package static let noDevice = Code(-4)
        package static let notFound = Code(-5)
        package static let busy = Code(-6)
        package static let timeout = Code(-7)
        package static let overflow = Code(-8)
        package static let pipe = Code(-9)
        package static let interrupted = Code(-10)
        package static let noMemory = Code(-11)
        package static let notSupported = Code(-12)
        package static let other = Code(-99)
    }

    /// `enum libusb_transfer_status`, open-ended.
    package struct Status: Hashable, Sendable {
        package let rawValue: Int32
        package init(_ rawValue: Int32) { self.rawValue = rawValue }

        package static let completed = Status(0)
        package static let error = Status(1)
        package static let timedOut = Status(2)
        package static let cancelled = Status(3)
        package static let stall = Status(4)
        package static let noDevice = Status(5)
        package static let overflow = Status(6)
    }
}
