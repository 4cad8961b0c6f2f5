import SimulatedDisk

/// A call of a disk that fails, by names that a script can hold.
package struct DiskTrouble: Hashable, Codable, Sendable {
    package enum Call: String, CaseIterable, Codable, Sendable {
        case open, read, write, truncate, sync
    }

    package var call: Call
    /// Which of these calls from now on; 1 is the next.
    package var nth: Int
    /// Fails for this long from then on; 0 for once.
    package var seconds: Int
    /// A failed sync throws away what it was to make durable, and the next one reports success.
    package var losesUnsynced: Bool

    package init(_ call: Call, nth: Int = 1, seconds: Int = 0, losesUnsynced: Bool = false) {
        self.call = call
        self.nth = nth
        self.seconds = seconds
        self.losesUnsynced = losesUnsynced
    }

    var fault: DiskFault {
        let kind: DiskCall =
            switch call {
            case .open: .open
            case .read: .read
            case .write: .write
            case .truncate: .truncate
            case .sync: .sync
            }
        return DiskFault(
            kind, nth: nth, extent: seconds > 0 ? .fromThenOn : .once, losesUnsynced: losesUnsynced && call == .sync)
    }
}

/// What goes wrong with the note acceptor.
package enum AcceptorTrouble: String, CaseIterable, Codable, Sendable {
    /// The note on its way, or the next one, gets stuck; cleared after a minute.
    case jam
    /// Out for twenty seconds.
    case cashBoxOut
    /// Emptied by a technician half a minute later.
    case cashBoxFull
    case cheat
    /// The note on its way is pulled back out.
    case notePulled
    /// The firmware hangs as soon as it stacks; switched off and on ten seconds later.
    case diesWhileStacking
    /// Switched off and on.
    case powerBlip
    case garbledAnswers, refusedCommands, ignoredCommands, lostAnswers
}

/// What goes wrong with the payment terminal.
package enum TerminalTrouble: String, CaseIterable, Codable, Sendable {
    case silentNow, silentBeforeCapture, silentAfterCapture
    /// It works on and nothing it says gets out, for half a minute.
    case losesAnswers
    /// Switched off and on.
    case powerBlip
    case cancelPressed
}

/// What goes wrong with the printer; each is mended after a while.
package enum PrinterTrouble: String, CaseIterable, Codable, Sendable {
    case paperOut, paperEndsSoon, coverOpen, cutterJam, off
}

/// How a lasting fault ends.
enum Healing: Hashable, Sendable {
    case kioskDisk, hubDisk, line
    case plug(DeviceName)
    case unjam, cashBoxBack, cashBoxEmptied, acceptorPower
    case terminalWakes, terminalHeard
    case paper, cover, cutter, printerOn
}
