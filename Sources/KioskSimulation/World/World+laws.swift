import HubLedger
import KioskCore
import KioskSimulator
import SimulatedDisk

/// Who counts the money, after every event.
extension World {
    func count() {
        let notes = acceptor.device
        let boxed = notes.notesInCashBox.count + notes.collectedNotes.count
        if boxed != counted.notes {
            counted.notes = boxed
            counted.cash =
                notes.notesInCashBox.reduce(0) { $0 + $1.minorUnits }
                + notes.collectedNotes.reduce(0) { $0 + $1.minorUnits }
            tell("in the cash box: \(laws.money(counted.cash))")
        }
        let captures = terminal.device.captures
        let charged = captures.reduce(Int64(0)) { $0 + ($1.isReversed ? 0 : $1.amount.minorUnits) }
        if charged != counted.card {
            counted.card = charged
            tell("captured by the terminal: \(laws.money(charged))")
        }
        if case .stacking = notes.mechanics.phase, let note = notes.noteInPath {
            laws.noteMoves(denomination: note.minorUnits)
        }
        var committed: Int64 = 0
        if notes.mechanics.phase == .poweredUp(.inStacker) { committed = notes.noteInPath?.minorUnits ?? 0 }
        laws.count(cash: counted.cash, committed: committed, card: counted.card, wallet: counted.wallet)
        digest.add(lines: scanner.sent.count, acceptor.sent.count, printer.sent.count, terminal.sent.count)
        digest.add(disk.history, hubDisk.history)
    }

    /// After each call that may have reached the wallets' provider: what payers have parted with.
    func countWallets() {
        counted.wallet = hub.wallets.charges.values.reduce(0) { sum, charge in
            guard case .paid = charge.state, let amount = charge.amount else { return sum }
            return sum + amount.minorUnits
        }
    }
}

/// What lay in the devices, and what had left the phones, when it was last counted. In minor units.
struct Counted {
    var notes = 0
    var cash: Int64 = 0
    var card: Int64 = 0
    var wallet: Int64 = 0
}
