import KioskCore
import KioskDevices
import Testing

/// Printers that say nothing over the line, and printers that are none.
struct ESCPOSPortStatusTests {
    typealias Output = DeviceOutput<ReceiptPrinterReport>

    private var machine = ESCPOSStateMachine(capabilities: ESCPOSCapabilities(answersStatus: false))
    private var now = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 0))

    private mutating func put(_ input: DeviceInput<ReceiptPrinterCommand>) -> [Output] {
        machine.received(input, at: now)
    }

    private mutating func waitForDeadline() -> [Output] {
        guard let deadline = machine.nextDeadline else { return [] }
        now = max(now, deadline)
        return put(.deadlineReached)
    }

    private func reports(_ outputs: [Output]) -> [ReceiptPrinterReport] {
        outputs.compactMap { if case .report(let report) = $0 { report } else { nil } }
    }

    private func sent(_ outputs: [Output]) -> [UInt8] {
        outputs.flatMap { output -> [UInt8] in if case .send(let bytes) = output { bytes } else { [] } }
    }

    @Test mutating func aMutePrinterIsAskedOverThePortAndHearsNoQuestion() {
        let outputs = put(.connected)
        #expect(outputs == [.askPortStatus])
        #expect(reports(put(.portStatus(0x18))) == [.presence(.ready), .status(.ready)])
        #expect(machine.nextDeadline == now.advanced(by: .seconds(2)))
        #expect(waitForDeadline() == [.askPortStatus])
        #expect(reports(put(.portStatus(0x30))) == [.status(PrinterStatus(isPaperOut: true))])
    }

    @Test mutating func itsJobIsProvedByTimeAndTheStatusBehindIt() {
        _ = put(.connected)
        _ = put(.portStatus(0x18))
        #expect(put(.command(.print(PrintJobID(1), [0x1B, 0x40, 0x41]))) == [.askPortStatus])
        // Neither automatic status nor a process id is asked of it.
        #expect(sent(put(.portStatus(0x18))) == [0x1B, 0x40, 0x41])
        let begun = now
        var told: [ReceiptPrinterReport] = []
        while told.isEmpty, now < begun.advanced(by: .seconds(20)) {
            for output in waitForDeadline() {
                if case .askPortStatus = output { told += reports(put(.portStatus(0x18))) }
            }
        }
        #expect(told == [.printed(PrintJobID(1))])
        #expect(now >= begun.advanced(by: .seconds(3)))
    }

    @Test mutating func paperThatEndsMeanwhileFailsItsJob() {
        _ = put(.connected)
        _ = put(.portStatus(0x18))
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        _ = put(.portStatus(0x18))
        _ = waitForDeadline()
        let status = PrinterStatus(isOnline: false, isPaperOut: true)
        #expect(reports(put(.portStatus(0x28))) == [.status(status), .failed(PrintJobID(1), status)])
    }

    @Test mutating func withoutPaperNothingIsSent() {
        _ = put(.connected)
        _ = put(.portStatus(0x28))
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        let outputs = put(.portStatus(0x28))
        #expect(sent(outputs).isEmpty)
        #expect(reports(outputs) == [.failed(PrintJobID(1), PrinterStatus(isOnline: false, isPaperOut: true))])
    }

    @Test mutating func aLineWithoutTheQuestionLeavesThePrinterReady() {
        _ = put(.connected)
        #expect(reports(put(.portStatus(nil))) == [.presence(.ready), .status(.ready)])
    }

    @Test mutating func aPortThatFallsSilentIsAPrinterThatDoesNotAnswer() {
        _ = put(.connected)
        _ = put(.portStatus(0x18))
        var told: [ReceiptPrinterReport] = []
        for _ in 0..<10 {
            for output in waitForDeadline() {
                if case .askPortStatus = output { told += reports(put(.portStatus(nil))) }
            }
        }
        #expect(told.count == 2)
        guard case .presence(.faulty)? = told.first else {
            Issue.record("\(told)")
            return
        }
        #expect(told.last == .status(.noAnswer))
    }

    @Test mutating func aPortThatNeverAnswersIsBoundedByADeadline() {
        _ = put(.connected)
        var told: [ReceiptPrinterReport] = []
        for _ in 0..<12 { told += reports(waitForDeadline()) }
        #expect(told.contains(.status(.noAnswer)))
    }

    @Test mutating func aPrinterMuteWithoutPaperIsFoundOutOverItsPort() {
        machine = ESCPOSStateMachine()
        _ = put(.connected)
        var outputs: [Output] = []
        while !outputs.contains(.askPortStatus) { outputs += waitForDeadline() }
        #expect(reports(outputs).contains(.status(.noAnswer)))
        let status = PrinterStatus(isOnline: false, isPaperOut: true)
        #expect(reports(put(.portStatus(0x38))) == [.status(status)])
        #expect(reports(put(.command(.print(PrintJobID(1), [0x41])))) == [.failed(PrintJobID(1), status)])
        // It is told once, not at every question.
        var again: [ReceiptPrinterReport] = []
        for _ in 0..<6 {
            for output in waitForDeadline() {
                if case .askPortStatus = output { again += reports(put(.portStatus(0x38))) }
            }
        }
        #expect(again.isEmpty)
    }

    @Test mutating func aPrinterOfOtherLanguagesIsFaultyAndGetsNoByte() {
        machine = ESCPOSStateMachine()
        _ = put(.described(Array("MFG:Acme;MDL:Laser 4;CMD:PCL,PJL;CLS:PRINTER;".utf8)))
        let outputs = put(.connected)
        guard case .presence(.faulty(let text))? = reports(outputs).first else {
            Issue.record("\(outputs)")
            return
        }
        #expect(text.contains("Acme Laser 4") && text.contains("PCL"))
        let printed = put(.command(.print(PrintJobID(1), [0x41])))
        #expect(reports(printed) == [.failed(PrintJobID(1), .noAnswer)])
        #expect(sent(outputs + printed).isEmpty)
        #expect(machine.nextDeadline == nil)
        _ = put(.disconnected)
        _ = put(.described(Array("MFG:EPSON;CMD:ESC/POS;".utf8)))
        #expect(sent(put(.connected)).suffix(3) == [0x10, 0x04, 0x01])
    }
}
