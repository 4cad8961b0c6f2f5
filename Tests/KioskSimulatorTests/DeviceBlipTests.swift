import KioskCore
import KioskDevices
import KioskReceipts
import KioskSimulator
import Testing

/// A device that is gone for a moment, as the kiosk sees it: `SteadyPresence` around its driver, in virtual time. The
/// line is open again a driver's longest pause after the device is back.
@Suite struct DeviceBlipTests {
    private static let blips: [Duration] = [.milliseconds(300), .milliseconds(1_400), .milliseconds(2_500)]

    private static func pump<Machine: DeviceStateMachine, Device: SimulatedDevice>(
        _ machine: Machine, _ device: Device
    ) -> DevicePump<SteadyPresence<Machine>, Device> where Machine.Report: DeviceReport & Equatable {
        var pump = DevicePump(SteadyPresence(machine), device, startingAt: startOfBench)
        pump.connect()
        pump.expect(.presence(.ready))
        pump.run(for: .seconds(5))
        _ = pump.takeReports()
        return pump
    }

    /// The line is lost and, `blip` and a pause of the driver later, open again.
    private static func blip<Machine, Device>(
        _ pump: inout DevicePump<SteadyPresence<Machine>, Device>, _ blip: Duration, meanwhile command: Machine.Command?
    ) where Machine.Report: Equatable {
        pump.disconnect()
        pump.run(for: blip / 2)
        if let command { pump.command(command) }
        pump.run(for: blip / 2 + .milliseconds(499))
        pump.connect()
        pump.expect(.presence(.ready))
        #expect(!pump.reports.contains(.presence(.absent)), "after \(blip)")
    }

    @Test(arguments: blips) func aScannerReadsTheNextCode(_ blip: Duration) {
        let code = ScannedCode("1234567890123", symbology: .unknown)
        var pump = DeviceBlipTests.pump(
            CDCLineScannerStateMachine(), SimulatedScanner(wire: .cdcLines(.cr, sendsAIM: false)))
        DeviceBlipTests.blip(&pump, blip, meanwhile: nil)
        pump.hand(.lay(code))
        pump.expect(.scanned(code))
        #expect(!pump.reports.contains(.presence(.absent)))
    }

    @Test(arguments: blips, [false, true]) func aPrinterPrintsTheNextSlip(_ blip: Duration, _ isAskedMeanwhile: Bool) {
        var pump = DeviceBlipTests.pump(ESCPOSStateMachine(), SimulatedReceiptPrinter())
        let print = ReceiptPrinterCommand.print(PrintJobID(1), PaperSample.bytes())
        DeviceBlipTests.blip(&pump, blip, meanwhile: isAskedMeanwhile ? print : nil)
        if !isAskedMeanwhile { pump.command(print) }
        pump.expect(.printed(PrintJobID(1)))
        let hasToldOfTrouble = pump.reports.contains {
            switch $0 {
            case .presence(let presence): presence != .ready
            case .status(let status): !status.canPrint
            case .failed: true
            case .printed: false
            }
        }
        #expect(!hasToldOfTrouble, "a kiosk that hears of trouble composes no slip: \(pump.reports)")
        #expect(pump.device.pageCount == 1)
    }

    @Test(arguments: blips, [false, true]) func aNoteAcceptorTakesTheNextNote(
        _ blip: Duration, _ isEnabledMeanwhile: Bool
    ) {
        let enable = NoteAcceptorCommand.enable(denominations: allNotes)
        var pump = DeviceBlipTests.pump(CCNETStateMachine(), SimulatedNoteAcceptor())
        if !isEnabledMeanwhile {
            pump.command(enable)
            pump.expect(.enabled)
            _ = pump.takeReports()
        }
        DeviceBlipTests.blip(&pump, blip, meanwhile: isEnabledMeanwhile ? enable : nil)
        // The kiosk says what it wants each time it hears that the device is ready.
        pump.command(enable)
        pump.run(for: .seconds(2))
        pump.hand(.insertNote(yuan(20)))
        pump.expect(.escrowed(yuan(20)))
        pump.command(.stackNote)
        pump.expect(.stacked(yuan(20)))
        pump.command(.acknowledge)
        pump.run(for: .seconds(5))
        #expect(pump.device.notesInCashBox == [yuan(20)])
        #expect(!pump.reports.contains(.presence(.absent)))
    }

    @Test(arguments: blips, [false, true]) func aTerminalChargesTheNextCard(
        _ blip: Duration, _ isAskedMeanwhile: Bool
    ) {
        var pump = DeviceBlipTests.pump(
            ZVTStateMachine(profile: ZVTProfile()), SimulatedPaymentTerminal(model: PaymentTerminalModel()))
        DeviceBlipTests.blip(&pump, blip, meanwhile: isAskedMeanwhile ? .authorise(yuan(86)) : nil)
        if !isAskedMeanwhile { pump.command(.authorise(yuan(86))) }
        pump.expect(.prompted(.insertCard))
        pump.hand(.insertCard(.good))
        pump.run(for: .seconds(60))
        #expect(pump.device.captures.map(\.amount) == [yuan(86)])
        let told = pump.takeReports()
        #expect(!told.contains(.presence(.absent)) && !told.contains(.declined(.terminalTrouble)))
        #expect(told.contains { if case .approved(let capture) = $0 { capture.amount == yuan(86) } else { false } })
    }

    @Test(arguments: blips) func aTerminalThatIsAskedForItsTotalsIsAskedAgainAndCharges(_ blip: Duration) {
        var profile = ZVTProfile()
        profile.repeatsReceipt = false
        var pump = DeviceBlipTests.pump(
            ZVTStateMachine(profile: profile), SimulatedPaymentTerminal(model: PaymentTerminalModel()))
        // The totals before the charge are asked for when the line goes.
        pump.command(.authorise(yuan(86)))
        DeviceBlipTests.blip(&pump, blip, meanwhile: nil)
        #expect(pump.device.captures.isEmpty)
        pump.expect(.prompted(.insertCard))
        pump.hand(.insertCard(.good))
        pump.run(for: .seconds(60))
        #expect(pump.device.captures.map(\.amount) == [yuan(86)])
    }
}
