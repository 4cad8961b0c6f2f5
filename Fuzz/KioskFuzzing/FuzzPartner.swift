import KioskCore
import KioskDevices

/// The kiosk's side of a state machine under the fuzzer: it wants things of the device, hears what the machine tells
/// of it, and judges whether that may be.
protocol FuzzPartner {
    associatedtype Machine: DeviceStateMachine where Machine.Report: DeviceReport
    typealias Wishes = [Machine.Command]

    /// A whole message of the device with this content, as the answer to what the machine sent last.
    func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8]
    /// Bytes on their way to the machine.
    mutating func overhears(_ bytes: [UInt8])
    mutating func lineBroke()
    /// One of the things that this partner may want, by its number.
    mutating func wish(_ number: Int, at now: KioskInstant) -> Wishes
    mutating func heard(_ report: Machine.Report, at now: KioskInstant) -> Wishes
    var nextDeadline: KioskInstant? { get }
    mutating func deadlineReached(at now: KioskInstant) -> Wishes
    /// Called after each input to the machine.
    func judge(_ machine: Machine)
    /// Called at the end of the script, when the line is long gone.
    func judgeEnd(_ machine: Machine)
}

extension FuzzPartner {
    func message(_ content: [UInt8], answering question: [UInt8]) -> [UInt8] { content }
    mutating func overhears(_ bytes: [UInt8]) {}
    mutating func lineBroke() {}
    mutating func wish(_ number: Int, at now: KioskInstant) -> Wishes { [] }
    mutating func heard(_ report: Machine.Report, at now: KioskInstant) -> Wishes { [] }
    var nextDeadline: KioskInstant? { nil }
    mutating func deadlineReached(at now: KioskInstant) -> Wishes { [] }
    func judge(_ machine: Machine) {}
    func judgeEnd(_ machine: Machine) {}
}
