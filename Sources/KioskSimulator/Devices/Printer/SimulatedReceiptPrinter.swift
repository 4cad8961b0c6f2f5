package import KioskCore
package import KioskPictures
package import KioskReceipts

/// What a person can do to the receipt printer.
package enum ReceiptPrinterHand: Hashable, Sendable {
    case takePaperOut
    case loadPaper
    /// As much paper is left as these many lines of text need; then it ends.
    case leavePaper(lines: Int)
    case openCover
    case closeCover
    /// The next cut gets stuck.
    case jamCutter
    case freeCutter
    case switchOff
    case switchOn
    /// Lines of text a second; nil prints in no time.
    case setSpeed(linesPerSecond: Int?)
}

/// The firmware and the paper of an ESC/POS receipt printer.
///
/// It reads its stream byte by byte, answers `DLE EOT` the moment it arrives, even within other data and while
/// offline, and echoes a process id only when everything before it is on paper. Without paper, with an open
/// cover or a stuck knife it goes offline and keeps what it has; when that is mended it goes on where it
/// stopped. Switched off, it forgets everything but the paper.
package struct SimulatedReceiptPrinter: SimulatedDevice {
    package typealias Hand = ReceiptPrinterHand

    /// Paper that was cut off, oldest first; at most the newest `mostPagesKept`.
    package internal(set) var pages: [PrintedPage] = []
    /// Every page that was ever cut off.
    package internal(set) var pageCount = 0
    /// What hangs in the printer, not cut off yet.
    package internal(set) var currentPage: PrintedPage

    package static let mostPagesKept = 2_000
    /// Bytes received and not yet acted on; a real printer holds up its sender, this one drops the rest.
    static let receiveBuffer = 4 << 20
    /// 80 metres at 8 dots a millimetre.
    static let fullRoll = 640_000
    /// Below five metres the near-end sensor speaks.
    static let nearEnd = 40_000
    static let dotsPerLine = 30

    let profile: PrinterProfile
    /// False for firmware that never says a word; only its port tells anything then.
    let answersStatus: Bool
    var linesPerSecond: Int?
    var hasPower = true
    var isCoverOpen = false
    var paperDots = SimulatedReceiptPrinter.fullRoll
    /// The knife will not move.
    var isCutterStuck = false
    /// It tried and could not.
    var hasCutterError = false

    // What the power keeps alive.
    var realTime = RealTimeScanner()
    var buffer: [UInt8] = []
    var bufferStart = 0
    var parser: PrintStreamParser
    var modes = PrintModes()
    var line: [PrintedCell] = []
    /// What is to be printed as soon as the paper moves again.
    var waiting: [Movement] = []
    var sendsStatus = false
    var lastSentStatus: [UInt8] = []
    /// When the paper comes to rest; nil when it does.
    var movingUntil: KioskInstant?

    package init(profile: PrinterProfile = .wide, linesPerSecond: Int? = nil, answersStatus: Bool = true) {
        self.profile = profile
        self.answersStatus = answersStatus
        self.linesPerSecond = linesPerSecond
        parser = PrintStreamParser(glyphs: profile.glyphs)
        currentPage = PrintedPage(dotsWidth: profile.dotsWidth)
    }

    /// The text on each piece of paper that was cut off, oldest first.
    package var receiptTexts: [String] { pages.map(\.text) }

    /// Each piece of paper as a picture; drawn when asked for.
    package var receipts: [Bitmap] {
        get throws(PictureError) {
            var pictures: [Bitmap] = []
            for page in pages { pictures.append(try page.picture()) }
            return pictures
        }
    }

    package var isPaperOut: Bool { paperDots <= 0 }
    package var isOnline: Bool { hasPower && !isCoverOpen && !isPaperOut && !hasCutterError }

    package var nextDeadline: KioskInstant? { movingUntil }

    /// What the port answers to GET_PORT_STATUS: bit 5 paper empty, bit 4 selected, bit 3 no error.
    package var portStatus: UInt8 {
        (isPaperOut ? 0x20 : 0) | (isOnline ? 0x10 : 0) | (isPaperOut || isCoverOpen || hasCutterError ? 0 : 0x08)
    }

    /// The IEEE 1284 device id, without its two bytes of length.
    package static let deviceID: [UInt8] = Array("MFG:Paycircle;CMD:ESC/POS;MDL:Simulated;CLS:PRINTER;".utf8)

    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] {
        guard hasPower else { return [] }
        var replies: [UInt8] = []
        for byte in bytes {
            if buffer.count - bufferStart < SimulatedReceiptPrinter.receiveBuffer { buffer.append(byte) }
            switch realTime.received(byte) {
            case .status(let n): replies.append(status(n))
            case .recover: hasCutterError = hasCutterError && isCutterStuck
            case .clear where profile.canClearBuffer:
                forgetData()
                replies += [0x37, 0x25, 0x00]
            case .clear, nil: break
            }
        }
        replies += work(at: now)
        return answersStatus ? replies : []
    }

    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] {
        let replies = work(at: now)
        return answersStatus ? replies : []
    }

    package mutating func hand(_ hand: ReceiptPrinterHand, at now: KioskInstant) -> [UInt8] {
        switch hand {
        case .takePaperOut: paperDots = 0
        case .loadPaper: paperDots = SimulatedReceiptPrinter.fullRoll
        case .leavePaper(let lines): paperDots = max(0, lines) * SimulatedReceiptPrinter.dotsPerLine
        case .openCover: isCoverOpen = true
        case .closeCover: isCoverOpen = false
        case .jamCutter: isCutterStuck = true
        case .freeCutter:
            isCutterStuck = false
            hasCutterError = false
        case .switchOff:
            loseVolatileState()
            hasPower = false
        case .switchOn: hasPower = true
        case .setSpeed(let speed): linesPerSecond = speed
        }
        let replies = work(at: now)
        return answersStatus ? replies : []
    }

    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] {
        loseVolatileState()
        hasPower = true
        return []
    }

    private mutating func loseVolatileState() {
        forgetData()
        modes = PrintModes()
        sendsStatus = false
        lastSentStatus = []
        hasCutterError = false
    }

    /// Clears both buffers; the paper keeps what is on it.
    private mutating func forgetData() {
        buffer = []
        bufferStart = 0
        parser.reset()
        realTime = RealTimeScanner()
        line = []
        waiting = []
        movingUntil = nil
    }
}

/// The modes that `ESC @` sets back.
struct PrintModes: Sendable {
    var alignment = PrintedAlignment.left
    var isBold = false
    var isReversed = false
    var across = 1
    var down = 1
    var chineseAcross = 1
    var chineseDown = 1
    var lineSpacing = SimulatedReceiptPrinter.dotsPerLine
    var qrModule = 3
    var qrCorrection = QRSymbol.Correction.low
    var qrData: [UInt8] = []
}
