import KioskCore
import KioskDevices

/// Plays a script to a driver's state machine, in the arrangement in which a kiosk runs it: within `SteadyPresence`,
/// and with a partner who answers what it tells.
struct FuzzBench<Partner: FuzzPartner> {
    private var machine: SteadyPresence<Partner.Machine>
    private var partner: Partner
    private var now = KioskInstant(sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: 1_700_000_000_000))
    private var lastSent: [UInt8] = []
    private var inputsLeft = FuzzBounds.inputs

    /// Returns the partner as it is in the end.
    @discardableResult
    static func play(_ input: FuzzInput, to machine: Partner.Machine, with partner: Partner) -> Partner {
        var bench = FuzzBench(machine: SteadyPresence(machine), partner: partner)
        bench.tell(.connected)
        for step in FuzzScript(input) {
            guard bench.inputsLeft > 0 else { break }
            bench.perform(step)
        }
        bench.inputsLeft = FuzzBounds.inputs
        bench.tell(.disconnected)
        bench.pass(.seconds(30))
        bench.partner.judgeEnd(bench.machine.machine)
        return bench.partner
    }

    private mutating func perform(_ step: FuzzScript.Step) {
        switch step {
        case .bytes(let bytes): arrive(bytes)
        case .message(let content): arrive(partner.message(content, answering: lastSent))
        case .pass(let time): pass(time)
        case .lineBreaks(let time):
            tell(.disconnected)
            partner.lineBroke()
            pass(time)
            tell(.connected)
        case .wish(let number): tell(all: partner.wish(number, at: now))
        case .describe(let bytes):
            tell(.disconnected)
            partner.lineBroke()
            tell(.described(bytes))
            tell(.connected)
        }
    }

    private mutating func arrive(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        partner.overhears(bytes)
        tell(.bytes(bytes))
    }

    /// Deadlines are reached in their order, the machine's before the partner's.
    private mutating func pass(_ time: Duration) {
        let end = now.advanced(by: time)
        var atOnce = 0
        while inputsLeft > 0 {
            let deadlines = [machine.nextDeadline, partner.nextDeadline].compactMap { $0 }
            guard let deadline = deadlines.min(), deadline <= end else { break }
            atOnce = deadline <= now ? atOnce + 1 : 0
            precondition(atOnce <= FuzzBounds.deadlinesAtOnce, "a deadline comes again and again without time passing")
            now = max(now, deadline)
            if let due = machine.nextDeadline, due <= now { tell(.deadlineReached) }
            if let due = partner.nextDeadline, due <= now { tell(all: partner.deadlineReached(at: now)) }
        }
        now = end
    }

    private mutating func tell(all wishes: Partner.Wishes) {
        for wish in wishes { tell(.command(wish)) }
    }

    /// What follows from an input waits until all that the machine answered is heard, as in the driver.
    private mutating func tell(_ input: DeviceInput<Partner.Machine.Command>) {
        var waiting = [input][...]
        while inputsLeft > 0, let next = waiting.popFirst() {
            inputsLeft -= 1
            FuzzTrace.say("\(now.sinceBoot) \(told(next))")
            let outputs = machine.received(next, at: now)
            partner.judge(machine.machine)
            precondition(outputs.count <= FuzzBounds.outputs, "a machine says too much at once")
            var sent = 0
            for output in outputs {
                switch output {
                case .send(let bytes):
                    FuzzTrace.say("    sends \(FuzzTrace.hexadecimal(bytes))")
                    sent += bytes.count
                    lastSent = bytes
                case .askPortStatus: waiting.append(.portStatus(portStatus))
                case .report(let report):
                    FuzzTrace.say("    reports \(report)")
                    waiting += partner.heard(report, at: now).map { .command($0) }
                }
            }
            precondition(sent <= FuzzBounds.sent, "a machine sends too much at once")
        }
    }

    /// A printer's port says now nothing, now that there is no paper.
    private var portStatus: UInt8? { inputsLeft.isMultiple(of: 2) ? nil : 0x30 }

    private func told(_ input: DeviceInput<Partner.Machine.Command>) -> String {
        if case .bytes(let bytes) = input { return "hears " + FuzzTrace.hexadecimal(bytes) }
        return "\(input)"
    }
}
