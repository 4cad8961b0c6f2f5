/// One thing that goes wrong. Those that last heal by themselves after their time.
package enum Fault: Hashable, Codable, Sendable {
    case kioskDies(Death)
    case hubDies(Death)
    case kioskDisk(DiskTrouble)
    case hubDisk(DiskTrouble)
    /// Nothing more fits on the kiosk's disk.
    case kioskDiskFull(seconds: Int)
    case kioskDiskReadOnly(seconds: Int)
    case line(LineWeather, seconds: Int)
    /// What the next requests meet, one after another.
    case requests([HubLineFault])
    /// The kiosk's wall clock jumps; the monotonic one goes on.
    case clock(jumpSeconds: Int)
    case acceptor(AcceptorTrouble)
    case terminal(TerminalTrouble)
    case printer(PrinterTrouble)
    case unplugged(DeviceName, milliseconds: Int)
    /// So many of the next messages to and from the device arrive damaged.
    case garbled(DeviceName, messages: Int)
    case lost(DeviceName, messages: Int)
    /// From now on the device's bytes arrive one by one.
    case byteByByte(DeviceName)
    case residentLeaves

    /// The name under which it is counted.
    package var kind: String {
        switch self {
        case .kioskDies(.process): "kioskKilled"
        case .kioskDies(.power): "kioskPowerCut"
        case .hubDies(.process): "hubKilled"
        case .hubDies(.power): "hubPowerCut"
        case .kioskDisk(let trouble): "kioskDisk.\(trouble.call.rawValue)"
        case .hubDisk(let trouble): "hubDisk.\(trouble.call.rawValue)"
        case .kioskDiskFull: "kioskDiskFull"
        case .kioskDiskReadOnly: "kioskDiskReadOnly"
        case .line(let weather, _): weather.isCut ? "partition" : "badLine"
        case .requests: "badRequests"
        case .clock: "clockJump"
        case .acceptor(let trouble): "acceptor.\(trouble.rawValue)"
        case .terminal(let trouble): "terminal.\(trouble.rawValue)"
        case .printer(let trouble): "printer.\(trouble.rawValue)"
        case .unplugged(let name, _): "unplugged.\(name.rawValue)"
        case .garbled(let name, _): "garbled.\(name.rawValue)"
        case .lost(let name, _): "lost.\(name.rawValue)"
        case .byteByByte(let name): "byteByByte.\(name.rawValue)"
        case .residentLeaves: "residentLeaves"
        }
    }
}

/// When a fault comes, counted from the beginning of its visit.
package enum Trigger: Hashable, Codable, Sendable {
    case after(milliseconds: Int)
    /// Before the nth step of the kiosk's process: an event it hears or an action it performs.
    case step(Int)
    /// Before the nth call that changes the disk of whoever dies.
    case change(Int)
    /// Before the nth step after the next start of the process.
    case recoveryStep(Int)
    /// Before the nth change of the kiosk's disk after its next start.
    case recoveryChange(Int)
}

/// A fault with its place in the script.
package struct FaultEvent: Hashable, Codable, Sendable {
    /// The visit during which it comes, from 0.
    package var visit: Int
    package var trigger: Trigger
    package var fault: Fault

    package init(visit: Int, _ trigger: Trigger, _ fault: Fault) {
        self.visit = visit
        self.trigger = trigger
        self.fault = fault
    }
}
