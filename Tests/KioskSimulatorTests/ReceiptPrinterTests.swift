import KioskCore
import KioskDevices
import KioskReceipts
import KioskSimulator
import Testing

/// The driver and the simulated printer on one line.
struct ReceiptPrinterTests {
    @Test(arguments: [1, 3, 64, 4_096], [PrinterProfile.wide, .narrow])
    func aSlipComesOutOnceAndIsProved(_ chunk: Int, _ profile: PrinterProfile) {
        var pump = PrinterPump.ready(profile)
        pump.largestChunk = chunk
        pump.command(.print(PrintJobID(7), PaperSample.bytes(profile)))
        pump.run(for: .seconds(10))
        #expect(pump.takeReports() == [.printed(PrintJobID(7))])
        #expect(pump.device.receiptTexts.count == 1)
        let text = pump.device.receiptTexts.first ?? ""
        for part in ["缴费凭证", "缴费成功", "第12行 line 12", "￥86.40"] { #expect(text.contains(part)) }
    }

    @Test(arguments: [1, 4_096]) func picturesThatAreStoredAndThenPrintedComeOut(_ chunk: Int) {
        var profile = PrinterProfile.wide
        profile.glyphs = .none
        var papers: [String] = []
        for command in [PrinterProfile.RasterCommand.gsV0, .gsParenL] {
            profile.rasterCommand = command
            var pump = PrinterPump.ready(profile)
            pump.largestChunk = chunk
            pump.command(.print(PrintJobID(1), PaperSample.bytes(profile)))
            pump.run(for: .seconds(120))
            #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
            papers.append(pump.device.receiptTexts.first ?? "")
        }
        #expect(papers[0].contains("[picture") && papers[0] == papers[1])
    }

    @Test func printedIsToldOnlyWhenItIsOnPaper() {
        var pump = PrinterPump.ready(linesPerSecond: 4)
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(3))
        #expect(pump.takeJobReports().isEmpty)
        #expect(!pump.device.currentPage.isEmpty && pump.device.pages.isEmpty)
        pump.run { $0.device.pageCount == 1 }
        let onPaper = pump.now
        pump.run { !$0.reports.isEmpty }
        #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
        #expect(pump.now >= onPaper)
    }

    @Test(arguments: [
        (
            ReceiptPrinterHand.takePaperOut,
            PrinterStatus(isOnline: false, isPaperOut: true, isPaperNearEnd: true)
        ),
        (.openCover, PrinterStatus(isOnline: false, isCoverOpen: true)),
    ])
    func whatIsWrongBeforehandKeepsEverythingUnsent(_ hand: ReceiptPrinterHand, _ status: PrinterStatus) {
        var pump = PrinterPump.ready()
        pump.hand(hand)
        pump.run(for: .seconds(3))
        _ = pump.takeReports()
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(5))
        #expect(pump.takeJobReports() == [.failed(PrintJobID(1), status)])
        #expect(pump.device.pages.isEmpty && pump.device.currentPage.isEmpty)
    }

    @Test(arguments: [PrinterProfile.wide, .narrow])
    func paperThatEndsInTheMiddleFailsTheJobAndLeavesNoRestBehind(_ profile: PrinterProfile) {
        var pump = PrinterPump.ready(profile, linesPerSecond: 20)
        pump.hand(.leavePaper(lines: 6))
        pump.command(.print(PrintJobID(1), PaperSample.bytes(profile, mark: "FIRST")))
        pump.run(for: .seconds(10))
        let reports = pump.takeJobReports()
        guard reports.count == 1, case .failed(PrintJobID(1), let status) = reports[0] else {
            Issue.record("\(reports)")
            return
        }
        #expect(status.isPaperOut)
        let torn = pump.device.currentPage.text
        #expect(torn.contains("缴费凭证") && !torn.contains("第12行"))

        pump.hand(.loadPaper)
        pump.run(for: .seconds(20))
        #expect(pump.takeJobReports().isEmpty)
        pump.command(.print(PrintJobID(2), PaperSample.bytes(profile, mark: "SECOND")))
        pump.run(for: .seconds(30))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(2))])
        let last = pump.device.receiptTexts.last ?? ""
        #expect(last.contains("第1行 line 1 SECOND") && last.contains("第12行 line 12 SECOND"))
        #expect(!last.contains("FIRST"))
    }

    @Test func aCoverOpenedWhilePrintingFailsTheJobAtOnce() {
        var pump = PrinterPump.ready(linesPerSecond: 10)
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .milliseconds(600))
        let opened = pump.now
        pump.hand(.openCover)
        pump.run { !$0.reports.filter { if case .failed = $0 { true } else { false } }.isEmpty }
        #expect(pump.now <= opened.advanced(by: .milliseconds(100)))
        pump.hand(.closeCover)
        pump.run(for: .seconds(5))
        #expect(pump.takeReports().contains(.status(.ready)))
    }

    @Test func aStuckKnifeFailsTheJobUntilItIsFreed() {
        var pump = PrinterPump.ready()
        pump.hand(.jamCutter)
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(5))
        let reports = pump.takeJobReports()
        guard reports.count == 1, case .failed(_, let status) = reports[0] else {
            Issue.record("\(reports)")
            return
        }
        #expect(status.hasCutterError)
        pump.hand(.freeCutter)
        pump.run(for: .seconds(5))
        pump.command(.print(PrintJobID(2), PaperSample.bytes()))
        pump.run(for: .seconds(5))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(2))])
    }

    @Test func aPrinterSwitchedOffInTheMiddleIsFaultyAndComesBack() {
        var pump = PrinterPump.ready(linesPerSecond: 5)
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(1))
        pump.hand(.switchOff)
        pump.run(for: .seconds(15))
        let reports = pump.takeReports()
        #expect(reports.contains(.failed(PrintJobID(1), .noAnswer)))
        let isFaulty = reports.contains { if case .presence(.faulty) = $0 { true } else { false } }
        #expect(isFaulty)
        pump.hand(.switchOn)
        pump.run(for: .seconds(10))
        #expect(pump.takeReports() == [.presence(.ready), .status(.ready)])
        pump.command(.print(PrintJobID(2), PaperSample.bytes()))
        pump.run(for: .seconds(20))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(2))])
    }

    @Test func aBlipOfThePowerLosesTheRestAndClaimsNothing() {
        var pump = PrinterPump.ready(linesPerSecond: 5)
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(1))
        pump.powerCycle()
        pump.run(for: .seconds(40))
        let reports = pump.takeJobReports()
        guard reports.count == 1, case .failed(PrintJobID(1), _) = reports[0] else {
            Issue.record("\(reports)")
            return
        }
        #expect(pump.device.pageCount == 0)
    }

    @Test func lowPaperIsToldAndPrintsAllTheSame() {
        var pump = PrinterPump.ready()
        pump.hand(.leavePaper(lines: 200))
        pump.run(for: .seconds(3))
        #expect(pump.takeReports() == [.status(PrinterStatus(isPaperNearEnd: true))])
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(5))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
    }

    @Test func jobsComeOutInTheirOrder() {
        var pump = PrinterPump.ready(linesPerSecond: 100)
        for number in 1...5 { pump.command(.print(PrintJobID(number), PaperSample.bytes(mark: "J\(number)"))) }
        pump.run(for: .seconds(60))
        #expect(pump.takeJobReports() == (1...5).map { .printed(PrintJobID($0)) })
        #expect(pump.device.receiptTexts.count == 5)
        for (index, text) in pump.device.receiptTexts.enumerated() { #expect(text.contains("J\(index + 1)")) }
    }

    @Test(arguments: 1...8)
    func damagedAndLostRepliesNeverPrintTwice(_ count: Int) {
        var pump = PrinterPump.ready()
        pump.toDamage = [.toMachine: count]
        pump.toLose = [.toMachine: count / 2]
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(60))
        #expect(pump.device.pageCount <= 1)
        let reports = pump.takeJobReports()
        #expect(reports.count == 1)
        if case .printed = reports.first { #expect(pump.device.pageCount == 1) }
    }

    @Test func unplugThenPlugReportsBothAndPrintsAgain() {
        var pump = PrinterPump.ready()
        pump.disconnect()
        #expect(pump.takeReports() == [.presence(.absent)])
        pump.run(for: .seconds(4))
        #expect(pump.takeReports() == [.status(.noAnswer)])
        pump.connect()
        pump.run(for: .seconds(1))
        #expect(pump.takeReports() == [.presence(.ready), .status(.ready)])
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(5))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
    }

    @Test func aShortDisconnectBehindTheLastByteIsProvedByTheEcho() {
        var pump = PrinterPump.ready(linesPerSecond: 5)
        pump.command(.print(PrintJobID(1), PaperSample.bytes(mark: "FIRST")))
        pump.run(for: .seconds(1))
        pump.disconnect()
        pump.run(for: .milliseconds(200))
        pump.connect()
        pump.run(for: .seconds(30))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
        #expect(pump.device.receiptTexts.count { $0.contains("第12行") } == 1)
    }

    @Test func aLongerDisconnectFailsTheSlipAndNeverSendsItAgain() {
        var pump = PrinterPump.ready(linesPerSecond: 1)
        pump.command(.print(PrintJobID(1), PaperSample.bytes(mark: "FIRST")))
        pump.run(for: .seconds(1))
        pump.disconnect()
        pump.run(for: .seconds(5))
        #expect(pump.takeJobReports() == [.failed(PrintJobID(1), .noAnswer)])
        pump.connect()
        pump.run(for: .seconds(30))
        #expect(pump.takeJobReports().isEmpty)
        #expect(!pump.device.currentPage.text.contains("第12行") && pump.device.pages.isEmpty)
        pump.hand(.setSpeed(linesPerSecond: nil))
        pump.command(.print(PrintJobID(2), PaperSample.bytes(mark: "COPY")))
        pump.run(for: .seconds(30))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(2))])
        #expect(pump.device.receiptTexts.count { $0.contains("第12行") } == 1)
    }

    @Test func aPrinterThatComesBackWithoutItsMemoryProvesNothing() {
        var pump = PrinterPump.ready(linesPerSecond: 5)
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(1))
        pump.disconnect()
        pump.powerCycle()
        pump.run(for: .milliseconds(500))
        pump.connect()
        pump.run(for: .seconds(30))
        #expect(pump.takeJobReports() == [.failed(PrintJobID(1), .ready)])
        #expect(pump.device.pageCount == 0)
    }

    @Test func aMutePrinterPrintsAndItsPortTellsWhatIsWrong() {
        var pump = PrinterPump(
            ESCPOSStateMachine(capabilities: ESCPOSCapabilities(answersStatus: false)),
            SimulatedReceiptPrinter(answersStatus: false),
            startingAt: KioskInstant(sinceBoot: .seconds(10), wall: WallTime(milliseconds: 0)))
        pump.portStatus = pump.device.portStatus
        pump.connect()
        pump.run(for: .seconds(1))
        #expect(pump.takeReports() == [.presence(.ready), .status(.ready)])
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(10))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
        #expect(pump.device.pageCount == 1)
        pump.hand(.takePaperOut)
        pump.portStatus = pump.device.portStatus
        pump.run(for: .seconds(3))
        #expect(pump.takeReports() == [.status(PrinterStatus(isOnline: false, isPaperOut: true))])
        pump.command(.print(PrintJobID(2), PaperSample.bytes()))
        pump.run(for: .seconds(10))
        #expect(pump.takeJobReports() == [.failed(PrintJobID(2), PrinterStatus(isOnline: false, isPaperOut: true))])
        pump.hand(.loadPaper)
        pump.portStatus = pump.device.portStatus
        pump.run(for: .seconds(3))
        #expect(pump.takeReports() == [.status(.ready)])
        #expect(pump.device.pageCount == 1)
    }

    @Test func aReceiptIsHandedOverInOnePieceWhenThePrinterIsKnownToBeReady() {
        var pump = PrinterPump.ready()
        pump.run(for: .seconds(10))
        let before = pump.sent.count
        pump.command(.print(PrintJobID(1), PaperSample.bytes(lines: 40)))
        #expect(pump.sent.count - before > PaperSample.bytes(lines: 40).count)
    }

    @Test func receiptsOneBehindAnotherNeedNoQuestionsInBetween() {
        // The proof of each is as fresh a sign of life as the answer to a question.
        var pump = PrinterPump.ready(linesPerSecond: 100)
        pump.run(for: .seconds(10))
        _ = pump.takeReports()
        for number in 1...12 {
            let before = pump.sent.count
            pump.command(.print(PrintJobID(number), PaperSample.bytes(lines: 40)))
            #expect(pump.sent.count - before > PaperSample.bytes(lines: 40).count)
            pump.run(for: .seconds(1))
            #expect(pump.takeJobReports() == [.printed(PrintJobID(number))])
        }
    }

    @Test func paperThatEndsRightBehindAProofFailsTheNextSlip() {
        var pump = PrinterPump.ready()
        pump.command(.print(PrintJobID(1), PaperSample.bytes()))
        pump.run(for: .seconds(10))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(1))])
        pump.hand(.takePaperOut)
        pump.command(.print(PrintJobID(2), PaperSample.bytes()))
        pump.run(for: .seconds(30))
        let reports = pump.takeJobReports()
        guard case .failed(PrintJobID(2), let status) = reports.first, reports.count == 1 else {
            Issue.record("\(reports)")
            return
        }
        #expect(status.isPaperOut)
        #expect(pump.device.pageCount == 1)
        pump.hand(.loadPaper)
        pump.run(for: .seconds(5))
        pump.command(.print(PrintJobID(2), PaperSample.bytes()))
        pump.run(for: .seconds(10))
        #expect(pump.takeJobReports() == [.printed(PrintJobID(2))])
    }

    @Test func aKilledKioskLeavesAPrinterThatStillWorks() {
        // A picture is cut off in its middle: the next program's bytes must not vanish into it for ever.
        var profile = PrinterProfile.wide
        profile.glyphs = .none
        var pump = PrinterPump.ready(profile)
        pump.command(.print(PrintJobID(1), PaperSample.bytes(profile)))
        pump.run(until: { $0.sent.count > 30_000 })
        pump.replaceMachine(with: ESCPOSStateMachine())
        pump.connect()
        pump.run(for: .seconds(2))
        var number = 1
        repeat {
            number += 1
            pump.command(.print(PrintJobID(number), PaperSample.bytes(profile)))
            pump.run(for: .seconds(60))
        } while pump.takeJobReports() != [.printed(PrintJobID(number))] && number < 4
        #expect(number < 4)
    }
}
