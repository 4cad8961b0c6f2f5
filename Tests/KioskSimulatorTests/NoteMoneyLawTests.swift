import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// What the kiosk writes down of notes, in as few lines as the law needs: an intent before a note is stacked, and
/// what became of it. Survives every kill, as the journal does.
struct NoteBooks {
    var intent: Money?
    var lastStacked: Money?
    var credited: [Money] = []
    var suspense: [Money] = []

    /// Writes a report down and says what the acceptor is told then.
    mutating func write(_ report: NoteAcceptorReport) -> NoteAcceptorCommand? {
        switch report {
        case .escrowed(let money):
            intent = intent ?? money
            return intent == money ? .stackNote : .returnNote
        case .stacked(let money):
            if intent != nil {
                credit(money)
            } else if lastStacked != money {
                suspense.append(money)
            }
            return .acknowledge
        case .returned:
            intent = nil
            return .acknowledge
        case .poweredUp(let place):
            if let open = intent {
                if place == .inStacker { credit(open) }
                if place == nil { suspense.append(open) }
                intent = nil
            }
            return .acknowledge
        case .disabled:
            if let open = intent { suspense.append(open) }
            intent = nil
            return nil
        case .presence(.ready): return .disable
        case .presence, .identified, .enabled, .rejected, .cashBoxRemoved, .cashBoxFull, .cashBoxBack, .jammed,
            .cheated:
            return nil
        }
    }

    private mutating func credit(_ money: Money) {
        credited.append(money)
        lastStacked = money
        intent = nil
    }
}

enum NoteFault: CaseIterable {
    case powerCut, unplugged, unpluggedForLong, killed, answerLost, questionLost, answerDamaged, questionDamaged
    case pulled, jammed, cashBoxTaken, hung
}

/// A driver and an acceptor on a line, whatever they speak.
struct LineOf<Machine: DeviceStateMachine, Wire: NoteWire>
where Machine.Command == NoteAcceptorCommand, Machine.Report == NoteAcceptorReport {
    var pump: DevicePump<Machine, SimulatedAcceptor<Wire>>
    let fresh: Machine

    /// Runs, and answers each report as the kiosk does.
    mutating func settle(_ books: inout NoteBooks, for time: Duration) {
        let end = pump.now.advanced(by: time)
        while pump.now < end {
            pump.run(upTo: .milliseconds(100)) { !$0.reports.isEmpty }
            for report in pump.takeReports() {
                if let command = books.write(report) { pump.command(command) }
            }
        }
    }

    mutating func happen(_ fault: NoteFault) {
        switch fault {
        case .powerCut: pump.powerCycle()
        case .unplugged: replug(after: .milliseconds(700))
        case .unpluggedForLong: replug(after: .seconds(15))
        case .killed:
            _ = pump.takeReports()
            pump.replaceMachine(with: fresh)
            pump.connect()
        case .answerLost: pump.toLose[.toMachine, default: 0] += 1
        case .questionLost: pump.toLose[.toDevice, default: 0] += 1
        case .answerDamaged: pump.toDamage[.toMachine, default: 0] += 1
        case .questionDamaged: pump.toDamage[.toDevice, default: 0] += 1
        case .pulled: pump.hand(.pullNote)
        case .jammed:
            pump.hand(.jam)
            pump.run(for: .seconds(2))
            pump.hand(.unjam)
        case .cashBoxTaken:
            pump.hand(.removeCashBox)
            pump.run(for: .seconds(2))
            pump.hand(.returnCashBox(emptied: true))
        case .hung:
            pump.hand(.dieMidStack)
            pump.run(for: .seconds(5))
            pump.powerCycle()
        }
    }

    private mutating func replug(after time: Duration) {
        pump.disconnect()
        pump.run(for: time)
        pump.connect()
    }
}

/// No note is credited twice, none is lost, whatever happens at whichever moment of its way.
@Suite struct NoteMoneyLawTests {
    @Test(arguments: NoteFault.allCases) func theLawHoldsOverCCNET(_ fault: NoteFault) {
        for moment in Self.moments {
            checkMoneyLaw(LineOf(pump: enabledNoteAcceptor(), fresh: CCNETStateMachine()), fault, at: moment)
        }
    }

    @Test(arguments: NoteFault.allCases) func theLawHoldsOverID003(_ fault: NoteFault) {
        for moment in Self.moments {
            // A device that gave the note back while nobody listened has no event for it: the note is claimed
            // from suspense, never credited.
            let isUnheard = fault == .unpluggedForLong
            checkMoneyLaw(
                LineOf(pump: enabledID003(), fresh: ID003StateMachine()), fault, at: moment,
                mayBeUnheard: isUnheard)
        }
    }

    /// From the note's first moment in the mouth to well after it is stacked and acknowledged.
    static let moments: [Int64] = Array(stride(from: 20, through: 2_100, by: 130))
}

/// One note on its way, the fault at the moment given in milliseconds, and another resident's note after it.
func checkMoneyLaw<Machine, Wire>(
    _ start: LineOf<Machine, Wire>, _ fault: NoteFault, at moment: Int64, mayBeUnheard: Bool = false
) {
    var line = start
    var books = NoteBooks()
    line.pump.hand(.insertNote(yuan(50)))
    line.settle(&books, for: .milliseconds(moment))
    line.happen(fault)
    line.settle(&books, for: .seconds(4))
    line.pump.command(.disable)
    line.settle(&books, for: .seconds(8))
    // The device works again, with another resident's note.
    line.pump.command(.enable(denominations: allNotes))
    line.settle(&books, for: .seconds(2))
    line.pump.hand(.insertNote(yuan(20)))
    line.settle(&books, for: .seconds(3))
    line.pump.command(.disable)
    line.settle(&books, for: .seconds(2))

    let inBox = (line.pump.device.notesInCashBox + line.pump.device.collectedNotes).sorted()
    let place = "\(fault) after \(moment) ms: \(books), in the box \(inBox)"
    #expect(line.pump.device.allNotesEver == [yuan(20), yuan(50)], "\(place)")
    #expect(books.intent == nil, "\(place)")
    #expect(inBox.contains(yuan(20)), "\(place)")
    switch fault {
    // The jam was taken out by hand: what nobody saw is claimed from suspense.
    case .jammed:
        #expect(books.credited.count <= inBox.count, "\(place)")
        #expect((books.credited + books.suspense).count >= inBox.count, "\(place)")
    case .powerCut, .unplugged, .unpluggedForLong, .killed, .answerLost, .questionLost, .answerDamaged,
        .questionDamaged, .pulled, .cashBoxTaken, .hung:
        #expect(books.credited.sorted() == inBox, "\(place)")
        #expect(books.suspense == [] || mayBeUnheard, "\(place)")
    }
}
