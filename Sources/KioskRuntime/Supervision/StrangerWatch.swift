import KioskControl
import KioskCore
import KioskDevices
import KioskUSB
import Logging
import ServiceLifecycle
import Synchronization

/// Watches for USB devices that belong to no configured one: a keyboard, a disk, a card reader that is refused by name.
///
/// Keeping them away from the kernel is the business of USBGuard, whose rules `kioskctl device-rules` writes; this
/// watch tells the journal and the technicians that somebody tried.
struct StrangerWatch: ServiceLifecycle.Service {
    /// Hubs belong to nobody.
    private static let hubClass: UInt8 = 9
    /// Strangers that are told of; more are somebody's joke.
    static let most = 16
    /// After a bus that could not be listened to.
    private static let pause = Duration.seconds(60)

    private let bus: USBBus
    private let known: Set<USBSelector.Model>
    private let refusal: @Sendable (UInt16, UInt16) -> String?
    private let events: EventQueue
    private let clock: KioskClock
    private let log: Logger
    let board = StrangerBoard()

    /// - Parameter known: The models that the configuration names, adapters and all.
    init(
        bus: USBBus, known: Set<USBSelector.Model>, refusal: @escaping @Sendable (UInt16, UInt16) -> String?,
        events: EventQueue, clock: KioskClock, log: Logger
    ) {
        self.bus = bus
        self.known = known
        self.refusal = refusal
        self.events = events
        self.clock = clock
        self.log = log
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await watch()
                try? await clock.sleep(clock.now().advanced(by: StrangerWatch.pause))
            }
        }
    }

    /// Returns when the bus cannot be listened to any more.
    private func watch() async {
        guard let changes = try? await bus.context().events() else { return }
        await look()
        for await change in changes {
            switch change {
            case .arrived, .lookAgain: await look()
            case .left(let location): board.remove(at: location.portPath)
            }
        }
    }

    private func look() async {
        guard let devices = try? await bus.devices() else { return }
        let strangers = devices.filter { device in
            device.deviceClass != StrangerWatch.hubClass
                && !known.contains(USBSelector.Model(vendorID: device.vendorID, productID: device.productID))
        }
        for stranger in board.replace(with: strangers.prefix(StrangerWatch.most).map(described)) {
            log.warning(
                "a device that belongs to no configured one was plugged in",
                metadata: [
                    "usb.id": "\(stranger.usbID)", "usb.port": "\(stranger.portPath)",
                    "reason": "\(stranger.refusal ?? "it is not used")",
                ])
            await events.send(.incidentNoticed(.strangeDevice))
        }
    }

    private func described(_ device: USBDevice) -> StrangeDevice {
        let identity = LineIdentity(
            vendorID: device.vendorID, productID: device.productID, serial: device.serial, portPath: device.portPath)
        let name = [device.manufacturer, device.product].compactMap { $0 }.joined(separator: " ")
        return StrangeDevice(
            usbID: identity.usbID, portPath: device.portPath, name: name.isEmpty ? nil : name.printable(atMost: 80),
            refusal: refusal(device.vendorID, device.productID))
    }
}

/// The strangers that are plugged in now.
final class StrangerBoard: Sendable {
    private let list = Mutex<[StrangeDevice]>([])

    var all: [StrangeDevice] { list.withLock { $0 } }

    /// Returns those that are new.
    func replace(with strangers: [StrangeDevice]) -> [StrangeDevice] {
        list.withLock { list in
            defer { list = strangers }
            return strangers.filter { !list.contains($0) }
        }
    }

    func remove(at portPath: String) { list.withLock { $0.removeAll { $0.portPath == portPath } } }
}

extension String {
    /// Letters that a log and a terminal can bear; a device's own words are not trusted.
    fileprivate func printable(atMost count: Int) -> String {
        String(unicodeScalars.prefix(count).map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
    }
}
