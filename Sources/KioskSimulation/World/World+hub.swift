import HubLedger
import KioskAPI
import KioskCore
import SimulatedDisk

/// The hub's process and its disk.
extension World {
    static let hubRestart: Duration = .seconds(5)

    func startHub() throws {
        let mount = try hubDisk.mounted()
        let path = mount.databasePath(SimulatedSite.hubPath)
        hub.process = try HubLedger(queueAt: path, adapters: site.adapters())
        try laws.openBooks(at: path)
        laws.auditBooks(isAfterStart: true)
    }

    /// Starts the hub unless it lives; tries again later when its disk does not let it.
    func startHubAgain() {
        guard hub.process == nil else { return }
        do {
            try startHub()
            tell("the hub starts again")
        } catch {
            tell("the hub does not start: \(error)")
            hubDisk.kill()
            hub.process = nil
            laws.closeBooks()
            agenda.add(.hubStarts, at: now.sinceBoot + World.hubRestart)
        }
    }

    /// The hub's process, or its whole machine, dies and is started again by its supervisor.
    package func killHub(_ death: Death) {
        tell(death == .process ? "the hub is killed" : "the hub's machine loses its power")
        // First of all the disk: a connection that closes in order would write its log back.
        switch death {
        case .process: hubDisk.kill()
        case .power(let seed): tell("on the hub's disk: \(hubDisk.powerCut(seed: seed))")
        }
        hub.process = nil
        laws.closeBooks()
        if !agenda.contains(where: { if case .hubStarts = $0 { true } else { false } }) {
            agenda.add(.hubStarts, at: now.sinceBoot + World.hubRestart)
        }
    }

    /// The hub's answer, after its books were looked through; nil when it died over it.
    func hubReplies(to request: HubRequest) -> HubReply? {
        guard let process = hub.process else { return nil }
        do {
            defer { countWallets() }
            let reply = try HubReply(process, hub.wallets, request, now: hubNow)
            settleAgainIfBugged(request)
            laws.auditBooks(isAfterStart: false)
            return reply
        } catch {
            let isDead = hubDisk.isDead
            hubFailed(error)
            return isDead ? nil : .internalError
        }
    }

    /// `hubd` ends when its storage fails, and is started again.
    func hubFailed(_ error: any Error) {
        tell("the hub fails: \(error)")
        if hubDisk.isDead { return killHub(hubDeath ?? .process) }
        if HubLedger.storageFailure(error) != nil { killHub(.process) }
    }
}
