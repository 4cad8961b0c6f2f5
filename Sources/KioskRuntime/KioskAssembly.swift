import Foundation
import KioskAPI
package import KioskConfiguration
import KioskCore
import KioskDevices
import KioskEvidence
import KioskJournal
import KioskReceipts
import KioskSettlement
package import Logging
import ServiceLifecycle

/// A kiosk put together from its configuration: journal, drivers, hub client and engine, ready to run.
///
/// Opening the journal and folding it happens here, before anything moves.
package struct KioskAssembly: Sendable {
    package let engine: KioskEngine
    package let devices: DeviceDrivers
    package let heartbeat: HubHeartbeat
    package let control: ControlServer
    /// What the camera sees, for the screens; nil without a camera.
    package let preview: (any PreviewSource)?
    private let hub: HubClient
    private let bus: USBBus

    package init(
        _ configuration: KioskConfiguration, catalogue: BillerCatalogue, refused: RefusedDevices = .builtIn,
        version: String, clock: KioskClock = .system, log: Logger
    ) async throws {
        let address = try HubAddress(configuration.hub.url)
        // Before all that must be shut down: a damaged book of pairings ends the start here.
        let pairings = try PairingBook(path: configuration.pairingsPath)
        let journal = try Journal(path: configuration.journalPath, kiosk: configuration.kiosk.id, boot: BootID.current)
        let ledger = try await journal.ledger()
        log.info("the journal is folded", metadata: ["entries": "\(journal.head.sequence)"])
        let settings = configuration.settings(catalogue, version: version)

        var patience = HubPatience()
        patience.asking = configuration.hub.deadline
        let hub = HubClient(address: address, patience: patience, log: log)
        self.hub = hub

        let events = EventQueue()
        let bus = USBBus()
        self.bus = bus
        let refusal: @Sendable (UInt16, UInt16) -> String? = {
            refused.refusal(vendorID: $0, productID: $1)?.description
        }
        var workshop = DriverWorkshop(
            configuration, catalogue: catalogue, bus: bus, pairings: pairings,
            refusal: { refusal($0.vendorID, $0.productID) }, events: events, clock: clock, log: log)
        var ports: EnginePorts
        do {
            ports = try workshop.ports(
                slips: SlipWriter(configuration, settings: settings, profile: workshop.printerProfile),
                record: { facts, now in try await journal.append(facts, at: now) }, hub: { await hub.perform($0) },
                evidence: { try await journal.evidence(of: $0) })
            ports.storage = StoragePorts(DiskReserve(journal: configuration.journalPath))
            ports.tidy = { ledger in if journal.isTidyDue { try await journal.tidy(ledger) } }
        } catch {
            await hub.shutdown()
            throw error
        }
        let strangers = StrangerWatch(
            bus: bus, known: configuration.knownUSBModels, refusal: refusal, events: events, clock: clock, log: log)
        let engine = KioskEngine(
            machine: KioskMachine(settings: settings, ledger: ledger), events: events, ports: ports, clock: clock,
            version: version, log: log)
        self.engine = engine
        let camera = workshop.camera.map { [$0 { engine.views() }] } ?? []
        devices = DeviceDrivers(
            drivers: workshop.drivers + camera + (configuration.usesUSB ? [strangers] : []))
        preview = workshop.sight

        let desk = DeviceDesk(
            places: workshop.places, board: workshop.board, pairings: pairings,
            strangers: { strangers.board.all }, isIdle: { engine.isIdle }, clock: clock,
            journal: { await events.send(.incidentNoticed($0)) })
        let money = LedgerDesk(
            engine: engine, currency: configuration.currency, denominations: configuration.denominations,
            now: { clock.now().wall })
        control = ControlServer(path: configuration.controlSocketPath, desk: desk, money: money, clock: clock, log: log)

        let witness = JournalWitness(
            journal, hub: hub, kiosk: configuration.kiosk.id, standing: ledger.standing, log: log)
        let board = workshop.board
        let kiosk = configuration.kiosk.id
        heartbeat = HubHeartbeat(
            clock: clock,
            beat: {
                let answer = await hub.heartbeat(
                    HeartbeatBody(
                        kiosk: kiosk, sent: clock.now().wall, version: version, queued: await engine.queuedCount,
                        devices: board.words.merging(await witness.words) { $1 }))
                return answer != nil
            },
            report: { isReachable in
                await events.send(.hubReachable(isReachable))
                guard isReachable, let standing = await witness.beat(at: clock.now()) else { return }
                await events.send(.journalJudged(standing))
            })
    }

    /// To be called when all services have ended.
    package func shutdown() async {
        await bus.shutdown()
        await hub.shutdown()
    }
}

extension JournalWitness {
    fileprivate init(
        _ journal: Journal, hub: HubClient, kiosk: KioskID, standing: JournalStanding, log: Logger
    ) {
        self.init(
            key: journal.verifierKey.text, run: UUID().uuidString.lowercased(), standing: standing,
            ports: Ports(
                testimony: { seen in
                    let testimony = try await journal.testimony(since: seen)
                    return JournalWitness.Testimony(
                        size: testimony.head.sequence, checkpoint: testimony.checkpoint, path: testimony.path)
                },
                show: { await hub.witness(kiosk, $0) },
                scrub: { try await journal.scrub(after: $0, count: $1) }), log: log)
    }
}

extension BootID {
    /// The boot as the kernel names it; where it names none, a new name for each process, so that no order is
    /// assumed between them.
    static var current: BootID {
        let named = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return BootID(named?.trimmingCharacters(in: .whitespacesAndNewlines) ?? UUID().uuidString.lowercased())
    }
}

extension KioskConfiguration {
    /// The models of all USB devices that belong to this kiosk, adapters for serial lines among them.
    var knownUSBModels: Set<USBSelector.Model> {
        var ids: [USBID] = []
        for device in devices {
            if case .usb(let address) = device.connection { ids += address.ids }
            ids += device.serialPortAddress?.ids ?? []
        }
        return Set(ids.map { USBSelector.Model(vendorID: $0.vendorID, productID: $0.productID) })
    }

    /// A kiosk whose devices are all on sockets, a demonstration, leaves the machine's own USB alone.
    var usesUSB: Bool {
        devices.contains { device in
            switch device.connection {
            case .usb, .serialPort: true
            case .unixSocket, .tcp: false
            }
        }
    }
}
