import KioskCore
import KioskDevices
import Testing

/// Each row of Epson's tables for `DLE EOT` 1 to 4 and `GS a`, and of the class definition for GET_PORT_STATUS.
@Suite struct ESCPOSStatusTests {
    struct Row: Sendable {
        let answers: [UInt8]
        let status: PrinterStatus
    }

    static let realTime: [Row] = [
        Row(answers: [0x12, 0x12, 0x12, 0x12], status: .ready),
        // Drawer pin high, and the feed button: neither is a fault.
        Row(answers: [0x16, 0x1A, 0x12, 0x12], status: .ready),
        Row(answers: [0x1A, 0x12, 0x12, 0x12], status: PrinterStatus(isOnline: false)),
        Row(answers: [0x1A, 0x16, 0x12, 0x12], status: PrinterStatus(isOnline: false, isCoverOpen: true)),
        Row(answers: [0x1A, 0x32, 0x12, 0x12], status: PrinterStatus(isOnline: false, isPaperOut: true)),
        Row(answers: [0x12, 0x12, 0x12, 0x1E], status: PrinterStatus(isPaperNearEnd: true)),
        Row(answers: [0x12, 0x12, 0x12, 0x72], status: PrinterStatus(isPaperOut: true)),
        Row(answers: [0x1A, 0x52, 0x1A, 0x12], status: PrinterStatus(isOnline: false, hasCutterError: true)),
        Row(answers: [0x1A, 0x52, 0x32, 0x12], status: PrinterStatus(isOnline: false, hasUnrecoverableError: true)),
        // A hot head mends itself: offline, and no fault.
        Row(answers: [0x1A, 0x52, 0x52, 0x12], status: PrinterStatus(isOnline: false)),
    ]

    @Test(arguments: realTime) func theFourAnswersTellWhatIsWrong(_ row: Row) {
        #expect(ESCPOSStatusCodec.status(answers: row.answers) == row.status)
    }

    static let automatic: [Row] = [
        Row(answers: [0x10, 0x00, 0x00, 0x0F], status: .ready),
        Row(answers: [0x14, 0x00, 0x00, 0x0F], status: .ready),
        Row(answers: [0x18, 0x00, 0x00, 0x0F], status: PrinterStatus(isOnline: false)),
        Row(answers: [0x38, 0x00, 0x00, 0x0F], status: PrinterStatus(isOnline: false, isCoverOpen: true)),
        Row(answers: [0x18, 0x08, 0x00, 0x0F], status: PrinterStatus(isOnline: false, hasCutterError: true)),
        Row(answers: [0x18, 0x20, 0x00, 0x0F], status: PrinterStatus(isOnline: false, hasUnrecoverableError: true)),
        Row(answers: [0x18, 0x40, 0x00, 0x0F], status: PrinterStatus(isOnline: false)),
        Row(answers: [0x10, 0x00, 0x03, 0x0F], status: PrinterStatus(isPaperNearEnd: true)),
        Row(
            answers: [0x18, 0x00, 0x0F, 0x0F],
            status: PrinterStatus(isOnline: false, isPaperOut: true, isPaperNearEnd: true)),
    ]

    @Test(arguments: automatic) func automaticStatusTellsTheSame(_ row: Row) throws {
        var parser = ESCPOSReplyParser()
        guard case .automaticStatus(let status)? = parser.received(row.answers).first else {
            Issue.record("no automatic status")
            return
        }
        #expect(ESCPOSStatusCodec.status(status) == row.status)
    }

    @Test(
        arguments: [
            (0x18, PrinterStatus.ready), (0x08, PrinterStatus(isOnline: false)),
            (0x38, PrinterStatus(isPaperOut: true)), (0x20, PrinterStatus(isOnline: false, isPaperOut: true)),
            (0x10, PrinterStatus(hasUnrecoverableError: true)), (0xDF, .ready),
            (0x00, PrinterStatus(isOnline: false, hasUnrecoverableError: true)),
        ] as [(UInt8, PrinterStatus)])
    func thePortTellsPaperOfflineAndErrorApart(_ byte: UInt8, _ status: PrinterStatus) {
        #expect(ESCPOSStatusCodec.status(port: byte) == status)
    }

    @Test func threeAnswersAreNoStatus() {
        #expect(ESCPOSStatusCodec.status(answers: [0x12, 0x12, 0x12]) == nil)
        #expect(ESCPOSAutomaticStatus(bytes: [0x12, 0, 0, 0]) == nil)
        #expect(ESCPOSAutomaticStatus(bytes: [0x10, 0x10, 0, 0]) == nil)
    }

    // MARK: Device ids

    @Test func aDeviceIDIsReadByItsKeys() {
        let id = PrinterDeviceID(Array("MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;DES:EPSON TM-T88V;SN:J8K;".utf8))
        #expect(id.manufacturer == "EPSON" && id.model == "TM-T88V" && id.deviceClass == "PRINTER")
        #expect(id.commandSets == ["ESC/POS"] && id.serial == "J8K")
        #expect(id.refusal == nil)
        let long = PrinterDeviceID(Array("MANUFACTURER: Star ;COMMAND SET: STAR , RASTER;MODEL:TSP143".utf8))
        #expect(long.manufacturer == "Star" && long.model == "TSP143" && long.commandSets == ["STAR", "RASTER"])
    }

    @Test(arguments: [
        ("CMD:PCL,PCLXL,PJL;", true), ("COMMAND SET:ZPL;", true), ("CMD:POSTSCRIPT;MDL:Laser;", true),
        ("CMD:ESC/POS,PCL;", false), ("CMD:XPP,XL;", false), ("CMD:;", false), ("MFG:X;", false), ("CMD:STAR;", false),
        ("CMD:EPSON;", false), ("", false),
    ])
    func onlyAPrinterThatIsCertainlyAnotherIsRefused(_ text: String, _ isRefused: Bool) {
        #expect((PrinterDeviceID(Array(text.utf8)).refusal != nil) == isRefused)
    }

    @Test func aDeviceIDIsBounded() {
        let endless = Array("MDL:".utf8) + [UInt8](repeating: 0x41, count: 5_000)
        #expect(PrinterDeviceID(endless).model?.count == PrinterDeviceID.longestValue)
        let many = Array(("CMD:" + String(repeating: "PCL,", count: 400)).utf8)
        #expect(PrinterDeviceID(many).commandSets.count <= PrinterDeviceID.mostCommandSets)
        let sets = Array(String(repeating: "CMD:A,B;", count: 100).utf8)
        #expect(PrinterDeviceID(sets).commandSets.count <= PrinterDeviceID.mostCommandSets)
        #expect(PrinterDeviceID(Array("MDL:T\u{1B}[2JM\n;".utf8)).model == "T[2JM")
    }

    @Test func randomDeviceIDsNeverTrap() {
        var random = SeededRandom(5)
        let alphabet = Array(":;, CMDSNFGL\u{0}\u{FF}".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<random.next() % 60).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            _ = PrinterDeviceID(bytes).refusal
        }
    }
}
