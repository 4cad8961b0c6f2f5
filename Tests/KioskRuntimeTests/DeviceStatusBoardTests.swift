import KioskControl
import KioskCore
import KioskDevices
import Testing

@testable import KioskRuntime

@Suite struct DeviceStatusBoardTests {
    private let board = DeviceStatusBoard { WallTime(milliseconds: 1_800_000_000_000) }

    init() {
        board.add(DeviceStatus(name: "printer", kind: "printer", model: nil, wire: "escpos", connection: "usb"))
    }

    private var status: DeviceStatus { board["printer"]! }

    @Test func presentReadyAndFaultyAreThreeThings() {
        #expect(status.state == .absent)
        board.opened("printer", as: LineIdentity(vendorID: 0x04B8, productID: 0x0E28, serial: "A1", portPath: "1-1"))
        #expect(status.state == .present)
        board.note(.ready, of: "printer")
        #expect(status.state == .ready)
        board.note(.faulty("the cutter is stuck"), of: "printer")
        #expect(status.state == .faulty)
        #expect(status.lastFault == DeviceStatus.Fault(what: "the cutter is stuck", at: 1_800_000_000))
        board.note(.ready, of: "printer")
        #expect(status.trouble == nil)
        #expect(status.lastFault?.what == "the cutter is stuck", "the last fault stays for the technician")
    }

    @Test func aPrinterWithoutPaperIsFaultyUntilItHasSome() {
        board.opened("printer", as: nil)
        board.note(.ready, of: "printer")
        board.note(status: PrinterStatus(isPaperOut: true), of: "printer")
        #expect(status.state == .faulty)
        #expect(status.trouble?.hasPrefix("The printer is not ready: ") == true)
        board.note(status: PrinterStatus(), of: "printer")
        #expect(status.state == .ready)
    }

    @Test(arguments: [DeviceStatus.State.locked, .givenUp])
    func whyADeviceIsLeftAloneIsNotCoveredByItsAbsence(_ state: DeviceStatus.State) {
        board.failed("printer", "because", state: state)
        board.note(.absent, of: "printer")
        board.note(status: PrinterStatus(), of: "printer")
        #expect(status.state == state)
        #expect(status.trouble == "because")
        #expect(board.words == ["printer": state.rawValue])
    }

    @Test func theSameTroubleAgainKeepsItsFirstTime() {
        board.failed("printer", "no paper tray", state: .faulty)
        let first = status.lastFault
        board.fault("printer", "a stall")
        board.failed("printer", "no paper tray", state: .faulty)
        #expect(status.failures == 2)
        #expect(status.lastFault?.what == "a stall")
        #expect(first?.what == "no paper tray")
    }

    @Test func whatNobodyAddedIsNobody() {
        board.lost("scanner", "gone")
        board.moved("scanner", bytesIn: 5)
        #expect(board["scanner"] == nil)
        board.moved("printer", bytesIn: 5, bytesOut: 7)
        #expect(status.bytesIn == 5 && status.bytesOut == 7)
    }
}
