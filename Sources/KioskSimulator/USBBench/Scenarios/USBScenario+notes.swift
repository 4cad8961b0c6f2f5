import KioskControl
import KioskCore

/// The acceptor's cable, and its power, pulled out at the two moments that matter: the note in escrow, and on its way
/// into the cash box.
extension USBScenario {
    static let notes: [USBScenario] = [
        pulled("note-acceptor-unplugged-note-in-escrow", losingPower: false) { $0.isInEscrow },
        pulled("note-acceptor-without-power-note-in-escrow", losingPower: true) { $0.isInEscrow },
        pulled("note-acceptor-unplugged-note-being-stacked", losingPower: false) { $0.isStacking },
        pulled("note-acceptor-without-power-note-being-stacked", losingPower: true) { $0.isStacking },
        USBScenario("note-acceptor-stays-away") { stage, resident in
            let acceptor = stage.devices.acceptor
            let inside = resident.notesInside
            try await resident.free()
            try await resident.beginCash()
            resident.insert()
            try await stage.until("the note is being stacked", every: .milliseconds(1)) {
                acceptor.firmware.read { $0.mechanics.isStacking }
            }
            try await acceptor.unplug()
            // Longer than any blip: the resident gets an answer without it.
            let page = try await resident.wait(for: ["failed", "done"])
            try expect(page.screen == "failed", "The kiosk said \(page.screen) of a note it cannot know.")
            try await acceptor.plugIn()
            try await stage.wait(for: "note-acceptor", toBe: .ready)
            try expect(resident.notesInside == inside + 1, "The note is not in the cash box.")
            return "the screen kept a code for the note; it was placed when the acceptor came back"
        },
    ]

    /// The moments last a poll or two of the kiosk, so the bench may miss one; then nothing was tried, and it tries again.
    private static let mostTries = 3

    private static func pulled(
        _ name: String, losingPower: Bool, at moment: @escaping @Sendable (NoteMechanics) -> Bool
    ) -> USBScenario {
        USBScenario(name) { stage, resident in
            let acceptor = stage.devices.acceptor
            for _ in 0..<mostTries {
                let count = resident.slipCount
                try await resident.free()
                try await resident.beginCash()
                resident.insert()
                try await stage.until("the moment comes", every: .milliseconds(1)) {
                    acceptor.firmware.read { moment($0.mechanics) }
                }
                try await acceptor.unplug()
                let isCaught = acceptor.firmware.read { moment($0.mechanics) }
                if losingPower { acceptor.firmware.powerCycle() }
                try await Task.sleep(for: .milliseconds(600))
                try await acceptor.plugIn()
                let seen = try await stage.settleAfterAccident(resident, slips: count)
                if isCaught { return seen }
                try await stage.audit()
            }
            throw SimulatorError("The moment passed too soon, \(mostTries) times.")
        }
    }
}

extension USBBenchStage {
    /// The acceptor is back with a note inside, somewhere. Either the payment is done, or the note came back and the
    /// resident puts in another one; in the end what is paid is what lies in the cash box.
    func settleAfterAccident(_ resident: USBBenchResident, slips count: Int) async throws -> String {
        let start = ContinuousClock.now
        let (inside, back) = devices.acceptor.firmware.read { ($0.notesInCashBox.count, $0.returnedNotes.count) }
        var came = false
        try await until("the note is placed") {
            came = devices.acceptor.firmware.read { $0.returnedNotes.count } > back
            let isDone = try screen.page?.screen != "cash"
            return came || isDone || devices.acceptor.firmware.read { $0.notesInCashBox.count } > inside
        }
        if came {
            var ended: String?
            try await until("the note acceptor takes notes again, or the visit ends") {
                let name = try screen.page?.screen
                if name != "cash" { ended = name }
                return ended != nil || devices.acceptor.firmware.read { $0.mechanics.isTakingNotes }
            }
            // The cable was out for longer than a blip.
            if let ended { return "the note came back, and the visit ended with the screen \(ended)" }
            resident.insert()
        }
        _ = try await resident.takeSlip(after: count)
        let time = (ContinuousClock.now - start).milliseconds
        let what = came ? "the note came back and was put in again" : "the note counted once"
        return "\(what), settled and printed \(time) ms after the cable was back"
    }
}
