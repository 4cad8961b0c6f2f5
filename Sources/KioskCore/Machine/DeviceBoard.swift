/// What the devices last said of themselves. Forgotten at every start: the devices say it again.
struct DeviceBoard: Sendable {
    var scanner: DevicePresence = .absent
    var noteAcceptor: DevicePresence = .absent
    var terminal: DevicePresence = .absent
    var printer: DevicePresence = .absent
    var printerStatus: PrinterStatus = .noAnswer
    var isCashBoxFull = false
    var isCashBoxOut = false
    var isAcceptorJammed = false

    var canTakeNotes: Bool { noteAcceptor == .ready && !isCashBoxFull && !isCashBoxOut && !isAcceptorJammed }
    var canTakeCards: Bool { terminal == .ready }
    var canPrint: Bool { printer == .ready && printerStatus.canPrint }
}
