import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// The disk fails, fills, lies and is tampered with.
extension FaultScenario {
    static let storage: [FaultScenario] = [
        FaultScenario(12, "unsynced writes lost, reordered, torn") { stage in
            for seed in UInt64(1)...24 {
                try stage.renew { _ in }
                stage.begin(stage.enough(0))
                stage.world.run(for: .milliseconds(Int64(4_000 + seed * 977 % 20_000)))
                stage.world.die(.power(seed: seed))
                stage.world.run(for: .seconds(120))
                try stage.close()
                guard stage.findings.isEmpty else { return }
            }
        },
        FaultScenario(13, "fsync fails") { stage in
            stage.begin(stage.enough(0))
            stage.until("a note is on its way") { $0.acceptor.device.noteInPath != nil }
            let starts = stage.world.starts
            stage.world.strike(.kioskDisk(DiskTrouble(.sync, losesUnsynced: true)))
            stage.until("the process ended and another recovered") { $0.starts > starts && $0.kiosk != nil }
        },
        FaultScenario(14, "disk full") { stage in
            stage.begin(stage.enough(0))
            stage.until("a note is on its way") { $0.acceptor.device.noteInPath != nil }
            stage.world.strike(.kioskDiskFull(seconds: 3_000))
            stage.world.run(upTo: .seconds(300)) { $0.resident?.isGone ?? true }
            stage.expect(stage.has("paymentQueued"), "the payment in progress did not end from the reserve")
            stage.world.run(for: .seconds(200))
            let before = stage.count("paymentPlanned")
            stage.payInNotes(household: 1)
            stage.expect(stage.count("paymentPlanned") == before, "a new payment was begun on a full disk")
        },
        FaultScenario(15, "read-only file system") { stage in
            stage.world.strike(.kioskDiskReadOnly(seconds: 600))
            stage.payInNotes()
            stage.expect(stage.cash == .zero(.cny), "money was taken that nobody could write down")
            stage.expect(stage.world.kiosk == nil || stage.isOutOfService, "the kiosk does as if nothing were wrong")
        },
        FaultScenario(16, "a flipped bit") { stage in
            stage.payInNotes()
            stage.world.run(for: .seconds(60))
            let image = stage.stopAndChangeDisk { files in
                for (path, bytes) in files {
                    guard let place = ScenarioStage.place(of: "noteStacked", in: bytes) else { continue }
                    files[path]?[place] ^= 0x04
                }
            }
            stage.expectNoStart(saying: "damaged")
            stage.putBack(image)
        },
        FaultScenario(17, "WAL deleted or of another database") { stage in
            // At once after a payment: later its entries lie in the database itself, and nothing is lost with the log.
            stage.payInNotes()
            for exchange in [nil, Array("SQLite has not written this".utf8)] {
                let image = stage.stopAndChangeDisk { $0[SimulatedSite.journalPath + "-wal"] = exchange }
                stage.expectNoStart(saying: "ends with entry")
                stage.putBack(image)
            }
        },
        FaultScenario(18, "an old image restored: the hub refuses the older sequence") { stage in
            stage.payInNotes()
            stage.world.run(for: .seconds(120))
            let old = stage.world.disk.image
            stage.payInNotes(household: 1)
            stage.world.run(for: .seconds(120))
            let restored = try RestoredMachine(old, of: stage.world)
            stage.expect(try restored.showHead() == .older, "the hub did not notice that an older journal came back")
            stage.expect(restored.isOutOfService, "a kiosk takes money on an older journal")
            stage.expect(stage.hasAlarm, "nobody was alarmed")
        },
    ]
}

extension ScenarioStage {
    /// Kills the process, changes files on its disk behind its back, and says what was there before.
    func stopAndChangeDisk(_ change: (inout [String: [UInt8]]) -> Void) -> DiskImage {
        world.restartsByItself = false
        world.die(.process)
        // The operating system lives on and writes back what it has.
        world.disk.shutDown()
        let image = world.disk.image
        var files = image.files
        change(&files)
        world.disk.restore(DiskImage(files: files))
        return image
    }

    /// The kiosk does not come up, and says why.
    func expectNoStart(saying words: String) {
        world.start()
        expect(world.kiosk == nil, "the kiosk starts on a journal that was changed")
        expect(world.startFailure?.contains(words) == true, "it says: \(world.startFailure ?? "nothing")")
    }

    /// Somebody puts the right files back.
    func putBack(_ image: DiskImage) {
        if world.kiosk != nil { world.die(.process) }
        world.disk.restore(image)
        world.restartsByItself = true
        world.start()
        expect(world.kiosk != nil, "the kiosk does not start with its own files: \(world.startFailure ?? "")")
    }

    var hasAlarm: Bool { (try? world.hub.ledger.alarms().alarms.isEmpty) == false }

    static func place(of text: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count else { return nil }
        return (0...bytes.count - wanted.count).first { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
