import KioskCore

/// What a person at the bench can do, by the names that the page's buttons and the demo use.
package enum BenchHand: Hashable, Sendable {
    case layBill(String)
    /// Hold it to the camera, and keep it there.
    case showBill(String)
    case takeBillAway
    /// A tin of tea: a code that is no bill.
    case layGroceries
    case insertNote(yuan: Int)
    case insertTornPaper
    case insertCard
    case insertDeclinedCard
    case pressCancel
    case silenceTerminal
    case pullNetworkPlug
    case plugNetworkIn
    case takePaperOut
    case loadPaper
    case removeCashBox
    case returnCashBox
    case jamAcceptor
    case clearAcceptor

    /// Nil for a name no button has.
    package init?(_ name: String) {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count > 1 ? parts[1] : nil) {
        case ("bill", let bill?): self = .layBill(bill)
        case ("show", let bill?): self = .showBill(bill)
        case ("take-away", nil): self = .takeBillAway
        case ("note", let yuan?):
            guard let yuan = Int(yuan), BenchHand.notes.contains(yuan) else { return nil }
            self = .insertNote(yuan: yuan)
        case ("groceries", nil): self = .layGroceries
        case ("torn-paper", nil): self = .insertTornPaper
        case ("card", nil): self = .insertCard
        case ("declined-card", nil): self = .insertDeclinedCard
        case ("press-cancel", nil): self = .pressCancel
        case ("silence-terminal", nil): self = .silenceTerminal
        case ("pull-plug", nil): self = .pullNetworkPlug
        case ("plug-in", nil): self = .plugNetworkIn
        case ("paper-out", nil): self = .takePaperOut
        case ("load-paper", nil): self = .loadPaper
        case ("cash-box-out", nil): self = .removeCashBox
        case ("cash-box-in", nil): self = .returnCashBox
        case ("jam", nil): self = .jamAcceptor
        case ("clear-jam", nil): self = .clearAcceptor
        case (_, _): return nil
        }
    }

    package static let notes = [1, 5, 10, 20, 50, 100]
}

extension Bench {
    package func perform(_ hand: BenchHand) async {
        switch hand {
        case .layBill(let name):
            if let bill = bills.first(where: { $0.name == name }) { await scanner.hand(.lay(bill.code)) }
        case .showBill(let name):
            guard let bill = bills.first(where: { $0.name == name }),
                let scene = try? CameraScene(bill: bill.picturePath)
            else { return }
            await camera?.hand(.hold(scene))
        case .takeBillAway: await camera?.hand(.takeAway)
        case .layGroceries: await scanner.hand(.lay(ScannedCode("6901234567892", symbology: .ean13)))
        case .insertNote(let yuan): await acceptor.hand(.insertNote(Money(Int64(yuan) * 100, .cny)))
        case .insertTornPaper: await acceptor.hand(.insertUnrecognisable)
        case .insertCard: await terminal.hand(.insertCard(.good))
        case .insertDeclinedCard: await terminal.hand(.insertCard(.refused))
        case .pressCancel: await terminal.hand(.pressCancel)
        case .silenceTerminal: await terminal.hand(.goSilent(.now))
        case .pullNetworkPlug: await plug.pullOut()
        case .plugNetworkIn: await plug.plugIn()
        case .takePaperOut: await printer.hand(.takePaperOut)
        case .loadPaper: await printer.hand(.loadPaper)
        case .removeCashBox: await acceptor.hand(.removeCashBox)
        case .returnCashBox: await acceptor.hand(.returnCashBox(emptied: false))
        case .jamAcceptor: await acceptor.hand(.jam)
        case .clearAcceptor: await acceptor.hand(.unjam)
        }
    }
}
