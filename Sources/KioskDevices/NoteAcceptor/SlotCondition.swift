import KioskCore

/// What the kiosk was told last of the device itself: its presence and its cash box.
///
/// Each change gives the reports it is worth, so that what a device says in every poll is told once. A jam is told
/// beside the presence that it spoils: a note is stuck in there, and the kiosk tells its owner.
struct SlotCondition: Sendable {
    enum CashBox: Sendable { case inPlace, removed, full }

    private(set) var presence: DevicePresence?
    private(set) var cashBox = CashBox.inPlace

    mutating func presenceBecame(_ new: DevicePresence) -> [NoteAcceptorReport] {
        guard presence != new else { return [] }
        presence = new
        return [.presence(new)]
    }

    mutating func becameJammed(_ text: String) -> [NoteAcceptorReport] {
        let news = presenceBecame(.faulty(text))
        return news.isEmpty ? [] : [.jammed] + news
    }

    mutating func cashBoxBecame(_ new: CashBox) -> [NoteAcceptorReport] {
        guard cashBox != new else { return [] }
        cashBox = new
        switch new {
        case .inPlace: return [.cashBoxBack]
        case .removed: return [.cashBoxRemoved]
        case .full: return [.cashBoxFull]
        }
    }
}
