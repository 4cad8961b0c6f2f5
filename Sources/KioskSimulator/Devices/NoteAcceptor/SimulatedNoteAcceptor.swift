package import KioskCore
import KioskDevices

/// What a person can do to a note acceptor.
package enum NoteAcceptorHand: Hashable, Sendable {
    case insertNote(Money)
    /// A torn note, a false one, a strip of paper.
    case insertUnrecognisable
    /// Pulls the note on its way back out: harmless before escrow, tampering after it.
    case pullNote
    /// The note on its way gets stuck; with no note, the next one does.
    case jam
    /// A technician clears the way and takes out the note that was stuck.
    case unjam
    case removeCashBox
    /// Puts the cash box back; emptied, its notes go to `collectedNotes`.
    case returnCashBox(emptied: Bool)
    case fillCashBox
    /// Works at the slot with a tool.
    case cheat
    /// The next STACK starts the motor, then the firmware hangs until the power is cycled.
    case dieMidStack
    /// The next answers come with a wrong check.
    case garbleAnswers(Int)
    /// The next commands are refused with NAK.
    case refuseCommands(Int)
    /// The next commands get no answer at all, and are not obeyed.
    case ignoreCommands(Int)
    /// The next commands are obeyed, and their answers lost.
    case loseAnswers(Int)
}

/// How long the mechanics take, and what the firmware knows.
package struct NoteAcceptorModel: Hashable, Sendable {
    package var initialising: Duration = .milliseconds(500)
    package var accepting: Duration = .milliseconds(600)
    package var stacking: Duration = .milliseconds(400)
    package var returning: Duration = .milliseconds(300)
    package var rejecting: Duration = .milliseconds(500)
    package var cheated: Duration = .seconds(1)
    /// A note in escrow that nobody decides about is given back after this; HOLD begins it anew.
    package var escrow: Duration = .seconds(10)
    package var cashBoxCapacity = 600
    /// By bill type. `country` is what the table says for all of them.
    package var denominations: [Money?] = [1, 5, 10, 20, 50, 100].map { Money($0 * 100, .cny) }
    package var country = "CHN"
    /// Whether GET BILL TABLE is refused while a note is in the device.
    package var refusesTableWhileBusy = false

    package init() {}
}

/// The firmware and the mechanics of a CCNET note acceptor with escrow and cash box.
///
/// Speaks the wire through `KioskDevices`' codec, whose frames are checked against published ones. Notes are never
/// made or lost: each that was inserted lies in exactly one of `notesInCashBox`, `returnedNotes`, `noteInPath`,
/// `notesTakenOut` and `collectedNotes`.
package struct SimulatedNoteAcceptor: SimulatedDevice {
    package let model: NoteAcceptorModel

    /// What lies in the cash box now.
    package internal(set) var notesInCashBox: [Money] = []
    /// What came back to the person in front, in order.
    package internal(set) var returnedNotes: [Money] = []
    /// What a technician took out of a jam.
    package internal(set) var notesTakenOut: [Money] = []
    /// What was taken away with the cash box.
    package internal(set) var collectedNotes: [Money] = []
    package internal(set) var noteInPath: Money?

    var phase = Phase.poweredUp(.powerUp)
    var until: KioskInstant?
    var enabled: CCNETBillTypes = []
    var escrowed: CCNETBillTypes = []
    var hasCashBox = true
    var isFull = false
    var jamsNext = false
    var diesInStack = false
    var isDead = false

    var codec = CCNETCodec()
    var lastAnswer: [UInt8] = []
    var answersToGarble = 0
    var commandsToRefuse = 0
    var commandsToIgnore = 0
    var answersToLose = 0

    package init(model: NoteAcceptorModel = NoteAcceptorModel()) { self.model = model }

    /// Where the mechanics stand. What lasts has its end in `until`.
    enum Phase: Hashable, Sendable {
        case poweredUp(CCNETStatus)
        case initialising
        case ready
        /// Nil for what is no note.
        case accepting(type: Int?)
        case rejecting(reason: UInt8)
        case escrow(type: Int)
        case holding(type: Int)
        case stacking(type: Int)
        /// In the cash box, and not yet acknowledged.
        case stacked(type: Int)
        case returning(type: Int)
        case returned(type: Int)
        case jammed(inCashBox: Bool)
        case cheated
    }

    package var nextDeadline: KioskInstant? { isDead ? nil : until }

    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] {
        codec.reset()
        enabled = []
        escrowed = []
        isDead = false
        diesInStack = false
        until = nil
        switch phase {
        case .accepting, .escrow, .holding, .returning:
            phase = .poweredUp(noteInPath == nil ? .powerUp : .powerUpWithBillInValidator)
        case .stacking, .stacked: phase = .poweredUp(.powerUpWithBillInStacker)
        case .jammed: break
        case .poweredUp, .initialising, .ready, .rejecting, .returned, .cheated:
            if case .poweredUp(let status) = phase, status != .powerUp { break }
            phase = .poweredUp(noteInPath == nil ? .powerUp : .powerUpWithBillInValidator)
        }
        return []
    }

    /// What a poll is answered with.
    var status: CCNETStatus {
        switch phase {
        case .poweredUp(let status): status
        case .initialising: .initialising
        case .ready:
            if !hasCashBox {
                .cassetteRemoved
            } else if isFull {
                .cassetteFull
            } else {
                enabled.isEmpty ? .disabled : .idling
            }
        case .accepting: .accepting
        case .rejecting(let reason): .rejecting(reason: reason)
        case .escrow(let type): .escrow(type: type)
        case .holding: .holding
        case .stacking: .stacking
        case .stacked(let type): .stacked(type: type)
        case .returning: .returning
        case .returned(let type): .returned(type: type)
        case .jammed(let inCashBox): inCashBox ? .cassetteJammed : .validatorJammed
        case .cheated: .cheated
        }
    }
}
