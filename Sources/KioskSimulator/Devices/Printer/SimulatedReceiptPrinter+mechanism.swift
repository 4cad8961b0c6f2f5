import KioskCore
import KioskPictures
import KioskReceipts

/// Something that moves paper or knife, or has to wait for them.
enum Movement: Sendable {
    case print(PrintedItem)
    case cut
    case echo([UInt8])
}

extension SimulatedReceiptPrinter {
    /// Does what can be done until `now`: reads the buffer, moves the paper, answers.
    mutating func work(at now: KioskInstant) -> [UInt8] {
        var replies: [UInt8] = []
        var clock = now
        while hasPower {
            if let until = movingUntil {
                guard until <= now else { break }
                clock = until
                movingUntil = nil
            }
            guard isOnline else { break }
            if let movement = waiting.first {
                move(movement, from: clock, &replies)
            } else if bufferStart < buffer.count {
                let byte = buffer[bufferStart]
                bufferStart += 1
                if let instruction = parser.received(byte) { obey(instruction, &replies) }
            } else {
                buffer = []
                bufferStart = 0
                break
            }
        }
        if bufferStart > 65_536 {
            buffer.removeFirst(bufferStart)
            bufferStart = 0
        }
        return replies + automaticStatusIfChanged()
    }

    private mutating func move(_ movement: Movement, from start: KioskInstant, _ replies: inout [UInt8]) {
        switch movement {
        case .echo(let id):
            waiting.removeFirst()
            replies += [0x37, 0x22] + id + [0x00]
        case .cut:
            guard !isCutterStuck else {
                hasCutterError = true
                return
            }
            waiting.removeFirst()
            endPage()
        case .print(let item):
            let advance = item.advance
            guard paperDots >= advance else {
                paperDots = 0
                return
            }
            waiting.removeFirst()
            paperDots -= advance
            if currentPage.items.count >= PrintedPage.mostItems { endPage() }
            currentPage.items.append(item)
            if let linesPerSecond {
                let millionths = advance * 1_000_000 / SimulatedReceiptPrinter.dotsPerLine / max(1, linesPerSecond)
                movingUntil = start.advanced(by: .microseconds(millionths))
            }
        }
    }

    private mutating func endPage() {
        guard !currentPage.isEmpty else { return }
        pages.append(currentPage)
        pageCount += 1
        if pages.count > SimulatedReceiptPrinter.mostPagesKept { pages.removeFirst() }
        currentPage = PrintedPage(dotsWidth: profile.dotsWidth)
    }

    private mutating func obey(_ instruction: PrintInstruction, _ replies: inout [UInt8]) {
        switch instruction {
        case .glyph(let glyph): add(glyph)
        case .lineFeed: printLine()
        case .feed(let lines):
            if !line.isEmpty { printLine() }
            if lines > 0 { waiting.append(.print(.feed(lines * modes.lineSpacing))) }
            // Without a knife, that far out is where a hand tears it off.
            if !profile.hasCutter, lines >= 5 { waiting.append(.cut) }
        case .feedDots(let dots):
            if !line.isEmpty { printLine() }
            waiting.append(.print(.feed(dots)))
        case .initialize:
            modes = PrintModes()
            line = []
            // The harshest reading of the manuals: automatic status has to be asked for again.
            sendsStatus = false
        case .align(let alignment):
            // Heeded at the beginning of a line alone (Epson, ESC a).
            if line.isEmpty { modes.alignment = alignment }
        case .bold(let isOn): modes.isBold = isOn
        case .reversed(let isOn): modes.isReversed = isOn
        case .size(let across, let down):
            (modes.across, modes.down) = (across, down)
            (modes.chineseAcross, modes.chineseDown) = (across, down)
        case .chineseSize(let across, let down): (modes.chineseAcross, modes.chineseDown) = (across, down)
        case .lineSpacing(let dots): modes.lineSpacing = dots
        case .raster(let raster):
            if !line.isEmpty { printLine() }
            waiting.append(.print(.raster(raster, modes.alignment)))
        case .qrModule(let dots): modes.qrModule = dots
        case .qrCorrection(let correction): modes.qrCorrection = correction
        case .qrData(let data): modes.qrData = data
        case .qrPrint: printQR()
        case .cut:
            guard profile.hasCutter else { break }
            if !line.isEmpty { printLine() }
            waiting.append(.cut)
        case .automaticStatus(let isOn):
            sendsStatus = isOn
            if isOn {
                lastSentStatus = automaticStatus
                replies += lastSentStatus
            }
        case .processID(let id):
            if profile.hasProcessID { waiting.append(.echo(id)) }
        }
    }

    /// A line that is full is printed, and the character begins the next one.
    private mutating func add(_ glyph: PrintedGlyph) {
        let isChinese = glyph.byteCount > 1
        let cell = PrintedCell(
            glyph: glyph, across: isChinese ? modes.chineseAcross : modes.across,
            down: isChinese ? modes.chineseDown : modes.down, isBold: modes.isBold, isReversed: modes.isReversed)
        let taken = line.reduce(0) { $0 + $1.dotsWidth }
        if taken + cell.dotsWidth > profile.dotsWidth, !line.isEmpty { printLine() }
        line.append(cell)
    }

    private mutating func printLine() {
        let height = line.map(\.dotsHeight).max() ?? 0
        waiting.append(
            .print(
                .line(
                    PrintedLine(
                        cells: line, alignment: modes.alignment, advance: max(1, modes.lineSpacing, height)))))
        line = []
    }

    private mutating func printQR() {
        let text = String(decoding: modes.qrData, as: UTF8.self)
        guard profile.hasQRCode, let symbol = try? QRSymbol(text: text, correction: modes.qrCorrection)
        else { return }
        if !line.isEmpty { printLine() }
        let qr = PrintedQR(text: text, symbol: symbol, module: modes.qrModule, alignment: modes.alignment)
        waiting.append(.print(.qr(qr)))
    }

    // MARK: Status

    /// The answer to `DLE EOT n`.
    func status(_ n: UInt8) -> UInt8 {
        let fixed: UInt8 = 0b0001_0010
        switch n {
        case 1: return fixed | (isOnline ? 0 : 0x08)
        case 2:
            return fixed | (isCoverOpen ? 0x04 : 0) | (isPaperOut ? 0x20 : 0) | (hasCutterError ? 0x40 : 0)
        case 3: return fixed | (hasCutterError ? 0x08 : 0)
        default: return fixed | (isNearEnd ? 0x0C : 0) | (isPaperOut ? 0x60 : 0)
        }
    }

    private var isNearEnd: Bool { paperDots < SimulatedReceiptPrinter.nearEnd }

    private var automaticStatus: [UInt8] {
        [
            0x10 | (isOnline ? 0 : 0x08) | (isCoverOpen ? 0x20 : 0),
            hasCutterError ? 0x08 : 0,
            (isNearEnd ? 0x03 : 0) | (isPaperOut ? 0x0C : 0),
            0x0F,
        ]
    }

    private mutating func automaticStatusIfChanged() -> [UInt8] {
        guard hasPower, sendsStatus, automaticStatus != lastSentStatus else { return [] }
        lastSentStatus = automaticStatus
        return lastSentStatus
    }
}
