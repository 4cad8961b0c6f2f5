import CLibUSB
import Foundation

extension LibUSB {
    /// libusb-1.0 itself. Texts of devices come from the kernel's cache below `sysfs`, which needs no permission and
    /// asks the device nothing; only where there is no such folder are devices opened to be asked.
    package static func live(sysfs: String = "/sys/bus/usb/devices") -> LibUSB {
        var calls = LibUSB()
        calls.fillInContext()
        calls.fillInDevices(KernelTexts(folder: sysfs))
        calls.fillInHandles()
        calls.submit = { LiveTransfer.submit($1, to: $0, then: $2) }
        return calls
    }

    private mutating func fillInContext() {
        initialise = {
            var context: OpaquePointer?
            let code = Code(libusb_init(&context))
            guard code.isSuccess else { return .failure(code) }
            guard let context else { return .failure(.other) }
            return .success(Context(UInt(bitPattern: context)))
        }
        exit = { LiveWatches.exit($0) }
        handleEvents = { context, wait in
            var time = timeval(tv_sec: Int(min(max(wait.components.seconds, 0), 3_600)), tv_usec: 0)
            if wait < .seconds(1) { time.tv_usec = Int(max(wait.components.attoseconds / 1_000_000_000_000, 0)) }
            return Code(libusb_handle_events_timeout_completed(context.pointer, &time, nil))
        }
        interruptEvents = { libusb_interrupt_event_handler($0.pointer) }
        pause = {
            Thread.sleep(forTimeInterval: Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18)
        }
        hasHotplug = { libusb_has_capability(UInt32(LIBUSB_CAP_HAS_HOTPLUG.rawValue)) != 0 }
        watch = { LiveWatches.watch($0, $1) }
        unwatch = { libusb_hotplug_deregister_callback($0.pointer, $1.rawValue) }
    }

    private mutating func fillInDevices(_ texts: KernelTexts) {
        devices = { context in
            var list: UnsafeMutablePointer<OpaquePointer?>?
            let count = libusb_get_device_list(context.pointer, &list)
            guard count >= 0, let list else { return .failure(Code(Int32(clamping: count))) }
            // Ours keep their references; those past the bound lose theirs here.
            let pointers = (0..<count).compactMap { list[$0] }
            libusb_free_device_list(list, 0)
            for surplus in pointers.dropFirst(USBLimits.mostDevices) { libusb_unref_device(surplus) }
            return .success(pointers.prefix(USBLimits.mostDevices).map { Device(UInt(bitPattern: $0)) })
        }
        release = { libusb_unref_device($0.pointer) }
        location = { USBLocation($0.pointer) }
        describe = { device in USBDevice.read(device.pointer, texts: texts) }
    }

    private mutating func fillInHandles() {
        open = { device in
            var handle: OpaquePointer?
            let code = Code(libusb_open(device.pointer, &handle))
            guard code.isSuccess else { return .failure(code) }
            guard let handle else { return .failure(.other) }
            return .success(Handle(UInt(bitPattern: handle)))
        }
        close = { libusb_close($0.pointer) }
        hasKernelDriver = { handle, interface in
            let answer = libusb_kernel_driver_active(handle.pointer, Int32(interface))
            return answer < 0 ? .failure(Code(answer)) : .success(answer == 1)
        }
        detachKernelDriver = { Code(libusb_detach_kernel_driver($0.pointer, Int32($1))) }
        attachKernelDriver = { Code(libusb_attach_kernel_driver($0.pointer, Int32($1))) }
        claimInterface = { Code(libusb_claim_interface($0.pointer, Int32($1))) }
        releaseInterface = { Code(libusb_release_interface($0.pointer, Int32($1))) }
        selectAlternate = { Code(libusb_set_interface_alt_setting($0.pointer, Int32($1), Int32($2))) }
        clearHalt = { Code(libusb_clear_halt($0.pointer, $1)) }
        resetDevice = { Code(libusb_reset_device($0.pointer)) }
    }
}

// The numbers are the pointers that libusb gave out; a number that libusb did not give out is nil, which libusb takes
// for its default context and refuses everywhere else.
extension LibUSB.Context {
    var pointer: OpaquePointer? { OpaquePointer(bitPattern: rawValue) }
}

extension LibUSB.Device {
    var pointer: OpaquePointer? { OpaquePointer(bitPattern: rawValue) }
}

extension LibUSB.Handle {
    var pointer: OpaquePointer? { OpaquePointer(bitPattern: rawValue) }
}
