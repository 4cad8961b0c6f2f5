import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The wires that note acceptors speak, and the models that differ in what the kiosk hears. The shared suites run over
/// all of them; where the wires differ, a property says how and why.
enum NoteAcceptorWire: String, CaseIterable, CustomTestStringConvertible {
    case ccnet, id003
    /// Repeats a credit until it is acknowledged.
    case ssp
    /// Does not know how to: it tells each event once.
    case sspWithoutAck
    /// Does so for encrypted hosts only.
    case sspWithEncryptedAck

    var testDescription: String { rawValue }

    var isSSP: Bool { sspModel != nil }

    private var sspModel: SSPWireModel? {
        switch self {
        case .ccnet, .id003: nil
        case .ssp: sspModels[0]
        case .sspWithoutAck: sspModels[1]
        case .sspWithEncryptedAck: sspModels[2]
        }
    }

    // MARK: How the wires differ

    var identification: DeviceIdentification {
        switch self {
        // MAN_CCNET rev. 2.3.1, section 5.4: part number, serial number, asset number.
        case .ccnet: DeviceIdentification(model: "SIM", serial: "000000000001", firmware: "CN0100")
        case .id003:
            DeviceIdentification(model: "SIM(CHN)-05-SS", firmware: "ID003-05V100-01 01JAN26 1A2B, boot B07")
        // The number in the manual's example.
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck:
            DeviceIdentification(serial: "1873452", firmware: "NV02004141498000")
        }
    }

    /// An SSP device is asked who it is before anything else, and says at the end of its start what it found.
    var timeToStart: Duration { isSSP ? .seconds(8) : .seconds(3) }

    /// CCNET and ID-003 move the note of a power-up at RESET, which waits for the kiosk. An SSP device does so by itself.
    var waitsForReset: Bool { !isSSP }

    /// CCNET and ID-003 keep `stacked` until it is acknowledged, also without power. SSP's credit is told when the note
    /// is safe; a device that comes up after it finds itself empty.
    var findsAnUnacknowledgedNoteAtPowerUp: Bool { !isSSP }

    /// Without EVENT ACK, an SSP device tells a credit once.
    var repeatsAStackedNoteToTheNextKiosk: Bool { self != .sspWithoutAck && self != .sspWithEncryptedAck }

    /// The manuals of CCNET and ID-003 lead from CHEATED back to rest, which says that the note came back. SSP tells the
    /// fraud attempt alone; the kiosk closes its intent by `disabled`.
    var tellsThatAPulledNoteCameBack: Bool { !isSSP }

    /// ID-003 has no event for a note given back, only a state that passes: what passed unheard is not told.
    var tellsOfANoteGivenBackUnheard: Bool { self != .id003 }

    /// ID-003 answers no question about itself before it rests.
    var saysWhoItIsDuringEscrow: Bool { self != .id003 }

    /// What a note is that a kiosk hears to be stacked and did not see in escrow. VEND VALID of ID-003 does not say
    /// which note it is: the kiosk meets it with its open intent.
    func stackedUnseen(_ note: Money) -> NoteAcceptorReport {
        self == .id003 ? .poweredUp(note: .inStacker) : .stacked(note)
    }

    /// What is told of a note in escrow that the driver cannot name and gives back. RETURNED of CCNET says which note it
    /// was.
    func givenBackUnseen(_ note: Money) -> NoteAcceptorReport {
        self == .ccnet ? .returned(note) : .poweredUp(note: .inAcceptor)
    }

    /// An SSP driver tells of the note it found first, and gives it back when that is written down.
    var asksBeforeItGivesBackAFoundNote: Bool { isSSP }

    /// CCNET and ID-003 devices may refuse to tell the worth of notes while they hold one. SSP tells it at any time.
    var mayRefuseItsTable: Bool { !isSSP }

    /// An SSP device calls itself disabled while it can take no note, so it is enabled anew and that is told.
    var isEnabledAnewAfterAJam: Bool { isSSP }

    /// An SSP poll brings several events at once: the full cash box is told at once, a note in its turn.
    var mayTellOfTheCashBoxBeforeTheNote: Bool { isSSP }

    /// An SSP driver knows that the device is ready from the events of the same poll that told of the note, and tells
    /// them in their order. CCNET and ID-003 report readiness first, whatever the state is.
    var tellsAStackedNoteBeforeItIsReady: Bool { isSSP }

    var nameOfTheWayIn: String { self == .id003 ? "acceptor" : "validator" }

    var nameOfTheWayToTheCashBox: String { self == .id003 ? "stacker" : "cash box" }

    /// The published frame of RESET. That of SSP carries a flag that turns: see its own suite.
    var resetFrame: [UInt8]? {
        switch self {
        case .ccnet: [0x02, 0x03, 0x06, 0x30, 0x41, 0xB3]
        case .id003: [0xFC, 0x05, 0x40, 0x2B, 0x15]
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck: nil
        }
    }

    static func which(_ property: KeyPath<NoteAcceptorWire, Bool>) -> [NoteAcceptorWire] {
        allCases.filter { $0[keyPath: property] }
    }

    static let withResetFrame = allCases.filter { $0.resetFrame != nil }

    // MARK: A driver and an acceptor

    func connected(
        _ model: NoteAcceptorModel = NoteAcceptorModel(), longestHold: Duration? = nil
    ) -> any NoteAcceptorLine {
        switch self {
        case .ccnet: Self.line(CCNETStateMachine.self, CCNETWire(), model, longestHold)
        case .id003: Self.line(ID003StateMachine.self, ID003Wire(), model, longestHold)
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck:
            Self.line(SSPStateMachine.self, SSPWire(model: sspModel ?? SSPWireModel()), model, longestHold)
        }
    }

    private static func line<Machine: NoteAcceptorMachine, Wire: NoteWire>(
        _: Machine.Type, _ wire: Wire, _ model: NoteAcceptorModel, _ longestHold: Duration?
    ) -> any NoteAcceptorLine {
        var line = DevicePump(
            Machine(longestHold: longestHold, knownNotes: nil), SimulatedAcceptor(model: model, wire: wire),
            startingAt: startOfBench)
        line.connect()
        return NoteAcceptorPump(line)
    }

    /// Started, and its power-up is written down.
    func ready(_ model: NoteAcceptorModel = NoteAcceptorModel()) -> any NoteAcceptorLine {
        var line = connected(model)
        line.run(for: timeToStart)
        line.command(.acknowledge)
        _ = line.takeReports()
        return line
    }

    /// Ready and taking all notes, with nothing left to say.
    func enabled(
        _ model: NoteAcceptorModel = NoteAcceptorModel(), longestHold: Duration? = nil
    ) -> any NoteAcceptorLine {
        var line = connected(model, longestHold: longestHold)
        line.command(.enable(denominations: allNotes))
        line.expect(.enabled)
        line.command(.acknowledge)
        line.run(for: .seconds(1))
        _ = line.takeReports()
        return line
    }

    /// With a note in escrow that the kiosk was told of.
    func escrowed(
        _ note: Money, _ model: NoteAcceptorModel = NoteAcceptorModel(), longestHold: Duration? = nil
    ) -> any NoteAcceptorLine {
        var line = enabled(model, longestHold: longestHold)
        line.hand(.insertNote(note))
        line.expect(.escrowed(note))
        _ = line.takeReports()
        return line
    }

    func machine() -> any NoteAcceptorMachine {
        switch self {
        case .ccnet: CCNETStateMachine()
        case .id003: ID003StateMachine()
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck: SSPStateMachine()
        }
    }

    func device() -> any SimulatedSlot {
        switch self {
        case .ccnet: SimulatedAcceptor<CCNETWire>()
        case .id003: SimulatedAcceptor<ID003Wire>()
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck: SimulatedAcceptor<SSPWire>()
        }
    }

    var largestFrame: Int {
        switch self {
        case .ccnet: CCNETCodec.largestFrame
        case .id003: ID003Codec.largestFrame
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck: SSPCodec.largestPacket
        }
    }

    /// A sound frame around anything; nil for SSP, where an answer is sound only with the flag of its question.
    func frame(_ payload: [UInt8]) -> [UInt8]? {
        switch self {
        case .ccnet: CCNETCodec.frame(payload)
        case .id003: ID003Codec.frame(payload)
        case .ssp, .sspWithoutAck, .sspWithEncryptedAck: nil
        }
    }

    static let withFrames = allCases.filter { $0.frame([0x00]) != nil }
}
