import KioskUSB

/// What a device class makes of a device: which interfaces belong to the line, how they are readied, and between
/// which endpoints the bytes go.
protocol USBFunction: Sendable {
    /// What the line is to be, for messages: "a receipt printer".
    var name: String { get }

    /// The interfaces to claim; throws when the device cannot be what the line needs.
    func interfaces(of device: USBDevice) throws(LineError) -> [UInt8]

    /// Readies the claimed device. May be called again after the device was closed.
    func prepare(_ claim: USBClaim) async throws -> USBEnds

    func portStatus(_ claim: USBClaim) async throws -> UInt8?

    /// Whether the kernel may drive the device while the line is closed; see `USBContext.open`.
    var givesKernelDriverBack: Bool { get }
}

extension USBFunction {
    var givesKernelDriverBack: Bool { true }

    func portStatus(_ claim: USBClaim) async throws -> UInt8? { nil }

    func wrong(_ device: USBDevice, _ what: String) -> LineError {
        LineError(
            .wrongDevice,
            "\(device.identity.inWords) is not \(name): \(what). Check the device's mode, and its profile.")
    }
}

/// Between which endpoints a line's bytes go, and what the device says of itself.
struct USBEnds: Sendable {
    var descriptor: [UInt8] = []
    var inputs: [USBInput] = []
    /// Nil for a device that is only listened to.
    var output: UInt8?
    /// Whether what comes in is CCID messages and notices, which are kept apart.
    var joinsNotices = false
}

/// An endpoint that is read all the time.
struct USBInput: Hashable, Sendable {
    /// What one transfer may bring, at most.
    static let longest = 4_096

    let endpoint: UInt8
    /// What one transfer asks for: whole packets, so that an honest device cannot send more than was asked for.
    let length: Int
    let packet: Int
    let isNotice: Bool

    /// One packet a transfer. Asking for more would hold back a message of just whole packets until the next one comes,
    /// since many devices do not end such a message with an empty packet.
    init(_ endpoint: USBEndpoint, isNotice: Bool = false) {
        self.init(endpoint, atLeast: 1, isNotice: isNotice)
    }

    /// As many packets as hold `count` bytes, for devices whose messages have one length.
    init(_ endpoint: USBEndpoint, atLeast count: Int, isNotice: Bool = false) {
        let packet = max(endpoint.maxPacketSize, 1)
        let packets = min(max((count + packet - 1) / packet, 1), max(USBInput.longest / packet, 1))
        self.endpoint = endpoint.address
        self.packet = packet
        length = packets * packet
        self.isNotice = isNotice
    }
}

extension USBInterface {
    /// The first endpoint of its kind that can carry anything.
    func usable(_ kind: USBEndpoint.Kind, _ direction: USBEndpoint.Direction) -> USBEndpoint? {
        endpoints.first {
            $0.kind == kind && $0.direction == direction && (1...USBInput.longest).contains($0.maxPacketSize)
        }
    }
}

extension USBDevice {
    func hasAlternates(of interface: UInt8) -> Bool { interfaces.count { $0.number == interface } > 1 }
}

/// Control requests that all classes use in the same way.
extension USBClaim {
    /// How long a device may think about a request.
    static var requestDeadline: Duration { .milliseconds(500) }

    /// A request that a device may refuse without harm. That it is gone is not a refusal.
    func tryControl(_ setup: USBSetup, _ bytes: [UInt8] = []) async throws -> Bool {
        do {
            try await controlOut(setup, bytes, deadline: USBClaim.requestDeadline)
            return true
        } catch  where error.isRefusal {
            return false
        } catch {
            throw LineError(error)
        }
    }

    /// The same for a question; nil when the device refuses.
    func tryAsking(_ setup: USBSetup, upTo length: Int) async throws -> [UInt8]? {
        do {
            return try await controlIn(setup, upTo: length, deadline: USBClaim.requestDeadline)
        } catch  where error.isRefusal {
            return nil
        } catch {
            throw LineError(error)
        }
    }

    /// Selects a setting where there is a choice; a device without one may refuse the very request.
    func select(_ interface: USBInterface) async throws {
        guard device.hasAlternates(of: interface.number) else { return }
        do {
            try await selectAlternate(interface.alternate, of: interface.number)
        } catch {
            throw LineError(error)
        }
    }
}

extension USBError {
    /// Whether the device has no answer to a request, which says nothing about the rest of it.
    fileprivate var isRefusal: Bool {
        switch code {
        case .stalled, .timedOut, .overflow, .notSupported: true
        case .noDevice, .accessDenied, .busy, .cancelled, .ioFailed, .notFound, .outOfMemory, .interrupted,
            .invalidRequest, .resetRefused, .closed, .unknown:
            false
        }
    }
}
