/// The ways in which a machine stops. After each, every file and connection that was open is dead, whatever it is
/// asked; `mounted()` starts the machine again, and a scheduled death that had not come yet is off.
extension SimulatedDisk {
    /// The power goes. What was not durable is kept, lost, reordered or torn as the seed says; the rest is what the
    /// next start finds. With `garbage`, a sector that was being written may hold anything.
    @discardableResult
    package func powerCut(seed: UInt64, garbage: Bool = false) -> PowerCut.Outcome {
        endPrograms()
        var cut = PowerCut(seed: seed, garbage: garbage)
        names.cutPower(&cut)
        for file in filesByNumber(names.durable) { file.cutPower(&cut) }
        past.add(.powerCut, cut.trace())
        return cut.outcome
    }

    /// All processes are killed; the operating system lives on, and with it what they had written.
    package func kill() {
        endPrograms()
        past.add(.death)
    }

    /// An orderly shutdown, in which the operating system writes everything back.
    package func shutDown() {
        endPrograms()
        names.syncAll()
        for file in filesByNumber(names.durable) { file.sync() }
        past.add(.shutdown)
    }

    /// Once each, in a fixed order.
    private func filesByNumber(_ files: [String: DiskFile]) -> [DiskFile] {
        var seen: Set<UInt64> = []
        return files.values.filter { seen.insert($0.number).inserted }.sorted { $0.number < $1.number }
    }
}
