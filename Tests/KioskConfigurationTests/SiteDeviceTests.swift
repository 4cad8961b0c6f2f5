import Foundation
import KioskConfiguration
import KioskCore
import Testing

/// The device entries of a site: models, USB, serial lines, and what is refused.
@Suite struct SiteDeviceTests {
    private let demo: String
    private let catalogue: DeviceCatalogue

    init() throws {
        demo = try Repository.text(Repository.configuration + "/sites/demo.yaml")
        catalogue = try Repository.catalogue.get()
    }

    /// The demo's site with these device entries.
    private func site(_ devices: String) throws -> String {
        let start = try #require(demo.range(of: "devices:\n"))
        let end = try #require(demo.range(of: "# Whole yuan."))
        return demo.replacingCharacters(in: start.upperBound..<end.lowerBound, with: devices + "\n")
    }

    private func read(_ devices: String) throws -> KioskConfiguration {
        try KioskConfiguration.read(try site(devices), name: "kiosk.yaml", devices: catalogue)
    }

    private func problems(_ devices: String, without: Bool = false) throws -> [ConfigurationProblem] {
        let text = try site(devices)
        do {
            _ = try KioskConfiguration.read(text, name: "kiosk.yaml", devices: without ? nil : catalogue)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func aCameraStandsBesideTheScanner() throws {
        let camera = """
              - name: camera
                kind: camera
                protocol: uvc
                connection: usb:046d:0825
                port: "1-1.3"
            """
        let site = try read("  - name: scanner\n    model: newland-hr200\n    connection: usb\n" + camera)
        let address = USBAddress(ids: [USBID(vendorID: 0x046D, productID: 0x0825)], port: "1-1.3")
        #expect(site.device(.camera)?.connection == .usb(address))
        #expect(site.device(.scanner) != nil)
    }

    @Test(arguments: ["tcp:127.0.0.1:5000", "serial:/dev/serial/by-id/usb-camera", "usb"])
    func aCameraIsOnUSB(connection: String) throws {
        let found = try problems(
            "  - name: camera\n    kind: camera\n    protocol: uvc\n    connection: \(connection)")
        #expect(found.count == 1)
    }

    @Test func aSiteOfModelsIsReadWithWhatTheirProfilesSay() throws {
        let site = try read(
            """
              - name: scanner
                model: newland-hr200
                connection: usb
              - name: printer
                model: epson-tm-t88iv
                connection: usb
                serial: "J4EF 012345"
                port: "1-1.2"
              - name: notes
                model: jcm-eba-40
                connection: serial:/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A9ZX-if00-port0
                adapter: ftdi-ft232r
                serial: A9ZX
              - name: cards
                model: worldline-valina
                connection: tcp:10.0.0.7:20007
              - name: badges
                model: acs-acr39u
                connection: usb:072f:b100
            """)
        let printer = try #require(site.device(.printer))
        #expect(printer.model?.id == "epson-tm-t88iv")
        #expect(printer.wire == .escpos)
        #expect(printer.printer.dotsWidth == 512)
        let id = try #require(USBID("04b8:0202"))
        #expect(printer.connection == .usb(USBAddress(ids: [id], serial: "J4EF 012345", port: "1-1.2")))
        let acceptor = try #require(site.device(.noteAcceptor))
        #expect(acceptor.serialLine == DeviceProfile.SerialLine(baud: 9_600, parity: .even, stopBits: 1))
        #expect(acceptor.adapter?.id == USBID("0403:6001"))
        #expect(
            acceptor.connection
                == .serialPort(path: "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A9ZX-if00-port0"))
        #expect(site.device(.paymentTerminal)?.paymentTerminal.framing == .plain)
        #expect(site.device(.cardReader)?.wire == .ccid)
    }

    @Test func aPrinterWithoutAModelIsKnownByItsPaper() throws {
        let entry = "  - {name: p, kind: printer, protocol: escpos, connection: unix:p.sock"
        #expect(try read(entry + ", profile: narrow}").device(.printer)?.printer == .narrow)
        #expect(try read(entry + "}").device(.printer)?.printer == .wide)
    }

    @Test func aTerminalFramesItsMessagesOnUSBAndNotOnANetwork() throws {
        let entry = "  - {name: t, model: paycircle-simulated-terminal, connection: "
        #expect(try read(entry + "usb}").device(.paymentTerminal)?.paymentTerminal.framing == .serial)
        #expect(try read(entry + "unix:t.sock}").device(.paymentTerminal)?.paymentTerminal.framing == .plain)
    }

    struct Slip: Sendable, CustomTestStringConvertible {
        let entry: String
        let says: [String]

        var testDescription: String { entry }
    }

    static let slips: [Slip] = [
        Slip(entry: "model: epson-tm-t20iiii, connection: usb", says: ["Did you mean 'epson-tm-t20iii'?"]),
        Slip(entry: "model: nobodys, connection: usb", says: ["'nobodys'", "profile.yaml"]),
        Slip(entry: "connection: usb", says: ["model", "kind and protocol"]),
        Slip(entry: "kind: printer, connection: usb", says: ["kind and protocol"]),
        Slip(entry: "model: epson-tm-t20, kind: printer, connection: usb", says: ["'kind'"]),
        Slip(entry: "model: epson-tm-t20, profile: wide, connection: usb", says: ["'profile'"]),
        Slip(entry: "kind: printer, protocol: escpos, connection: usb", says: ["usb:04b8:0e15"]),
        Slip(entry: "kind: printer, protocol: escpos, connection: usb:04b8", says: ["no connection"]),
        Slip(entry: "model: epson-tm-t20, connection: usb:04b8:0e15", says: ["04b8:0e15", "04b8:0e03"]),
        Slip(entry: "model: cashcode-sm, connection: usb", says: ["no USB ids", "serial:"]),
        Slip(entry: "model: itl-nv10-usb, connection: usb, serial: \"1\"", says: ["no serial number", "port:"]),
        Slip(entry: "model: epson-tm-t20, connection: usb, port: \"2\"", says: ["1-1.2"]),
        Slip(entry: "model: epson-tm-t20, connection: usb, serial: \"a\\nb\"", says: ["serial number"]),
        Slip(entry: "model: epson-tm-t20, connection: unix:p.sock, serial: a", says: ["'serial'"]),
        Slip(entry: "model: newland-hr200, connection: serial:/dev/ttyS0", says: ["hid-pos", "usb"]),
        Slip(entry: "model: cashcode-sm, connection: serial:/dev/ttyUSB0", says: ["order of plugging", "by-id"]),
        Slip(entry: "model: cashcode-sm, connection: serial:/dev/ttyACM12", says: ["order of plugging"]),
        Slip(entry: "model: cashcode-sm, connection: serial:ttyS0", says: ["no connection"]),
        Slip(entry: "model: cashcode-sm, connection: serial:/dev/../etc/passwd", says: ["no connection"]),
        Slip(
            entry: "model: cashcode-sm, connection: serial:/dev/ttyS0, adapter: ftdi-ft232",
            says: ["Did you mean 'ftdi-ft232r'?"]),
        Slip(entry: "model: epson-tm-t20, connection: usb, adapter: ftdi-ft232r", says: ["adapter"]),
        Slip(entry: "model: magtek-mini-swipe-reader, connection: usb", says: ["MagTek", "clear card number"]),
        Slip(entry: "model: \"0801:0002\", connection: usb", says: ["MagTek", "clear card number"]),
        Slip(
            entry: "kind: scanner, protocol: hid-keyboard, connection: usb:0801:0001",
            says: ["MagTek", "clear card number", "payment terminal"]),
        Slip(
            entry: "kind: cardReader, protocol: ccid, connection: usb:0801:0002",
            says: ["MagTek Mini Swipe Reader", "clear card number"]),
    ]

    @Test(arguments: slips)
    func aSlipIsToldWithWhatToDo(slip: Slip) throws {
        let problems = try problems("  - {name: thing, \(slip.entry)}")
        let hit = problems.first { problem in slip.says.allSatisfy { problem.description.contains($0) } }
        #expect(hit != nil, "\(problems)")
        #expect(hit?.line == 25)
        #expect(hit?.advice.isEmpty == false)
    }

    @Test func aModelWithoutACatalogueIsTold() throws {
        let problems = try problems("  - {name: p, model: epson-tm-t20, connection: usb}", without: true)
        #expect(problems.count == 1)
        #expect(problems.first?.description.contains("--devices") == true)
    }

    @Test func refusalNeedsNoCatalogue() throws {
        let problems = try problems("  - {name: c, model: magtek-mini-swipe-reader, connection: usb}", without: true)
        #expect(problems.first?.message.contains("clear card number") == true)
    }

    @Test func twoDevicesThatCouldBeOneAreToldApart() throws {
        let entries = """
              - {name: a, kind: scanner, protocol: cdc-lines, connection: "usb:0483:5743"%1}
              - {name: b, model: xprinter-xp-t58h, connection: usb%2}
            """
        func problems(_ first: String, _ second: String) throws -> [ConfigurationProblem] {
            try self.problems(entries.replacing("%1", with: first).replacing("%2", with: second))
        }
        #expect(try problems("", "").first?.advice.contains("serial: or port:") == true)
        #expect(try problems(", serial: \"1\"", ", port: \"1-2\"").count == 1, "serial 1 may be on port 1-2")
        #expect(try problems(", serial: \"1\"", ", serial: \"2\"").isEmpty)
        #expect(try problems(", port: \"1-1\"", ", port: \"1-2\"").isEmpty)
    }

    @Test func oneOfEachKindIsEnough() throws {
        let problems = try problems(
            """
              - {name: a, model: epson-tm-t20, connection: usb}
              - {name: b, model: epson-tm-t20ii, connection: usb}
            """)
        #expect(problems.count == 1)
        #expect(problems.first?.message == "'a' is a printer already.")
    }

    @Test func pairingsAndControlLieWhereTheFileSays() throws {
        let text = demo + "pairings: { path: /var/lib/paycircle/pairs.json }\ncontrol: { socket: /run/paycircle/ctl }\n"
        let site = try KioskConfiguration.read(text, name: "kiosk.yaml")
        #expect(site.pairingsPath == "/var/lib/paycircle/pairs.json")
        #expect(site.controlSocketPath == "/run/paycircle/ctl")
    }

    @Test func aControlSocketThatLinuxCannotBindIsTold() throws {
        let long = "/" + String(repeating: "x", count: 110) + "/journal.sqlite"
        let text = demo.replacing("demo/journal.sqlite", with: long)
        let error = #expect(throws: ConfigurationError.self) { try KioskConfiguration.read(text, name: "kiosk.yaml") }
        #expect(error?.problems.first?.description.contains("control: {socket: …}") == true)
        let mended = text + "control: { socket: /run/c.sock }\n"
        #expect(try KioskConfiguration.read(mended, name: "kiosk.yaml").journalPath == long)
    }
}
