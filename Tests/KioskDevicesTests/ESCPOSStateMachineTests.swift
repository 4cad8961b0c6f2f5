import KioskCore
import KioskDevices
import Testing

/// The machine alone, with a printer played by hand.
struct ESCPOSStateMachineTests {
    typealias Output = DeviceOutput<ReceiptPrinterReport>

    private var machine = ESCPOSStateMachine()
    private var now = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 0))

    private mutating func put(_ input: DeviceInput<ReceiptPrinterCommand>) -> [Output] {
        machine.received(input, at: now)
    }

    private mutating func waitForDeadline() -> [Output] {
        guard let deadline = machine.nextDeadline else { return [] }
        now = max(now, deadline)
        return put(.deadlineReached)
    }

    private mutating func answerRound(_ bytes: [UInt8] = [0x12, 0x12, 0x12, 0x12]) -> [Output] {
        bytes.flatMap { put(.bytes([$0])) }
    }

    private func sent(_ outputs: [Output]) -> [UInt8] {
        outputs.flatMap { output -> [UInt8] in
            switch output {
            case .send(let bytes): bytes
            case .report, .askPortStatus: []
            }
        }
    }

    private func reports(_ outputs: [Output]) -> [ReceiptPrinterReport] {
        outputs.compactMap { output in
            switch output {
            case .send, .askPortStatus: nil
            case .report(let report): report
            }
        }
    }

    @Test mutating func connectingAsksTheFourQuestionsInTurn() {
        #expect(sent(put(.connected)) == [0x1D, 0x61, 0x0E, 0x10, 0x04, 0x01])
        #expect(sent(put(.bytes([0x12]))) == [0x10, 0x04, 0x02])
        #expect(sent(put(.bytes([0x12]))) == [0x10, 0x04, 0x03])
        #expect(sent(put(.bytes([0x12]))) == [0x10, 0x04, 0x04])
        #expect(reports(put(.bytes([0x12]))) == [.presence(.ready), .status(.ready)])
        let rest = machine.nextDeadline
        #expect(rest == now.advanced(by: .seconds(2)))
        #expect(sent(waitForDeadline()) == [0x10, 0x04, 0x01])
        #expect(reports(answerRound()).isEmpty)
    }

    @Test mutating func aJobIsCheckedSentAndProved() {
        _ = put(.connected)
        _ = answerRound()
        #expect(sent(put(.command(.print(PrintJobID(36), [0x1B, 0x40, 0x41, 0x0A])))) == [0x10, 0x04, 0x01])
        let outputs = answerRound()
        #expect(
            sent(outputs).suffix(18) == [
                0x1B, 0x40, 0x1D, 0x61, 0x0E, 0x41, 0x0A, 0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, 0x30, 0x30, 0x31,
                0x30,
            ])
        #expect(reports(put(.bytes([0x37, 0x22, 0x30, 0x30, 0x31, 0x30, 0x00]))) == [.printed(PrintJobID(36))])
    }

    @Test mutating func somebodyElsesEchoProvesNothing() {
        _ = put(.connected)
        _ = answerRound()
        _ = put(.command(.print(PrintJobID(36), [0x41])))
        _ = answerRound()
        #expect(reports(put(.bytes([0x37, 0x22, 0x30, 0x30, 0x31, 0x31, 0x00]))).isEmpty)
    }

    @Test mutating func noPaperNoByteIsSent() {
        _ = put(.connected)
        _ = answerRound()
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        let outputs = answerRound([0x1A, 0x32, 0x12, 0x72])
        let status = PrinterStatus(isOnline: false, isPaperOut: true)
        #expect(reports(outputs) == [.status(status), .failed(PrintJobID(1), status)])
        #expect(!sent(outputs).contains(0x41))
    }

    @Test mutating func aMissingEchoFailsTheJobAtItsDeadline() {
        _ = put(.connected)
        _ = answerRound()
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        _ = answerRound()
        let start = now
        var told: [ReceiptPrinterReport] = []
        while told.isEmpty, now < start.advanced(by: .seconds(60)) {
            let outputs = waitForDeadline()
            told += reports(outputs)
            if sent(outputs).starts(with: [0x10, 0x04]) { told += reports(answerRound()) }
        }
        #expect(told == [.failed(PrintJobID(1), .ready)])
        #expect(now <= start.advanced(by: .seconds(21)))
        // What comes too late is not told: a copy may be on its way.
        #expect(reports(put(.bytes([0x37, 0x22, 0x30, 0x30, 0x30, 0x31, 0x00]))).isEmpty)
    }

    @Test mutating func afterAFailureTheNextJobStartsOnCleanPaper() {
        _ = put(.connected)
        _ = answerRound()
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        _ = answerRound()
        let failure = put(.bytes([0x18, 0, 0x0C, 0x0F]))
        #expect(sent(failure) == ESCPOSCommandBytes.clearBuffers)
        _ = put(.bytes([0x10, 0, 0, 0x0F]))
        _ = waitForDeadline()
        _ = answerRound()
        // It tells of changes by itself and has just answered: nothing more is asked before the next job.
        let job = sent(put(.command(.print(PrintJobID(2), [0x42]))))
        // ESC @, line feed, cut; then automatic status on, and the document.
        #expect(job.starts(with: [0x1B, 0x40, 0x0A, 0x1D, 0x56, 0x42, 0x00, 0x1D, 0x61, 0x0E, 0x42]))
    }

    @Test mutating func oneMissedAnswerIsNotAbsence() {
        _ = put(.connected)
        _ = answerRound()
        _ = waitForDeadline()
        var told = reports(waitForDeadline())
        told += reports(waitForDeadline())
        told += reports(answerRound())
        #expect(told.isEmpty)
    }

    @Test mutating func silenceIsReportedOnceAndEndsWhenItAnswers() {
        _ = put(.connected)
        var told: [ReceiptPrinterReport] = []
        for _ in 0..<20 { told += reports(waitForDeadline()) }
        #expect(told.count == 2)
        guard case .presence(.faulty) = told.first else {
            Issue.record("no faulty presence")
            return
        }
        #expect(told.last == .status(.noAnswer))
        #expect(reports(put(.command(.print(PrintJobID(1), [0x41])))) == [.failed(PrintJobID(1), .noAnswer)])
        while !sent(waitForDeadline()).starts(with: [0x10, 0x04]) {}
        #expect(reports(answerRound()) == [.presence(.ready), .status(.ready)])
    }

    @Test mutating func theQueueIsBounded() {
        _ = put(.connected)
        var told: [ReceiptPrinterReport] = []
        let most = ESCPOSStateMachine.longestQueue
        for number in 0..<most + 3 { told += reports(put(.command(.print(PrintJobID(number), [0x41])))) }
        #expect(told == [.failed(PrintJobID(most + 1), .noAnswer), .failed(PrintJobID(most + 2), .noAnswer)])
        let huge = [UInt8](repeating: 0, count: ESCPOSStateMachine.largestJob + 1)
        #expect(reports(put(.command(.print(PrintJobID(99), huge)))) == [.failed(PrintJobID(99), .noAnswer)])
    }

    @Test mutating func aJobAskedForTwiceIsTakenOnce() {
        _ = put(.connected)
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        let outputs = answerRound()
        #expect(sent(outputs).count { $0 == 0x41 } == 1)
        #expect(reports(put(.bytes([0x37, 0x22, 0x30, 0x30, 0x30, 0x31, 0x00]))) == [.printed(PrintJobID(1))])
        #expect(sent(answerRound()).allSatisfy { $0 != 0x41 })
    }

    @Test mutating func whatWaitsFailsWhenThePrinterIsNotBackWithinABlip() {
        _ = put(.connected)
        _ = answerRound()
        for number in 1...2 { _ = put(.command(.print(PrintJobID(number), [0x41]))) }
        #expect(reports(put(.disconnected)) == [.presence(.absent)], "nothing of them was sent")
        #expect(reports(put(.command(.print(PrintJobID(3), [0x41])))) == [])
        #expect(machine.nextDeadline == now.advanced(by: DeviceBlip.longest))
        #expect(
            reports(waitForDeadline()) == [
                .failed(PrintJobID(1), .noAnswer), .failed(PrintJobID(2), .noAnswer), .failed(PrintJobID(3), .noAnswer),
                .status(.noAnswer),
            ])
        #expect(machine.nextDeadline == nil)
        #expect(reports(put(.command(.print(PrintJobID(4), [0x41])))) == [.failed(PrintJobID(4), .noAnswer)])
    }

    @Test mutating func whatWaitsIsPrintedInOrderBehindABlip() {
        _ = put(.connected)
        _ = answerRound()
        _ = put(.command(.print(PrintJobID(1), [0x41])))
        _ = put(.disconnected)
        _ = put(.command(.print(PrintJobID(2), [0x42])))
        _ = put(.connected)
        #expect(sent(answerRound()).contains(0x41))
        #expect(reports(put(.bytes([0x37, 0x22, 0x30, 0x30, 0x30, 0x31, 0x00]))) == [.printed(PrintJobID(1))])
        #expect(sent(answerRound()).contains(0x42))
    }

    @Test mutating func aJobCutWhileSendingFailsAtOnceAndIsNeverSentAgain() {
        _ = put(.connected)
        _ = answerRound()
        let long = [UInt8](repeating: 0x41, count: 100_000)
        _ = put(.command(.print(PrintJobID(1), long)))
        #expect(sent(answerRound()).contains(0x41))
        #expect(reports(put(.disconnected)) == [.failed(PrintJobID(1), .noAnswer), .presence(.absent)])
        var outputs = put(.connected)
        for _ in 0..<6 { outputs += answerRound() }
        #expect(!sent(outputs).contains(0x41))
    }

    @Test mutating func aQuestionForStatusIsAlwaysAnswered() {
        _ = put(.connected)
        _ = answerRound()
        _ = put(.command(.askStatus))
        #expect(reports(answerRound()) == [.status(.ready)])
        _ = put(.disconnected)
        #expect(reports(put(.command(.askStatus))) == [], "it may be back in a moment")
        #expect(reports(waitForDeadline()) == [.status(.noAnswer)])
        #expect(reports(put(.command(.askStatus))) == [.status(.noAnswer)])
    }

    @Test mutating func rubbishFromTheLineNeverTraps() {
        var state: UInt64 = 42
        _ = put(.connected)
        for step in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            _ = put(.bytes([UInt8(truncatingIfNeeded: state >> 56)]))
            if step % 50 == 0 { _ = put(.command(.print(PrintJobID(step), [0x41, 0x0A]))) }
            if step % 7 == 0 { _ = waitForDeadline() }
        }
    }
}
