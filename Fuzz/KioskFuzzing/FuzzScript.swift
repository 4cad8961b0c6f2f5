import KioskCore
import KioskDevices

/// Plays a fuzzer's input to a driver's state machine: pieces of bytes, cut anywhere, and between them time that
/// passes, lines that break, and commands of the kiosk.
///
/// The input is a script. Each step begins with a byte: its low three bits say what happens, the others how much.
///
///     0…3  bytes: as many of the following bytes as the high five bits say, and one more
///     4    time passes, 10 ms doubled so many times as bits 3 to 6 say, and the deadlines in it are reached
///     5    the line breaks, and opens again
///     6    a command, by its number
///     7    the device describes itself with so many of the following bytes, doubled three times, and the line opens
struct FuzzScript {
    private var rest: ArraySlice<UInt8>
    private var now = KioskInstant(sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: 1_700_000_000_000))

    init(_ input: [UInt8]) { rest = input[...] }

    static func play<Machine: DeviceStateMachine>(
        _ input: [UInt8], to machine: Machine, commands: [Machine.Command] = [],
        check: (Machine) -> Void = { _ in }, report: (Machine.Report) -> Void = { _ in }
    ) {
        var script = FuzzScript(input)
        var machine = machine
        script.tell(.connected, &machine, check, report)
        while let step = script.rest.popFirst() {
            let amount = Int(step >> 3)
            switch step & 0x07 {
            case 0...3: script.tell(.bytes(script.take(amount + 1)), &machine, check, report)
            case 4: script.pass(.milliseconds(10) * (1 << (amount & 0x0F)), &machine, check, report)
            case 5:
                script.tell(.disconnected, &machine, check, report)
                script.tell(.connected, &machine, check, report)
            case 6:
                guard !commands.isEmpty else { continue }
                script.tell(.command(commands[amount % commands.count]), &machine, check, report)
            default:
                script.tell(.disconnected, &machine, check, report)
                script.tell(.described(script.take(amount * 8)), &machine, check, report)
                script.tell(.connected, &machine, check, report)
            }
        }
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Deadlines are reached in their order; a machine that wants one at once, again and again, gets 100 of them.
    private mutating func pass<Machine: DeviceStateMachine>(
        _ time: Duration, _ machine: inout Machine, _ check: (Machine) -> Void, _ report: (Machine.Report) -> Void
    ) {
        let end = now.advanced(by: time)
        for _ in 0..<100 {
            guard let deadline = machine.nextDeadline, deadline <= end else { break }
            now = max(now, deadline)
            tell(.deadlineReached, &machine, check, report)
        }
        now = end
    }

    private func tell<Machine: DeviceStateMachine>(
        _ input: DeviceInput<Machine.Command>, _ machine: inout Machine, _ check: (Machine) -> Void,
        _ report: (Machine.Report) -> Void
    ) {
        let outputs = machine.received(input, at: now)
        precondition(outputs.count <= FuzzBounds.outputs, "a machine says too much at once")
        for case .report(let told) in outputs { report(told) }
        // What the line says of itself is part of the input, too: nothing.
        if outputs.contains(where: { if case .askPortStatus = $0 { true } else { false } }) {
            _ = machine.received(.portStatus(nil), at: now)
        }
        check(machine)
    }
}
