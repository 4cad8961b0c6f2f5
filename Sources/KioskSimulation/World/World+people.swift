import KioskCore
import KioskSimulator

extension World {
    /// The resident looks at the screen, and does something or not.
    func think() {
        guard var person = resident else { return }
        bringDevicesToNow()
        person.takeBack(acceptor.device.returnedNotes)
        let deed = person.look(at: screen, slotIsFree: acceptor.device.noteInPath == nil, now: now)
        if person.isGone { tell("the resident leaves") }
        resident = person
        switch deed {
        case .layBill(let code):
            tell("a resident lays a bill on the scanner")
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
}
