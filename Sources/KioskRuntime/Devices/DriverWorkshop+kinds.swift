import Foundation
import KioskCodes
import KioskConfiguration
import KioskCore
import KioskDevices
import Logging

/// What each kind of device reports, and to whom.
extension DriverWorkshop {
    mutating func addScanner<Machine: DeviceStateMachine>(
        _ device: KioskConfiguration.Device, _ machine: Machine
    ) throws where Machine.Command == CodeScannerCommand, Machine.Report == CodeScannerReport {
        let (interpreter, log, clock, readers) = (interpreter, log, clock, readers)
        let isTested = TestFlag()
        _ = try add(
            device, machine,
            report: { report, _, events, board in
                switch report {
                case .presence(let presence):
                    await events.send(.scannerReported(readers.note(presence, of: .scanner)))
                case .scanned(let code):
                    // A technician's test code begins nobody's visit.
                    if !isTested.claimsCode() { events.offer(.codeRead(interpreter.reading(of: code))) }
                case .garbled(let why):
                    board.fault(device.name, why)
                    log.notice("a scan was garbled", metadata: ["reason": "\(why)"])
                }
            },
            exercise: { _, reports in .scanner(reports, isTested, clock: clock) })
    }

    mutating func addPrinter(
        _ device: KioskConfiguration.Device, _ slips: SlipWriter
    ) throws -> @Sendable (ReceiptPrinterCommand) -> Bool {
        let clock = clock
        let machine = ESCPOSStateMachine(capabilities: ESCPOSCapabilities(device.printer))
        let driver = try add(
            device, machine,
            report: { report, _, events, board in
                switch report {
                case .presence, .printed: break
                case .status(let status): board.note(status: status, of: device.name)
                case .failed(_, let status): board.fault(device.name, "A slip did not come out: \(status.words).")
                }
                await events.send(.printerReported(report))
            },
            exercise: { driver, reports in
                .printer(reports, page: slips.testPage(), clock: clock) { driver.send($0) }
            })
        return { driver.send($0) }
    }

    mutating func addNoteAcceptor(
        _ device: KioskConfiguration.Device
    ) throws -> @Sendable (NoteAcceptorCommand) -> Bool {
        let table = device.noteAcceptor.billTable
        switch device.wire {
        case .ccnet:
            let profile = CCNETProfile(knownBillTable: table.map(CCNETBillTable.init))
            return try addNoteAcceptor(device, CCNETStateMachine(profile: profile))
        case .id003:
            let profile = ID003Profile(knownTable: table.map(ID003DenominationTable.init))
            return try addNoteAcceptor(device, ID003StateMachine(profile: profile))
        case .ssp: return try addNoteAcceptor(device, SSPStateMachine())
        case .hidPOS, .hidKeyboard, .cdcLines, .escpos, .zvt, .ccid, .uvc:
            preconditionFailure("the configuration takes note acceptors of their own protocols alone")
        }
    }

    private mutating func addNoteAcceptor<Machine: DeviceStateMachine>(
        _ device: KioskConfiguration.Device, _ machine: Machine
    ) throws -> @Sendable (NoteAcceptorCommand) -> Bool
    where Machine.Command == NoteAcceptorCommand, Machine.Report == NoteAcceptorReport {
        let (clock, denominations) = (clock, configuration.denominations)
        let driver = try add(
            device, machine,
            report: { report, line, events, board in
                switch report {
                case .identified(let identification): await line.identified(identification)
                case .cashBoxRemoved: board.note(.faulty("The cash box is out."), of: device.name)
                case .cashBoxFull: board.note(.faulty("The cash box is full: empty it."), of: device.name)
                case .cashBoxBack: board.note(.ready, of: device.name)
                case .jammed: board.fault(device.name, "A note is jammed.")
                case .cheated: board.fault(device.name, "Somebody tampered: a note on a string, a slot forced open.")
                case .presence, .poweredUp, .enabled, .disabled, .escrowed, .stacked, .returned, .rejected: break
                }
                await events.send(.noteAcceptorReported(report))
            },
            exercise: { driver, reports in
                .noteAcceptor(reports, denominations: denominations, clock: clock) { driver.send($0) }
            })
        places[device.name]?.resetByProtocol = { driver.send(.reset) }
        return { driver.send($0) }
    }

    mutating func addTerminal(
        _ device: KioskConfiguration.Device
    ) throws -> @Sendable (PaymentTerminalCommand) -> Bool {
        let clock = clock
        var profile = ZVTProfile(device.paymentTerminal, currency: configuration.currency)
        if let path = device.passwordFile { profile.password = try password(in: path) }
        let driver = try add(
            device, ZVTStateMachine(profile: profile),
            report: { report, _, events, board in
                if report == .silent { board.fault(device.name, "The terminal did not answer in time.") }
                await events.send(.terminalReported(report))
            },
            exercise: { driver, reports in .terminal(reports, clock: clock) { driver.send($0) } })
        return { driver.send($0) }
    }

    mutating func addCardReader(_ device: KioskConfiguration.Device) throws {
        let (clock, log) = (clock, log)
        _ = try add(
            device, CCIDStateMachine(),
            report: { report, _, _, board in
                switch report {
                case .failed(let failure): board.fault(device.name, failure.explanation)
                case .noticed(let what): log.notice("a card reader said something odd", metadata: ["what": "\(what)"])
                case .presence, .cardInserted, .activated, .answered, .deactivated, .cardRemoved: break
                }
            },
            exercise: { driver, reports in .cardReader(reports, clock: clock) { driver.send($0) } })
    }

    private func password(in path: String) throws -> Int {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        let digits = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard digits.utf8.count == 6, let password = Int(digits), password >= 0 else {
            throw RuntimeError(
                .secretUnreadable, "\(path) must hold the payment terminal's password: six digits and nothing else.")
        }
        return password
    }
}
