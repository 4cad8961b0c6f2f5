import KioskCore
import Synchronization

/// A test of one device by a technician, while nobody is at the screen.
///
/// What the device reports meanwhile goes to the kiosk as well, as always, so that nothing that concerns money is
/// decided twice: the kiosk by itself gives back a note that nobody's payment expects.
struct DeviceExercise: Sendable {
    enum Outcome: Hashable, Sendable {
        case works(String)
        case fails(String)
    }

    typealias Say = @Sendable (String) async -> Void

    /// For what a device does by itself.
    static let deviceTime = Duration.seconds(30)
    /// For what a person has to do.
    static let handTime = Duration.seconds(20)

    let run: @Sendable (_ say: Say) async -> Outcome
}

extension DeviceExercise {
    static func scanner(
        _ tap: ReportTap<CodeScannerReport>, _ flag: TestFlag, clock: KioskClock
    ) -> DeviceExercise {
        DeviceExercise { say in
            let reports = tap.listen()
            flag.raise()
            defer { flag.lower() }
            await say("Lay any bar code on the scanner within 20 seconds.")
            let code = await clock.first(in: reports, within: handTime) { report in
                if case .scanned(let code) = report { code } else { nil }
            }
            guard let code else { return .fails("No code came. Is the scanner's lamp on?") }
            return .works("Read \(code.bytes.count) bytes as \(code.symbology.rawValue).")
        }
    }

    static func printer(
        _ tap: ReportTap<ReceiptPrinterReport>, page: [UInt8], clock: KioskClock,
        send: @escaping @Sendable (ReceiptPrinterCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say in
            let reports = tap.listen()
            await say("Printing a test slip.")
            guard send(.print(testJob, page)) else { return .fails("The printer's queue is full: it hangs.") }
            let outcome: Outcome? = await clock.first(in: reports, within: deviceTime) { report in
                switch report {
                case .printed(testJob): .works("The slip is out. Can it be read, and is it cut?")
                case .failed(testJob, let status): .fails("The slip did not come out: \(status.words).")
                case .printed, .failed, .presence, .status: nil
                }
            }
            return outcome ?? .fails("The printer did not say within 30 seconds what became of the slip.")
        }
    }

    static func noteAcceptor(
        _ tap: ReportTap<NoteAcceptorReport>, denominations: [Money], clock: KioskClock,
        send: @escaping @Sendable (NoteAcceptorCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say in
            let reports = tap.listen()
            guard send(.enable(denominations: denominations)) else {
                return .fails("The note acceptor's queue is full: it hangs.")
            }
            defer { _ = send(.disable) }
            let isEnabled: Bool? = await clock.first(in: reports, within: deviceTime) { report in
                if case .enabled = report { true } else { nil }
            }
            guard isEnabled == true else { return .fails("The note acceptor does not get ready to take notes.") }
            await say("Insert a note within 20 seconds; it is given back.")
            let returned: Money? = await clock.first(in: reports, within: handTime) { report in
                if case .returned(let note) = report { note } else { nil }
            }
            guard let returned else { return .works("It takes notes. None was inserted and given back.") }
            return .works("Gave back a note of \(returned.minorUnits) minor units.")
        }
    }

    static func terminal(
        _ tap: ReportTap<PaymentTerminalReport>, clock: KioskClock,
        send: @escaping @Sendable (PaymentTerminalCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say in
            let reports = tap.listen()
            await say("Asking the terminal for its last transaction; nothing is charged.")
            guard send(.enquireLast) else { return .fails("The terminal's queue is full: it hangs.") }
            let outcome: Outcome? = await clock.first(in: reports, within: deviceTime) { report in
                switch report {
                case .last(nil): .works("The terminal answers: no transaction to tell of.")
                case .last: .works("The terminal answers, and tells its last transaction.")
                case .silent: .fails("The terminal does not answer.")
                case .presence, .prompted, .approved, .declined, .reversed, .reversalFailed, .dayEnded: nil
                }
            }
            return outcome ?? .fails("The terminal said nothing within 30 seconds.")
        }
    }

    static func cardReader(
        _ tap: ReportTap<SmartCardReaderReport>, clock: KioskClock,
        send: @escaping @Sendable (SmartCardReaderCommand) -> Bool
    ) -> DeviceExercise {
        DeviceExercise { say in
            let reports = tap.listen()
            await say("Giving the card in the reader power.")
            guard send(.activate) else { return .fails("The reader's queue is full: it hangs.") }
            defer { _ = send(.deactivate) }
            let outcome: Outcome? = await clock.first(in: reports, within: deviceTime) { report in
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
            return outcome ?? .fails("The reader said nothing within 30 seconds.")
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

/// Up while a technician tests a device.
final class TestFlag: Sendable {
    private let up = Atomic(false)

    var isUp: Bool { up.load(ordering: .relaxed) }
    func raise() { up.store(true, ordering: .relaxed) }
    func lower() { up.store(false, ordering: .relaxed) }
}

extension UInt8 {
    /// Two digits.
    fileprivate var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}

extension KioskClock {
    /// The first element from which `pick` makes something, or nil when the time is over before.
    func first<Element: Sendable, Value: Sendable>(
        in stream: AsyncStream<Element>, within limit: Duration, _ pick: @escaping @Sendable (Element) -> Value?
    ) async -> Value? {
        let found = try? await within(limit) { () -> Value? in
            for await element in stream { if let value = pick(element) { return value } }
            return nil
        }
        return found ?? nil
    }
}
