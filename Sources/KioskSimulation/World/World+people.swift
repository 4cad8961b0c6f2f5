import KioskCore
import KioskSimulator

extension World {
    /// The resident looks at the screen, and does something or not.
    func think() {
        guard var person = resident else { return }
        bringDevicesToNow()
        person.takeBack(acceptor.device.returnedNotes)
        let deed = person.look(at: screen, slotIsFree: acceptor.device.noteInPath == nil, now: now)
        takeHome(screen?.claimCode)
        if person.isGone { tell("the resident leaves") }
        resident = person
        switch deed {
        case .layBill(let code):
            tell("a resident lays a code on the scanner")
            scanner.hand(.lay(code))
        case .touch(let choice):
            tell("the resident touches \(choice)")
            inbox.append(.residentChose(choice))
        case .insertNote(let note):
            tell("the resident puts in a note of \(note)")
            acceptor.hand(.insertNote(note))
        case .insertCard:
            tell("the resident puts in a card")
            terminal.hand(.insertCard(.good))
        case .pressCancel:
            tell("the resident presses cancel on the terminal")
            terminal.hand(.pressCancel)
        case .nothing: break
        }
        settle()
    }

    /// A code on the screen is on the slip as well. The last few are what somebody comes back with.
    func takeHome(_ code: ClaimCode?) {
        guard let code, !creditNotes.contains(code) else { return }
        creditNotes.append(code)
        if creditNotes.count > World.mostCreditNotes { creditNotes.removeFirst() }
    }

    static let mostCreditNotes = 3
}

extension Screen {
    /// The code under which money is owed to who looks at it, or may be.
    fileprivate var claimCode: ClaimCode? {
        switch self {
        case .done(let summary): summary.creditNote?.code ?? summary.codeIfRefused
        case .failed(let failure):
            switch failure.money {
            case .notTaken, .returned: nil
            case .owed(_, let code), .uncertain(_, _, let code), .creditNoteUnknown(_, let code): code
            }
        case .attract, .billerChoice, .accountEntry, .asking, .billChoice, .billExplained, .methodChoice, .cashConsent,
            .preparing, .cash, .card, .wallet, .settling, .thanks, .outOfService:
            nil
        }
    }
}
