import Foundation
import KioskDevices
import Synchronization

/// Which device is the right one under each name, kept in a small file beside the journal.
///
/// The first device that is seen under a name is paired by itself: whoever installs a kiosk chooses its devices. After
/// that, one with another serial number is locked until a technician pairs it: an acceptor exchanged by a stranger
/// takes no notes. A device without a serial number is known by its port; one with a serial number may change ports.
final class PairingBook: Sendable {
    /// What is known of a paired device. Whatever is nil was never told by it.
    struct Pairing: Hashable, Codable, Sendable {
        /// `04b8:0e28`
        var usbID: String?
        var usbSerial: String?
        var portPath: String?
        /// The serial number told over the device's own protocol.
        var serial: String?
    }

    enum Verdict: Hashable, Sendable {
        case right
        /// Another device; the text says what was paired and what is there.
        case other(String)
    }

    /// A file past this size is no book of pairings.
    static let largestFile = 65_536

    private struct State {
        var pairings: [String: Pairing]
        /// What is plugged in under a name although another device is paired, for `pair`.
        var seen: [String: Pairing] = [:]
    }

    private let path: String
    private let state: Mutex<State>

    /// Throws `RuntimeError.pairingsUnreadable` for a file that is there and makes no sense: guessing would unlock.
    init(path: String) throws(RuntimeError) {
        self.path = path
        state = Mutex(State(pairings: try PairingBook.read(path)))
    }

    /// Whether the device at the end of the line is the right one. Without a name on the line, all are.
    func check(_ device: String, _ identity: LineIdentity?) throws -> Verdict {
        guard let identity else { return .right }
        let id = identity.usbID
        return try check(device) { there in
            there.usbID = id
            there.usbSerial = identity.serial
            there.portPath = identity.portPath
        } compare: { paired in
            guard let pairedID = paired.usbID else { return true }
            guard pairedID == id, paired.usbSerial == identity.serial else { return false }
            return identity.serial != nil || paired.portPath == identity.portPath
        }
    }

    /// Whether the serial number the device tells over its protocol is the right one. One that told it before and
    /// tells none now is another.
    func check(_ device: String, serial: String?) throws -> Verdict {
        try check(device) {
            $0.serial = serial
        } compare: {
            $0.serial == nil || $0.serial == serial
        }
    }

    /// Who is paired under a name, as far as the bus tells.
    func identity(of device: String) -> LineIdentity? {
        guard let paired = state.withLock({ $0.pairings[device] }), let id = paired.usbID?.split(separator: ":"),
            id.count == 2, let vendor = UInt16(id[0], radix: 16), let product = UInt16(id[1], radix: 16)
        else { return nil }
        return LineIdentity(
            vendorID: vendor, productID: product, serial: paired.usbSerial, portPath: paired.portPath ?? "")
    }

    /// What is plugged in is the right device from now on. False when nothing else was seen.
    func pair(_ device: String) throws -> Bool {
        try state.withLock { state in
            guard let seen = state.seen[device] else { return false }
            var changed = state.pairings
            changed[device] = seen
            try write(changed)
            state.pairings = changed
            state.seen[device] = nil
            return true
        }
    }

    private func check(
        _ device: String, learn: (inout Pairing) -> Void, compare: (Pairing) -> Bool
    ) throws -> Verdict {
        try state.withLock { state in
            let paired = state.pairings[device] ?? Pairing()
            guard compare(paired) else {
                // A locked device is not asked for its serial number, so nothing of the old one may stay.
                var seen = Pairing()
                learn(&seen)
                if seen.usbID == nil {
                    (seen.usbID, seen.usbSerial, seen.portPath) = (paired.usbID, paired.usbSerial, paired.portPath)
                }
                state.seen[device] = seen
                let there = paired.serial != nil && seen.serial == nil && seen.isAt(paired) ? seen.silence : seen.text
                return .other("\(paired.text) was paired, and \(there) is there")
            }
            var learned = paired
            learn(&learned)
            if learned != paired {
                var changed = state.pairings
                changed[device] = learned
                try write(changed)
                state.pairings = changed
            }
            state.seen[device] = nil
            return .right
        }
    }
}

// MARK: - The file

extension PairingBook {
    private static func read(_ path: String) throws(RuntimeError) -> [String: Pairing] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= largestFile else { throw RuntimeError(.pairingsUnreadable, "it is too long") }
            return try JSONDecoder().decode([String: Pairing].self, from: data)
        } catch {
            throw RuntimeError(
                .pairingsUnreadable,
                "\(path) cannot be read, so no device can be told from a stranger's. Look at each device, remove the "
                    + "file, and start again: the devices that are there are then paired.", cause: error)
        }
    }

    /// Whole or not at all: a new file takes the place of the old one.
    private func write(_ pairings: [String: Pairing]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            try DurableFile.replace(path, with: encoder.encode(pairings))
        } catch {
            throw RuntimeError(
                .pairingsUnreadable, "\(path) cannot be written, so no device can be paired: make its folder writable.",
                cause: error)
        }
    }
}

extension PairingBook.Pairing {
    fileprivate func isAt(_ other: Self) -> Bool {
        (usbID, usbSerial, portPath) == (other.usbID, other.usbSerial, other.portPath)
    }

    fileprivate var silence: String { "one that tells no serial number" }

    fileprivate var text: String {
        if let serial { return "the device with serial number \(serial)" }
        if let usbSerial { return "\(usbID ?? "a device") with serial number \(usbSerial)" }
        return "\(usbID ?? "a device") without serial number at port \(portPath ?? "unknown")"
    }
}

extension LineIdentity {
    /// As in `lsusb`: `04b8:0e28`.
    var usbID: String { LineIdentity.hex(vendorID) + ":" + LineIdentity.hex(productID) }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
