import CLibUSB

/// Keeps what hotplug callbacks tell, for as long as libusb may call them: until their context was left.
enum LiveWatches {
    private final class Listener: Sendable {
        let tell: @Sendable (LibUSB.Notice) -> Void
        init(_ tell: @escaping @Sendable (LibUSB.Notice) -> Void) { self.tell = tell }
    }

    private static let listeners = Guarded<[LibUSB.Context: [Listener]]>([:])

    static func watch(
        _ context: LibUSB.Context, _ tell: @escaping @Sendable (LibUSB.Notice) -> Void
    ) -> LibUSB.Answer<LibUSB.Watch> {
        let listener = Listener(tell)
        listeners.withLock { $0[context, default: []].append(listener) }
        let events = LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
        var watch: libusb_hotplug_callback_handle = 0
        let code = LibUSB.Code(
            libusb_hotplug_register_callback(
                context.pointer, Int32(events), Int32(LIBUSB_HOTPLUG_ENUMERATE.rawValue), LIBUSB_HOTPLUG_MATCH_ANY,
                LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                { _, device, event, listener in
                    guard let device, let listener else { return 0 }
                    // Not retained by libusb; the table above keeps it until the context was left.
                    let told = Unmanaged<Listener>.fromOpaque(listener).takeUnretainedValue()
                    if event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED {
                        libusb_ref_device(device)
                        told.tell(.arrived(LibUSB.Device(UInt(bitPattern: device))))
                    } else {
                        told.tell(.left(USBLocation(device)))
                    }
                    return 0
                }, Unmanaged.passUnretained(listener).toOpaque(), &watch))
        return code.isSuccess ? .success(LibUSB.Watch(watch)) : .failure(code)
    }

    /// Leaves libusb, and only then lets go of the listeners. They are taken out of the table before, since another
    /// context may get the same address as soon as this one is gone.
    static func exit(_ context: LibUSB.Context) {
        let told = listeners.withLock { $0.removeValue(forKey: context) }
        withExtendedLifetime(told) { libusb_exit(context.pointer) }
    }
}
