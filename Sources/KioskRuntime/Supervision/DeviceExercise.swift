import KioskCore

/// A test of one device by a technician, while nobody is at the screen.
///
/// What the device reports meanwhile goes to the kiosk as well, as always, so that nothing that concerns money is
/// decided twice: the kiosk by itself gives back a note that nobody's payment expects. A resident who comes while a
/// test runs ends it, and finds every device as a visit needs it: from then on the test tells no device anything.
struct DeviceExercise: Sendable {
    enum Outcome: Hashable, Sendable {
        case works(String)
        case fails(String)

        static let disturbed = Outcome.fails("Somebody came to the screen, and the test ended. Try again later.")
    }

    typealias Say = @Sendable (String) async -> Void
    /// Whether nobody is at the screen.
    typealias IsFree = @Sendable () -> Bool

    /// For what a device does by itself.
    static let deviceTime = Duration.seconds(30)
    /// For what a person has to do.
    static let handTime = Duration.seconds(20)
    /// How often a test looks whether somebody came.
    static let look = Duration.milliseconds(100)
    /// How long a note acceptor that a test switched on is watched for the end of the visit that began meanwhile.
    static let longestVisit = Duration.seconds(3_600)

    let run: @Sendable (_ say: Say, _ isFree: @escaping IsFree) async -> Outcome
}

/// Where a test code is to be laid.
enum CodePlace: Sendable {
    case scanner, camera

    var instruction: String {
        switch self {
        case .scanner: "Lay any bar code on the scanner"
        case .camera: "Lay any bar code before the camera"
        }
    }

    var question: String {
        switch self {
        case .scanner: "Is the scanner's lamp on?"
        case .camera: "Does the screen show it sharp, and is there light enough?"
        }
    }
}

extension DeviceExercise {
    static func scanner(
        _ tap: ReportTap<CodeScannerReport>, _ flag: TestFlag, place: CodePlace = .scanner, clock: KioskClock
    ) -> DeviceExercise {
        DeviceExercise { say, isFree in
            let reports = tap.listen()
            flag.raise(while: isFree)
            await say("\(place.instruction) within 20 seconds.")
            let found: Found<ScannedCode> = await clock.first(in: reports, within: handTime, while: isFree) { report in
                if case .scanned(let code) = report { code } else { nil }
            }
            switch found {
            // The flag falls with the code, not here: the kiosk may not have looked at it yet.
            case .found(let code): return .works("Read \(code.bytes.count) bytes as \(code.symbology.rawValue).")
            case .disturbed:
                flag.lower()
                return .disturbed
            case .late:
                flag.lower()
                return .fails("No code came. \(place.question)")
            }
        }
    }

    static func printer(
        _ tap: ReportTap<ReceiptPrinterReport>, page: [UInt8], clock: KioskClock,
        send: @escaping @Sendable (ReceiptPrinterCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say, isFree in
            let reports = tap.listen()
            await say("Printing a test slip.")
            guard isFree() else { return .disturbed }
            guard send(.print(testJob, page)) else { return .fails("The printer's queue is full: it hangs.") }
            let found: Found<Outcome> = await clock.first(in: reports, within: deviceTime) { report in
                switch report {
                case .printed(testJob): .works("The slip is out. Can it be read, and is it cut?")
                case .failed(testJob, let status): .fails("The slip did not come out: \(status.words).")
                case .printed, .failed, .presence, .status: nil
                }
            }
            return found.value ?? .fails("The printer did not say within 30 seconds what became of the slip.")
        }
    }

    static func noteAcceptor(
        _ tap: ReportTap<NoteAcceptorReport>, denominations: [Money], clock: KioskClock,
        send: @escaping @Sendable (NoteAcceptorCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say, isFree in
            let reports = tap.listen()
            guard isFree() else { return .disturbed }
            guard send(.enable(denominations: denominations)) else {
                return .fails("The note acceptor's queue is full: it hangs.")
            }
            defer { disable(clock, isFree, send) }
            let enabled: Found<Bool> = await clock.first(in: reports, within: deviceTime, while: isFree) { report in
                if case .enabled = report { true } else { nil }
            }
            switch enabled {
            case .found: break
            case .disturbed: return .disturbed
            case .late: return .fails("The note acceptor does not get ready to take notes.")
            }
            await say("Insert a note within 20 seconds; it is given back.")
            let returned: Found<Money> = await clock.first(in: reports, within: handTime, while: isFree) { report in
                if case .returned(let note) = report { note } else { nil }
            }
            return switch returned {
            case .found(let note): .works("Gave back a note of \(note.minorUnits) minor units.")
            case .disturbed: .disturbed
            case .late: .works("It takes notes. None was inserted and given back.")
            }
        }
    }

    /// Takes back that notes are taken, but never in the middle of a visit: it may be one that pays with notes. Such a
    /// visit switches the acceptor off itself, if it ever switched it on; this does so once more after it.
    private static func disable(
        _ clock: KioskClock, _ isFree: @escaping IsFree, _ send: @escaping @Sendable (NoteAcceptorCommand) -> Bool
    ) {
        if isFree() {
            _ = send(.disable)
            return
        }
        // Not part of the test's own task: that one ends now, or was cancelled because the tool hung up.
        Task {
            let end = clock.now().advanced(by: longestVisit)
            while !isFree(), clock.now() < end { try? await clock.sleep(clock.now().advanced(by: look)) }
            if isFree() { _ = send(.disable) }
        }
    }

    static func terminal(
        _ tap: ReportTap<PaymentTerminalReport>, clock: KioskClock,
        send: @escaping @Sendable (PaymentTerminalCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say, isFree in
            let reports = tap.listen()
            await say("Asking the terminal for its last transaction; nothing is charged.")
            guard isFree() else { return .disturbed }
            guard send(.enquireBaseline) else { return .fails("The terminal's queue is full: it hangs.") }
            let found: Found<Outcome> = await clock.first(in: reports, within: deviceTime) { report in
                switch report {
                case .baseline(lastReceiptNumber: nil): .works("The terminal answers: it has no receipt to tell of.")
                case .baseline(lastReceiptNumber: let number?):
                    .works("The terminal answers: its last receipt is number \(number).")
                case .silent: .fails("The terminal does not answer.")
                case .presence, .prompted, .approved, .declined, .last, .reversed, .reversalFailed, .dayEnded: nil
                }
            }
            return found.value ?? .fails("The terminal said nothing within 30 seconds.")
        }
    }

    static func cardReader(
        _ tap: ReportTap<SmartCardReaderReport>, clock: KioskClock,
        send: @escaping @Sendable (SmartCardReaderCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say, isFree in
            let reports = tap.listen()
            await say("Giving the card in the reader power.")
            guard isFree() else { return .disturbed }
            guard send(.activate) else { return .fails("The reader's queue is full: it hangs.") }
            defer { if isFree() { _ = send(.deactivate) } }
            let found: Found<Outcome> = await clock.first(in: reports, within: deviceTime, while: isFree) { report in
                switch report {
                case .activated(let card):
                    .works(
                        "A card answers by T=\(card.transmission.rawValue), and says "
                            + card.answerToReset.map(\.hexadecimal).joined(separator: " ") + ".")
                case .failed(.noCard): .works("The reader answers. No card is in it.")
                case .failed(let failure): .fails(failure.explanation)
                case .presence, .cardInserted, .answered, .deactivated, .cardRemoved, .noticed: nil
                }
            }
            return switch found {
            case .found(let outcome): outcome
            case .disturbed: .disturbed
            case .late: .fails("The reader said nothing within 30 seconds.")
            }
        }
    }

    /// A job number that no payment has: those count from 1.
    private static let testJob = PrintJobID(-1)
}

extension PrinterStatus {
    /// What a technician is to do something about, in words.
    var words: String {
        let troubles = [
            (!isOnline, "offline"), (isCoverOpen, "cover open"), (isPaperOut, "paper out"),
            (hasCutterError, "cutter stuck"), (hasUnrecoverableError, "broken"), (isPaperNearEnd, "paper near its end"),
        ]
        let words = troubles.filter(\.0).map(\.1)
        return words.isEmpty ? "ready" : words.joined(separator: ", ")
    }
}

extension UInt8 {
    /// Two digits.
    fileprivate var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}
