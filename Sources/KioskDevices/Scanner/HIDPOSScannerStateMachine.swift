package import KioskCore

/// The driver of a HID POS scanner, without its transport.
///
/// Where the line brings the device's report descriptor, its reports are read by that; elsewhere by `layout`. A
/// descriptor without bar code reports makes the device faulty, with a text that says which setting is missing.
package struct HIDPOSScannerStateMachine: DeviceStateMachine {
    /// How long a begun report or a code that goes on may stand still. Reports come every 1 to 10 ms.
    package static let partialScanTimeout = Duration.milliseconds(500)

    private var listener: ScannerListener<HIDPOSScannerCodec>

    package init(layout: HIDPOSScannerLayout = .common) {
        listener = ScannerListener(HIDPOSScannerCodec(layout: layout))
    }

    package var nextDeadline: KioskInstant? { listener.nextDeadline }

    package mutating func received(
        _ input: DeviceInput<CodeScannerCommand>, at now: KioskInstant
    ) -> [DeviceOutput<CodeScannerReport>] {
        listener.received(input, at: now)
    }
}
