import KioskCore

extension World {
    /// The resident looks at the screen, and does something or not.
    mutating func think() {
        guard var person = resident else { return }
        person.takeBack(acceptor.device.returnedNotes)
        let deed = person.look(at: screen, slotIsFree: acceptor.device.noteInPath == nil, now: now)
        resident = person
        switch deed {
        case .layBill(let code): scanner.hand(.lay(code))
        case .touch(let choice): inbox.append(.residentChose(choice))
        case .insertNote(let note): acceptor.hand(.insertNote(note))
        case .insertCard: terminal.hand(.insertCard(.good))
        case .pressCancel: terminal.hand(.pressCancel)
        case .nothing: break
        }
        settle()
    }
}
