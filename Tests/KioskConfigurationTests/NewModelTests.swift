import Foundation
import KioskConfiguration
import Testing

/// Adding a model of a known protocol is one file and no code.
@Suite struct NewModelTests {
    private static let profile = """
        vendor: Acme
        model: Roll 80
        kind: printer
        protocol: escpos
        usb:
          ids: ["1209:000f"]
        printer:
          columns: 48
          dotsWidth: 576
          codePage: gbk
          raster: gs-v-0
          cutter: true
          processID: false
          clearBuffer: false
          qrCode: true
          answersStatus: true
        sources:
          - https://acme.example/roll-80/manual.pdf
        """

    @Test func aPrinterThatNobodyKnewIsOneFileAndNoCode() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/acme-roll-80", withIntermediateDirectories: true)
            try Data(NewModelTests.profile.utf8).write(to: URL(filePath: folder + "/acme-roll-80/profile.yaml"))
            let catalogue = try DeviceCatalogue.load(directory: folder)

            let demo = try Repository.text(Repository.configuration + "/sites/demo.yaml")
            let text = demo.replacing(
                """
                    kind: printer
                    protocol: escpos
                    connection: unix:demo/printer.sock
                    profile: wide
                """,
                with: """
                        model: acme-roll-80
                        connection: usb
                        serial: "000123"
                    """)
            let site = try KioskConfiguration.read(text, name: "kiosk.yaml", devices: catalogue)

            let printer = try #require(site.device(.printer))
            #expect(printer.model?.title == "Acme Roll 80")
            #expect(printer.printer.codePage == .gbk)
            #expect(printer.printer.hasProcessID == false)
            let id = try #require(USBID("1209:000f"))
            #expect(printer.connection == .usb(USBAddress(ids: [id], serial: "000123")))

            let admitted = site.admittedDevices(catalogue)
            let policy = USBGuardRules(admitted, refused: catalogue.refused).text
            #expect(
                policy.contains("allow id 1209:000f serial \"000123\" with-interface match-all { 07:01:* }\n"))
            #expect(try #require(UdevRules(admitted)).text.contains("ATTR{idVendor}==\"1209\""))
        }
    }
}
