import KioskCore
import KioskDevices

extension FuzzTarget {
    static let scanners = [
        FuzzTarget(name: "hid-descriptor", run: hidDescriptor),
        FuzzTarget(name: "hid-pos-scanner") { bytes in
            FuzzBench.play(FuzzInput(bytes), to: HIDPOSScannerStateMachine(), with: ScannerPartner())
        },
        FuzzTarget(name: "hid-keyboard-scanner") { bytes in
            var input = FuzzInput(bytes)
            let first = input.byte()
            let layouts = KeyboardLayout.allCases
            let suffixes = KeyboardWedgeProfile.Suffix.allCases
            let profile = KeyboardWedgeProfile(
                layout: layouts[Int(first & 0x0F) % layouts.count], prefix: first & 0x80 != 0 ? [0x41] : [],
                suffix: suffixes[Int(first >> 4 & 0x03) % suffixes.count], isCapsLocked: first & 0x40 != 0)
            FuzzBench.play(input, to: HIDKeyboardScannerStateMachine(profile: profile), with: ScannerPartner())
        },
        FuzzTarget(name: "cdc-line-scanner") { bytes in
            var input = FuzzInput(bytes)
            let first = input.byte()
            let suffixes = KeyboardWedgeProfile.Suffix.allCases
            let profile = LineScannerProfile(
                prefix: first & 0x80 != 0 ? [0x41] : [], suffix: suffixes[Int(first & 0x03) % suffixes.count])
            FuzzBench.play(input, to: CDCLineScannerStateMachine(profile: profile), with: ScannerPartner())
        },
    ]

    private static let hidDescriptor: @Sendable ([UInt8]) -> Void = { bytes in
        guard let descriptor = try? HIDReportDescriptor(bytes) else { return }
        var fields = 0
        for report in descriptor.inputReports.values {
            precondition(report.byteCount <= HIDReportDescriptor.largestReport, "a report past every report")
            for field in report.fields {
                precondition(field.bitOffset >= 0 && field.bitsPerValue >= 0 && field.count >= 0)
                precondition(
                    field.bitOffset + field.bitsPerValue * field.count <= report.bitCount, "a field past its report")
            }
            fields += report.fields.count
        }
        precondition(fields <= 512, "a descriptor fills the memory")
        if let layout = try? HIDPOSScannerLayout(descriptor) {
            precondition(layout.reportSizes.values.allSatisfy { $0 <= HIDReportDescriptor.largestReport })
        }
        if let format = try? HIDKeyboardReportFormat(descriptor) {
            precondition(format.reportSizes.values.allSatisfy { $0 <= HIDReportDescriptor.largestReport })
        }
    }
}

/// The kiosk's side of a scanner, which only listens. The law: no code is longer than any code may be.
struct ScannerPartner<Machine: DeviceStateMachine>: FuzzPartner
where Machine.Command == CodeScannerCommand, Machine.Report == CodeScannerReport {
    mutating func heard(_ report: CodeScannerReport, at now: KioskInstant) -> Wishes {
        switch report {
        case .scanned(let code):
            precondition(
                !code.bytes.isEmpty && code.bytes.count <= ScannedCode.largestAccepted, "a code past every code")
        case .garbled(let reason): precondition(reason.utf8.count <= 200, "a reason that fills the log")
        case .presence: break
        }
        return []
    }
}
