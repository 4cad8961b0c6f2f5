import KioskControl
import KioskCore
import KioskDevices
import Synchronization

/// What is known of each device now and of its last fault, for the heartbeat and for technicians.
package final class DeviceStatusBoard: Sendable {
    private let state = Mutex<[DeviceStatus]>([])
    private let now: @Sendable () -> WallTime

    init(now: @escaping @Sendable () -> WallTime) { self.now = now }

    var all: [DeviceStatus] { state.withLock { $0 } }

    /// One word for each device, for the hub.
    var words: [String: String] {
        Dictionary(all.map { ($0.name, $0.state.rawValue) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> DeviceStatus? { all.first { $0.name == name } }

    func add(_ status: DeviceStatus) { state.withLock { $0.append(status) } }

    func note(_ presence: DevicePresence, of device: String) {
        change(device) { status, now in
            switch presence {
            case .absent:
                // What locked it, or gave it up, says more than that it is not there.
                if status.state != .locked, status.state != .givenUp { status.state = .absent }
            case .ready:
                status.state = .ready
                status.trouble = nil
            case .faulty(let why):
                status.state = .faulty
                status.fail(why, now)
            }
        }
    }

    /// A printer that is there and cannot print is faulty; what is wrong is the status' own words.
    func note(status: PrinterStatus, of device: String) {
        guard let state = self[device]?.state, state == .ready || state == .faulty || state == .present else { return }
        note(status.canPrint ? .ready : .faulty("The printer is not ready: \(status.words)."), of: device)
    }

    func opened(_ device: String, as identity: LineIdentity?) {
        change(device) { status, _ in
            status.state = .present
            status.trouble = nil
            status.connections += 1
            status.failures = 0
            guard let identity else { return }
            status.usbID = identity.usbID
            status.portPath = identity.portPath
            status.serial = identity.serial ?? status.serial
        }
    }

    func failed(_ device: String, _ why: String, state: DeviceStatus.State) {
        change(device) { status, now in
            status.state = state
            status.failures += 1
            if status.trouble != why { status.fail(why, now) }
        }
    }

    func lost(_ device: String, _ why: String) {
        change(device) { status, now in
            status.state = .absent
            status.fail(why, now)
        }
    }

    func identified(_ device: String, _ identification: DeviceIdentification) {
        change(device) { status, _ in
            status.serial = identification.serial ?? status.serial
            status.toldModel = identification.model ?? status.toldModel
            status.firmware = identification.firmware ?? status.firmware
        }
    }

    /// Something went wrong that the device itself came back from: it stays as it is.
    func fault(_ device: String, _ what: String) {
        change(device) { status, now in status.lastFault = DeviceStatus.Fault(what: what, at: now) }
    }

    func moved(_ device: String, bytesIn: Int = 0, bytesOut: Int = 0) {
        state.withLock { all in
            guard let index = all.firstIndex(where: { $0.name == device }) else { return }
            all[index].bytesIn &+= bytesIn
            all[index].bytesOut &+= bytesOut
        }
    }

    private func change(_ device: String, _ body: (inout DeviceStatus, _ now: Int64) -> Void) {
        let seconds = now().milliseconds / 1_000
        state.withLock { all in
            guard let index = all.firstIndex(where: { $0.name == device }) else { return }
            body(&all[index], seconds)
        }
    }
}

extension DeviceStatus {
    fileprivate mutating func fail(_ why: String, _ now: Int64) {
        trouble = why
        lastFault = Fault(what: why, at: now)
    }
}
