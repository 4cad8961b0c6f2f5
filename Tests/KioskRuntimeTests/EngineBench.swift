import KioskCore
import KioskRuntime
import Logging

/// An engine around a scripted machine, with fakes for hands and a clock that is moved by hand.
struct EngineBench {
    /// What the engine did, in order.
    enum Deed: Equatable, Sendable {
        case recording(Int)
        case recorded(Int)
        case acceptor(NoteAcceptorCommand)
        case terminal(PaymentTerminalCommand)
        case printer(ReceiptPrinterCommand)
        case hub(HubRequest)
    }

    struct DiskFull: Error {}

    let time = ManualClock()
    let deeds = Diary<Deed>()
    let heard = Diary<KioskEvent>()
    let engine: KioskEngine

    /// - Parameters:
    ///   - failingRecord: Which write fails, from 1.
    ///   - failingRecords: The same for more than one.
    ///   - canMakeRoom: Whether a failed write is one for want of room, and there is a reserve.
    ///   - hasRoom: Whether another visit may begin.
    ///   - whileRecording: Runs in the middle of every write.
    init(
        failingRecord: Int? = nil, failingRecords: Set<Int> = [], canMakeRoom: Bool = false,
        hasRoom: @escaping @Sendable () -> Bool = { true },
        whileRecording: @escaping @Sendable () async -> Void = {},
        hub: @escaping @Sendable (HubRequest) async -> HubAnswer? = { _ in nil },
        printerTakes: Bool = true, ledger: Ledger = Ledger(),
        script: @escaping @Sendable (KioskEvent, inout ScriptedMachine) -> [KioskAction]
    ) {
        let (deeds, writes) = (deeds, Diary<Void>())
        let ports = EnginePorts(
            record: { facts, _ in
                deeds.note(.recording(facts.count))
                writes.note(())
                await whileRecording()
                let number = writes.entries.count
                if number == failingRecord || failingRecords.contains(number) { throw DiskFull() }
                deeds.note(.recorded(facts.count))
            },
            noteAcceptor: { command in
                deeds.note(.acceptor(command))
                return true
            },
            terminal: { command in
                deeds.note(.terminal(command))
                return true
            },
            printer: { command in
                deeds.note(.printer(command))
                return printerTakes
            },
            hub: { request in
                deeds.note(.hub(request))
                return await hub(request)
            },
            slip: { record, isCopy, _ in Array("\(record.receiptNumber)\(isCopy ? " COPY" : "")".utf8) },
            identities: { count, now in IdentitySource.identities(count: count, at: now) },
            storage: StoragePorts(hasRoom: hasRoom, makeRoom: { _ in canMakeRoom }))
        var machine = ScriptedMachine(heard: heard, script: script)
        machine.ledger = ledger
        engine = KioskEngine(
            machine: machine, events: EventQueue(), ports: ports, clock: time.clock, version: "1.0",
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs the engine while `body` plays, then stops it.
    func run(_ body: () async throws -> Void) async throws {
        let running = Task { try await engine.run() }
        await engine.untilStarted()
        do {
            try await body()
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        try await running.value
    }
}

let suspense = SuspensePlan(
    payment: "p-1", claimCode: ClaimCode(random: Array(1...11)), receiptNumber: "K0417-000001",
    denomination: Money(2_000, .cny))
