import KioskCore
import KioskDevices
import Testing

@Suite struct HIDKeyboardScannerTests {
    private static let now = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 1_790_000_000_000))
    private static let released = [UInt8](repeating: 0, count: 8)
    private static let shift: UInt8 = 0x02
    private static let control: UInt8 = 0x01
    private static let altGr: UInt8 = 0x40
    private static let enter: UInt8 = 0x28

    private func down(_ keys: UInt8..., modifiers: UInt8 = 0) -> [UInt8] {
        [modifiers, 0] + keys + [UInt8](repeating: 0, count: 6 - keys.count)
    }

    /// Each key pressed and let go.
    private func typed(_ keys: [UInt8], modifiers: UInt8 = 0) -> [UInt8] {
        keys.flatMap { down($0, modifiers: modifiers) + Self.released }
    }

    /// Digits by their usages: 1 is 1E, 0 is 27.
    private func digits(_ text: String) -> [UInt8] {
        typed(text.utf8.map { $0 == 0x30 ? 0x27 : $0 - 0x31 + 0x1E })
    }

    private func machine(_ profile: KeyboardWedgeProfile = KeyboardWedgeProfile()) -> HIDKeyboardScannerStateMachine {
        var machine = HIDKeyboardScannerStateMachine(profile: profile)
        _ = machine.received(.connected, at: Self.now)
        return machine
    }

    private func reports(
        _ bytes: [UInt8], in machine: inout HIDKeyboardScannerStateMachine, at now: KioskInstant = now
    ) -> [CodeScannerReport] {
        machine.received(.bytes(bytes), at: now).compactMap {
            if case .report(let report) = $0 { report } else { nil }
        }
    }

    private func code(_ text: String) -> [CodeScannerReport] { [.scanned(ScannedCode(text, symbology: .unknown))] }

    @Test func presenceFollowsTheLine() {
        var machine = HIDKeyboardScannerStateMachine()
        #expect(machine.received(.connected, at: Self.now) == [.report(.presence(.ready))])
        #expect(machine.received(.disconnected, at: Self.now) == [.report(.presence(.absent))])
    }

    @Test(arguments: [1, 3, 8, 64, 4_096]) func keysAndEnterAreACodeHoweverTheBytesCome(_ size: Int) {
        let bytes = digits("3312345678900") + typed([Self.enter])
        var wedge = machine()
        var all: [CodeScannerReport] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            all += reports(Array(bytes[start...].prefix(size)), in: &wedge)
        }
        #expect(all == code("3312345678900"))
        #expect(wedge.nextDeadline == nil)
    }

    @Test func aKeyThatStaysDownIsTypedOnce() {
        var wedge = machine()
        let bytes = down(0x1E) + down(0x1E) + down(0x1E, 0x1F) + down(0x1F) + Self.released + typed([Self.enter])
        #expect(reports(bytes, in: &wedge) == code("12"))
    }

    @Test func keysWithoutALetGoInBetweenAreTyped() {
        var wedge = machine()
        #expect(reports(down(0x1E) + down(0x1F) + down(0x20) + down(Self.enter), in: &wedge) == code("123"))
    }

    @Test func shiftMakesCapitalsAndSigns() {
        var wedge = machine()
        let bytes = typed([0x04]) + typed([0x04], modifiers: Self.shift) + typed([0x1F], modifiers: 0x20)
        #expect(reports(bytes + typed([Self.enter]), in: &wedge) == code("aA@"))
    }

    @Test func capsLockTypedByTheScannerTurnsItsLettersOver() {
        var wedge = machine()
        let bytes = typed([0x39, 0x04, 0x1E, 0x39, 0x04, Self.enter])
        #expect(reports(bytes, in: &wedge) == code("A1a"))
    }

    @Test func aScannerThatBelievesCapsLockIsOnIsReadSo() {
        var wedge = machine(KeyboardWedgeProfile(isCapsLocked: true))
        let bytes = typed([0x04]) + typed([0x05], modifiers: Self.shift) + typed([Self.enter])
        #expect(reports(bytes, in: &wedge) == code("Ab"))
    }

    @Test func theGroupSeparatorOfGS1IsControlAndBracket() {
        var wedge = machine()
        let bytes =
            typed([0x30]) + typed([0x06], modifiers: Self.shift) + digits("1415")
            + typed([0x30], modifiers: Self.control) + digits("390286") + typed([Self.enter])
        #expect(
            reports(bytes, in: &wedge)
                == [.scanned(ScannedCode("415\u{1D}390286", symbology: .gs1Code128, aim: "]C1"))])
    }

    @Test func theGermanLayoutReadsWhatAGermanScannerTypes() {
        var wedge = machine(KeyboardWedgeProfile(layout: .de))
        // ]C1 on the German keyboard: AltGr 9, C, 1; then z, y, ß and {.
        let bytes =
            typed([0x26], modifiers: Self.altGr) + typed([0x06], modifiers: Self.shift)
            + typed([0x1E, 0x1C, 0x1D, 0x2D]) + typed([0x24], modifiers: Self.altGr) + typed([Self.enter])
        #expect(
            reports(bytes, in: &wedge) == [.scanned(ScannedCode("zyß{", symbology: .gs1Code128, aim: "]C1"))])
    }

    @Test func theFrenchLayoutTypesDigitsWithShiftAndAccentsInTwoSteps() {
        var wedge = machine(KeyboardWedgeProfile(layout: .fr))
        let bytes =
            typed([0x1E, 0x1F], modifiers: Self.shift) + typed([0x14, 0x2F, 0x08, 0x2F, 0x2C])
            + typed([0x23]) + typed([Self.enter])
        #expect(reports(bytes, in: &wedge) == code("12aê^-"))
    }

    @Test func tabEndsACodeWhereTheProfileSaysSo() {
        var wedge = machine(KeyboardWedgeProfile(suffix: .tab))
        // With Tab behind it, a code may have several lines.
        #expect(reports(digits("1") + typed([Self.enter]) + digits("2") + typed([0x2B]), in: &wedge) == code("1\r2"))
    }

    @Test func withoutASuffixSilenceEndsACode() throws {
        var wedge = machine(KeyboardWedgeProfile(suffix: .none))
        #expect(reports(digits("415123"), in: &wedge).isEmpty)
        let deadline = try #require(wedge.nextDeadline)
        #expect(deadline == Self.now.advanced(by: KeyboardWedgeProfile.quietBehindCode))
        #expect(wedge.received(.deadlineReached, at: Self.now).isEmpty)
        #expect(wedge.received(.deadlineReached, at: deadline) == code("415123").map { .report($0) })
        #expect(wedge.nextDeadline == nil)
    }

    @Test func thePrefixIsTakenOffAndDemanded() {
        var wedge = machine(KeyboardWedgeProfile(prefix: Array("99".utf8)))
        #expect(reports(digits("99415") + typed([Self.enter]), in: &wedge) == code("415"))
        #expect(reports(digits("415") + typed([Self.enter]), in: &wedge).kinds == ["garbled"])
    }

    @Test func controlMAndControlJEndALine() {
        var wedge = machine()
        let bytes = digits("1") + typed([0x10, 0x0D], modifiers: Self.control) + digits("2") + typed([0x58])
        #expect(reports(bytes, in: &wedge) == code("1") + code("2"))
    }

    @Test func aCodeThatStopsIsGarbledAndTheNextIsRead() throws {
        var wedge = machine()
        _ = reports(digits("123"), in: &wedge)
        let deadline = try #require(wedge.nextDeadline)
        let told = wedge.received(.deadlineReached, at: deadline)
        #expect(told.count == 1)
        #expect(reports(digits("45") + typed([Self.enter]), in: &wedge, at: deadline) == code("45"))
    }

    @Test func aPersonWhoTypesSlowlyScansNothing() {
        var wedge = machine()
        var now = Self.now
        var all: [CodeScannerReport] = []
        for key in [UInt8](0x1E...0x24) + [Self.enter] {
            now = now.advanced(by: .milliseconds(700))
            all += wedge.received(.deadlineReached, at: now).compactMap {
                if case .report(let report) = $0 { report } else { nil }
            }
            all += reports(typed([key]), in: &wedge, at: now)
        }
        #expect(!all.kinds.contains("scanned"))
    }

    @Test(
        arguments: [
            [0x04, 0, 0x59, 0, 0, 0, 0, 0],  // Alt and a digit of the number pad
            [0x08, 0, 0x04, 0, 0, 0, 0, 0],  // GUI
            [0x00, 0, 0x3B, 0, 0, 0, 0, 0],  // F2
            [0x01, 0, 0x22, 0, 0, 0, 0, 0],  // Control and 5
            [0x00, 0, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01],  // too many keys
        ] as [[UInt8]])
    func whatTypesNothingSpoilsTheCodeAndTheCodeAlone(_ report: [UInt8]) {
        var wedge = machine()
        let bytes = digits("12") + report + Self.released + digits("34") + typed([Self.enter])
        #expect(reports(bytes, in: &wedge).kinds == ["garbled"])
        #expect(reports(digits("56") + typed([Self.enter]), in: &wedge) == code("56"))
    }

    @Test func aCodeOfTheLargestSizeIsTakenAndALongerOneThrownAwayOnce() {
        var wedge = machine()
        let largest = String(repeating: "7", count: ScannedCode.largestAccepted)
        #expect(reports(digits(largest) + typed([Self.enter]), in: &wedge) == code(largest))
        #expect(reports(digits(largest + "1") + typed([Self.enter]), in: &wedge).kinds == ["garbled"])
        #expect(reports(digits("1") + typed([Self.enter]), in: &wedge) == code("1"))
    }

    @Test func unplugInTheMiddleForgetsWhatWasTyped() {
        var wedge = machine()
        _ = reports(digits("12") + down(0x20), in: &wedge)
        _ = wedge.received(.disconnected, at: Self.now)
        #expect(wedge.nextDeadline == nil)
        _ = wedge.received(.connected, at: Self.now)
        // The 3 was down when the plug was pulled; it is pressed anew.
        #expect(reports(digits("3") + typed([Self.enter]), in: &wedge) == code("3"))
    }

    @Test func aReportWithAnIdAndABitForEachKeyIsReadByTheDescriptor() {
        // Report 1: modifiers, then a bit for each key from 04 to 2B. Report 2 beside it: a volume wheel.
        let descriptor: [UInt8] = [
            0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x85, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
            0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x19, 0x04, 0x29, 0x2B, 0x95, 0x28, 0x81, 0x02, 0xC0,
            0x05, 0x0C, 0x09, 0x01, 0xA1, 0x01, 0x85, 0x02, 0x75, 0x08, 0x95, 0x01, 0x09, 0xE0, 0x81, 0x02, 0xC0,
        ]
        var wedge = HIDKeyboardScannerStateMachine()
        _ = wedge.received(.described(descriptor), at: Self.now)
        #expect(wedge.received(.connected, at: Self.now) == [.report(.presence(.ready))])
        func key(_ usage: UInt8) -> [UInt8] {
            var bits = [UInt8](repeating: 0, count: 5)
            bits[Int(usage - 4) / 8] = 1 << UInt8((usage - 4) % 8)
            return [1, 0] + bits + [1, 0, 0, 0, 0, 0, 0]
        }
        let bytes = key(0x1E) + [2, 7] + key(0x1F) + key(0x1F) + key(Self.enter)
        #expect(reports(bytes, in: &wedge) == code("122"))
    }

    @Test func aDeviceInHIDPOSModeIsFaulty() {
        var wedge = HIDKeyboardScannerStateMachine()
        _ = wedge.received(.described(HIDPOSScannerLayout.commonDescriptor), at: Self.now)
        guard case .report(.presence(.faulty(let text)))? = wedge.received(.connected, at: Self.now).first else {
            Issue.record("not faulty")
            return
        }
        #expect(text.contains("HID POS mode"))
    }

    @Test(arguments: KeyboardLayout.allCases) func randomReportsNeverTrap(_ layout: KeyboardLayout) {
        var random = SeededRandom(7)
        var wedge = machine(KeyboardWedgeProfile(layout: layout, suffix: .none))
        for _ in 0..<1_500 {
            let bytes = (0..<random.next() % 30).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = wedge.received(.bytes(bytes), at: Self.now)
            if random.next() % 9 == 0, let deadline = wedge.nextDeadline {
                _ = wedge.received(.deadlineReached, at: deadline)
            }
        }
    }
}

extension [CodeScannerReport] {
    /// The cases without what they carry.
    fileprivate var kinds: [String] {
        map { report in
            switch report {
            case .presence: "presence"
            case .scanned: "scanned"
            case .garbled: "garbled"
            }
        }
    }
}
