import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

extension ScenarioStage {
    func household(of account: AccountNumber) -> Int? { site.households.firstIndex { $0.account == account } }

    /// The hub's machine comes back with an older disk. Returns what it had.
    func loseHub(_ older: DiskImage) -> DiskImage {
        world.killHub(.process)
        world.hubDisk.shutDown()
        let newest = world.hubDisk.image
        world.hubDisk.restore(older)
        world.laws.isHubTrusted = false
        world.startHubAgain()
        return newest
    }

    /// The operator finds the newest backup after all.
    func giveHubBack(_ newest: DiskImage) {
        world.killHub(.process)
        world.hubDisk.restore(newest)
        world.startHubAgain()
        world.laws.isHubTrusted = true
        world.run(for: .seconds(60))
    }
}
