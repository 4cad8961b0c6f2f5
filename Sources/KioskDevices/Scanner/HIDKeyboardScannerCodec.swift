internal import KioskCore

/// Makes codes of a keyboard's reports: keys that went down since the report before, their characters, lines.
struct HIDKeyboardScannerCodec: ScannerCodec {
    private let profile: KeyboardWedgeProfile
    private var format = HIDKeyboardReportFormat.boot
    private var cutter: HIDReportCutter
    private var lines: ScanLineCutter
    /// The keys that were down in the last report of each id.
    private var down: [UInt8: [UInt8]] = [:]
    private var isCapsLocked: Bool
    /// A dead key whose letter is to come.
    private var accent: Unicode.Scalar?

    private enum Key {
        static let enter: UInt8 = 0x28
        static let escape: UInt8 = 0x29
        static let backspace: UInt8 = 0x2A
        static let tab: UInt8 = 0x2B
        static let capsLock: UInt8 = 0x39
        static let scrollLock: UInt8 = 0x47
        static let numLock: UInt8 = 0x53
        static let keypadEnter: UInt8 = 0x58
    }

    private enum Modifier {
        static let control: UInt8 = 0x11
        static let shift: UInt8 = 0x22
        static let leftAlt: UInt8 = 0x04
        static let rightAlt: UInt8 = 0x40
        static let gui: UInt8 = 0x88
    }

    init(profile: KeyboardWedgeProfile) {
        self.profile = profile
        cutter = HIDReportCutter(sizes: format.reportSizes, usesReportIDs: format.usesReportIDs)
        lines = ScanLineCutter(ending: profile.suffix.character, prefix: profile.prefix)
        isCapsLocked = profile.isCapsLocked
    }

    var patience: Duration { profile.characterTimeout }
    var isWaiting: Bool { cutter.isWaiting || lines.isWaiting || accent != nil }

    mutating func described(_ descriptor: [UInt8]) throws(HIDReportDescriptorError) {
        format = try HIDKeyboardReportFormat(HIDReportDescriptor(descriptor))
        cutter = HIDReportCutter(sizes: format.reportSizes, usesReportIDs: format.usesReportIDs)
    }

    mutating func received(_ bytes: [UInt8]) -> [CodeScannerReport] {
        let format = format
        let pieces = cutter.received(bytes) { report, id in format.pressed(in: report, id: id)?.isOverrun != true }
        var reports: [CodeScannerReport] = []
        for piece in pieces {
            switch piece {
            case .report(let report, let id):
                if let pressed = format.pressed(in: report, id: id) { take(pressed, id: id, &reports) }
            case .torn, .unknown: spoil("The scanner sent a report that is none of a keyboard.")
            }
        }
        return reports
    }

    mutating func silence() -> [CodeScannerReport] {
        var reports: [CodeScannerReport] = []
        if cutter.silence() > 0 { spoil("The scanner stopped in the middle of a report.") }
        freeAccent(&reports)
        if let line = lines.silence() { reports.append(CodeScannerReport(line)) }
        down = [:]
        return reports
    }

    mutating func reset() {
        cutter.reset()
        lines.reset()
        down = [:]
        accent = nil
        isCapsLocked = profile.isCapsLocked
    }

    // MARK: Keys

    private mutating func take(
        _ pressed: HIDKeyboardReportFormat.Pressed, id: UInt8, _ reports: inout [CodeScannerReport]
    ) {
        guard !pressed.isOverrun else {
            return spoil("The scanner typed faster than it can tell: set a longer pause between its characters.")
        }
        let before = down[id] ?? []
        down[id] = pressed.keys
        for key in pressed.keys where !before.contains(key) { press(key, pressed.modifiers, &reports) }
    }

    private mutating func press(_ key: UInt8, _ modifiers: UInt8, _ reports: inout [CodeScannerReport]) {
        switch key {
        case Key.capsLock: isCapsLocked.toggle()
        case Key.numLock, Key.scrollLock: break
        default:
            let hasControlAndAlt = modifiers & Modifier.control != 0 && modifiers & Modifier.leftAlt != 0
            let isThird = modifiers & Modifier.rightAlt != 0 || hasControlAndAlt
            let level = KeyboardLayout.Level(
                isShifted: modifiers & Modifier.shift != 0, isThird: isThird, isCapsLocked: isCapsLocked)
            if modifiers & Modifier.gui != 0 || modifiers & Modifier.leftAlt != 0 && !isThird {
                spoil("The scanner types characters as Alt and digits: set it to type for the layout of its profile.")
            } else if let byte = control(key, level, modifiers) {
                freeAccent(&reports)
                put(byte, &reports)
            } else if modifiers & Modifier.control != 0, !isThird {
                spoil("The scanner pressed Control and key \(HIDKeyboardScannerCodec.name(key)), which types nothing.")
            } else {
                type(key, level, &reports)
            }
        }
    }

    private static func name(_ key: UInt8) -> String { String(key, radix: 16, uppercase: true) }

    /// Keys that type a control character.
    private func control(_ key: UInt8, _ level: KeyboardLayout.Level, _ modifiers: UInt8) -> UInt8? {
        switch key {
        case Key.enter, Key.keypadEnter: 0x0D
        case Key.tab: 0x09
        case Key.escape: 0x1B
        case Key.backspace: 0x08
        default:
            modifiers & Modifier.control != 0 && !level.isThird ? profile.layout.control(of: key, level) : nil
        }
    }

    private mutating func type(_ key: UInt8, _ level: KeyboardLayout.Level, _ reports: inout [CodeScannerReport]) {
        switch profile.layout.meaning(of: key, level) {
        case .character(let character)?:
            let text = accent.map { KeyboardLayout.compose($0, character) } ?? String(character)
            accent = nil
            for byte in text.utf8 { put(byte, &reports) }
        case .accent(let next)?:
            freeAccent(&reports)
            accent = next
        case nil:
            let name = HIDKeyboardScannerCodec.name(key)
            spoil("The scanner pressed key \(name), which types nothing on the layout \(profile.layout.rawValue).")
        }
    }

    /// A dead key that no letter followed stands for itself.
    private mutating func freeAccent(_ reports: inout [CodeScannerReport]) {
        guard let waiting = accent else { return }
        accent = nil
        for byte in String(KeyboardLayout.spacing(waiting)).utf8 { put(byte, &reports) }
    }

    private mutating func put(_ byte: UInt8, _ reports: inout [CodeScannerReport]) {
        if let line = lines.received(byte) { reports.append(CodeScannerReport(line)) }
    }

    private mutating func spoil(_ reason: String) {
        accent = nil
        lines.spoil(reason)
    }
}
