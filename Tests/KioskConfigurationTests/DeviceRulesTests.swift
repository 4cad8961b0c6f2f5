import Foundation
import KioskConfiguration
import Testing

/// What a kiosk's Linux is told of its devices.
@Suite struct DeviceRulesTests {
    private let catalogue: DeviceCatalogue

    init() throws { catalogue = try Repository.catalogue.get() }

    private func admitted(_ models: String...) throws -> [AdmittedDevice] {
        try models.map { try #require(catalogue[model: $0]?.admitted) }
    }

    private func site(_ devices: String) throws -> [AdmittedDevice] {
        let demo = try Repository.text(Repository.configuration + "/sites/demo.yaml")
        let start = try #require(demo.range(of: "devices:\n"))
        let end = try #require(demo.range(of: "# Whole yuan."))
        let text = demo.replacingCharacters(in: start.upperBound..<end.lowerBound, with: devices + "\n")
        return try KioskConfiguration.read(text, name: "kiosk.yaml", devices: catalogue).admittedDevices(catalogue)
    }

    // MARK: - udev

    @Test func udevHandsADeviceToTheKioskAndKeepsOthersOff() throws {
        let rules = try #require(UdevRules(try admitted("newland-fm430"))).text
        let usb =
            "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"1eab\", ATTR{idProduct}==\"1d06\", "
        #expect(rules.contains(usb + "GROUP=\"paycircle\", MODE=\"0660\", ENV{ID_MM_DEVICE_IGNORE}=\"1\"\n"))
        #expect(
            rules.contains(
                "SUBSYSTEM==\"tty\", ATTRS{idVendor}==\"1eab\", ATTRS{idProduct}==\"1d06\", GROUP=\"paycircle\", "
                    + "MODE=\"0660\", ENV{ID_MM_PORT_IGNORE}=\"1\"\n"))
        #expect(rules.contains(usb + "TEST==\"power/control\", ATTR{power/control}=\"on\"\n"))
        #expect(!rules.contains("LIBINPUT"))
    }

    @Test func aWedgeTypesIntoNoScreen() throws {
        let rules = try #require(UdevRules(try admitted("symbol-ls2208"))).text
        #expect(
            rules.contains(
                "SUBSYSTEM==\"input\", ATTRS{idVendor}==\"05e0\", ATTRS{idProduct}==\"1200\", "
                    + "ENV{LIBINPUT_IGNORE_DEVICE}=\"1\"\n"))
        #expect(!rules.contains("ID_MM"), "it is no serial port")
    }

    @Test func aCameraIsTheKiosksAloneAndHasNoMicrophone() throws {
        let camera = try site(
            """
              - name: camera
                kind: camera
                protocol: uvc
                connection: usb:046d:0825
            """)
        let rules = try #require(UdevRules(camera)).text
        #expect(
            rules.contains(
                "SUBSYSTEM==\"video4linux\", ATTRS{idVendor}==\"046d\", ATTRS{idProduct}==\"0825\", "
                    + "GROUP=\"paycircle\", MODE=\"0660\"\n"))
        let policy = USBGuardRules(camera, refused: .builtIn).text
        #expect(policy.contains("allow id 046d:0825 with-interface match-all { 0e:01:* 0e:02:* }\n"))
    }

    @Test func aPrinterMaySleep() throws {
        let rules = try #require(UdevRules(try admitted("epson-tm-t20"))).text
        #expect(!rules.contains("power/control"))
    }

    /// The grammar of udev(7): `KEY==`, `KEY{attribute}==`, `=`, each with a quoted value, in a comma separated list.
    @Test func everyLineIsOneThatUdevReads() throws {
        let all = catalogue.profiles.compactMap(\.admitted)
        let text = try #require(UdevRules(all, group: "kiosk_1")).text
        let pair = #/[A-Z]+(\{[A-Za-z_\/]+\})?(==|=)"[^"]*"/#
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            for part in line.components(separatedBy: ", ") {
                #expect(try pair.wholeMatch(in: part) != nil, "\(part)")
            }
        }
        #expect(text.contains("ACTION==\"remove\", GOTO=\"paycircle_end\"\n"))
        #expect(text.hasSuffix("\nLABEL=\"paycircle_end\"\n"))
    }

    @Test(arguments: ["", "a b", "x\", RUN+=\"/bin/sh", "Root", "9a"])
    func whatIsNoGroupMakesNoRules(group: String) throws {
        #expect(UdevRules(try admitted("epson-tm-t20"), group: group) == nil)
    }

    // MARK: - USBGuard

    @Test func usbguardLetsInExactlyWhatTheSiteHas() throws {
        let rules = USBGuardRules(
            try site(
                """
                  - {name: scanner, model: newland-hr200, connection: usb}
                  - {name: printer, model: epson-tm-t88iv, connection: usb, serial: "a\\"\\\\b", port: "1-1.2"}
                  - {name: notes, model: cashcode-sm, connection: "serial:/dev/serial/by-id/x", adapter: qinheng-ch340}
                  - {name: cards, model: worldline-valina, connection: "tcp:10.0.0.7:20007"}
                  - {name: badges, kind: cardReader, protocol: ccid, connection: "usb:08e6:3437"}
                """), refused: catalogue.refused
        ).text
        let lines = rules.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("reject id ") }
        #expect(
            lines == [
                "allow with-interface match-all { 09:00:* }",
                "allow id 1eab:0110 with-interface match-all { 03:00:00 }",
                "allow id 04b8:0202 serial \"a\\\"\\\\b\" via-port \"1-1.2\" with-interface match-all { 07:01:* }",
                "allow id 1a86:7523 with-interface match-all { ff:*:* }",
                "allow id 08e6:3437 with-interface match-all { 0b:00:00 }",
                "block",
            ])
    }

    @Test func refusedReadersAreTurnedAwayBeforeAnythingIsLetIn() throws {
        let rules = USBGuardRules(try admitted("epson-tm-t20"), refused: catalogue.refused).text
        let refusal = try #require(rules.range(of: "reject id 0801:0002\n"))
        let first = try #require(rules.range(of: "\nallow "))
        #expect(refusal.upperBound <= first.upperBound)
        #expect(rules.contains("\nreject id 0801:*\n"))
        #expect(rules.contains("# MagTek Mini Swipe Reader: It hands over the clear card number"))
    }

    @Test func aSerialLineWithoutANamedAdapterMayBeAnyThatIsKnown() throws {
        let devices = try site(
            "  - {name: notes, model: cashcode-sm, connection: \"serial:/dev/serial/by-id/x\", port: \"1-3\"}")
        #expect(devices.map(\.ids) == catalogue.adapters.map { [$0.id] })
        #expect(devices.allSatisfy { $0.port == "1-3" })
    }

    @Test func anAdapterIsHiddenFromModemManager() throws {
        let rules = try #require(UdevRules(catalogue.adapters.map(\.admitted))).text
        for adapter in catalogue.adapters {
            #expect(
                rules.contains(
                    "ATTRS{idVendor}==\"\(adapter.id.vendor)\", ATTRS{idProduct}==\"\(adapter.id.product)\", "
                        + "GROUP=\"paycircle\", MODE=\"0660\", ENV{ID_MM_PORT_IGNORE}=\"1\""))
        }
    }

    @Test func aScannerThatGrowsAKeyboardOrADiskIsLetInByNoProfile() {
        for profile in catalogue.profiles where profile.wire != .hidKeyboard {
            for interface in profile.usb?.interfaces ?? [] {
                #expect(!interface.text.hasPrefix("08"), "\(profile.id): disk")
                #expect(interface.text == "03:00:00" || !interface.text.hasPrefix("03"), "\(profile.id): keyboard")
                #expect(!interface.text.hasPrefix("*"))
            }
        }
    }

    @Test func theSameDevicesGiveTheSameText() throws {
        let devices = catalogue.profiles.compactMap(\.admitted)
        let again = try DeviceCatalogue.load(directory: Repository.devices)
        #expect(UdevRules(devices)?.text == UdevRules(again.profiles.compactMap(\.admitted))?.text)
        #expect(
            USBGuardRules(devices, refused: catalogue.refused).text
                == USBGuardRules(again.profiles.compactMap(\.admitted), refused: again.refused).text)
    }

    @Test func aTitleCannotEndItsComment() throws {
        var device = try #require(try admitted("epson-tm-t20").first)
        device.title = "x\nallow\r\nblock\u{2028}\u{0}"
        for text in [USBGuardRules([device], refused: .builtIn).text, try #require(UdevRules([device])).text] {
            #expect(text.contains("\n# x allow block  \n"))
        }
    }

    private static let parser = "/usr/bin/usbguard-rule-parser"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: parser), "usbguard is not installed"))
    func usbguardItselfReadsTheRulesOfAllModels() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/rules.conf"
            let rules = USBGuardRules(catalogue.profiles.compactMap(\.admitted), refused: catalogue.refused).text
            try Data(rules.utf8).write(to: URL(filePath: path))
            let process = Process()
            process.executableURL = URL(filePath: DeviceRulesTests.parser)
            process.arguments = ["-f", path]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }
}
