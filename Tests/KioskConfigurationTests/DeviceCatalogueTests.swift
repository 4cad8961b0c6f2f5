import Foundation
import Testing

@testable import KioskConfiguration

/// The profiles that Paycircle brings along.
@Suite struct DeviceCatalogueTests {
    private let catalogue: DeviceCatalogue

    init() throws { catalogue = try Repository.catalogue.get() }

    @Test func everyFolderIsAModel() {
        #expect(catalogue.profiles.map(\.id) == Repository.models)
        #expect(catalogue.profiles.count { !$0.isSimulated } >= 12)
    }

    @Test func everyProtocolHasAModelThatCanBeBought() {
        let wires = Set(catalogue.profiles.filter { !$0.isSimulated }.map(\.wire))
        #expect(wires == Set(KioskConfiguration.Device.Wire.allCases))
    }

    @Test(arguments: Repository.models)
    func theReadmeSaysWhereTheFactsAreFrom(model: String) throws {
        let profile = try #require(catalogue[model: model])
        let readme = try Repository.text("\(Repository.devices)/\(model)/README.md")
        for source in profile.sources { #expect(readme.contains(source)) }
        for id in profile.usb?.ids ?? [] { #expect(readme.contains(id.description)) }
        #expect(readme.contains("## Not confirmed on hardware"))
        #expect(profile.quirks.contains(.sharedID) == readme.contains("`shared-id`"))
    }

    @Test func idsAreOfOneModelUnlessBothSayThatTheyShareThem() {
        let all = catalogue.profiles.flatMap { profile in (profile.usb?.ids ?? []).map { ($0, profile) } }
        for (id, profile) in all {
            let others = catalogue.profiles(for: id).filter { $0.id != profile.id }
            #expect(others.isEmpty || profile.quirks.contains(.sharedID), "\(id) of \(profile.id)")
        }
    }

    @Test func noModelIsARefusedDevice() {
        for profile in catalogue.profiles {
            #expect(catalogue.refused[model: profile.id] == nil)
            for id in profile.usb?.ids ?? [] { #expect(catalogue.refused[id] == nil) }
        }
    }

    @Test func aProfileSaysWhatItsSourceSays() throws {
        let printer = try #require(catalogue[model: "epson-tm-t20ii"])
        #expect(printer.title == "Epson TM-T20II")
        #expect(printer.usb?.ids == [USBID(vendorID: 0x04B8, productID: 0x0E15)])
        #expect(printer.usb?.interfaces == [USBInterfacePattern("07:01:*")])
        #expect(printer.printer?.dotsWidth == 576)
        #expect(printer.printer?.columns == 48)
        let acceptor = try #require(catalogue[model: "jcm-eba-40"])
        #expect(acceptor.usb == nil)
        #expect(acceptor.serial == DeviceProfile.SerialLine(baud: 9_600, parity: .even, stopBits: 1))
        let clone = try #require(catalogue[model: "gprinter-gp-58mbiii"])
        #expect(clone.usb?.interfaces.map(\.text) == ["07:01:*", "ff:*:*"])
        #expect(catalogue[model: "pax-a80"]?.paymentTerminal?.canAbort == false)
        #expect(catalogue[model: "symbol-ls2208"]?.scanner?.suffix == .enter)
    }

    @Test func theUsualSerialLineIsThatOfTheProtocol() {
        #expect(DeviceProfile.SerialLine.usual(for: .ccnet) == .init(baud: 9_600, parity: .none, stopBits: 1))
        #expect(DeviceProfile.SerialLine.usual(for: .id003) == .init(baud: 9_600, parity: .even, stopBits: 1))
        #expect(DeviceProfile.SerialLine.usual(for: .ssp) == .init(baud: 9_600, parity: .none, stopBits: 2))
    }

    @Test(arguments: [
        ("schema.yaml", Schema.deviceProfileText), ("refused.schema.yaml", Schema.refusedDevicesSchemaText),
        ("adapters.schema.yaml", Schema.serialAdaptersSchemaText), ("refused.yaml", Schema.refusedDevicesText),
    ])
    func theTextInTheProgramIsTheTextInTheFolder(name: String, text: String) throws {
        #expect(text == (try Repository.text("\(Repository.devices)/\(name)")))
    }

    @Test func theSchemaKnowsEveryNameTheProgramKnows() throws {
        func names<Name: RawRepresentable & CaseIterable>(_: Name.Type) -> Set<String> where Name.RawValue == String {
            Set(Name.allCases.map(\.rawValue))
        }
        #expect(try enumeration("kind:") == names(KioskConfiguration.Device.Kind.self))
        #expect(try enumeration("protocol:") == names(KioskConfiguration.Device.Wire.self))
        #expect(try enumeration("codePage:") == names(DeviceProfile.Printer.CodePage.self))
        #expect(try enumeration("raster:") == names(DeviceProfile.Printer.Raster.self))
        #expect(try enumeration("parity:") == names(DeviceProfile.SerialLine.Parity.self))
        #expect(try enumeration("layout:") == names(DeviceProfile.Scanner.Layout.self))
        #expect(try enumeration("suffix:") == names(DeviceProfile.Scanner.Suffix.self))
        #expect(try enumeration("framing:") == names(DeviceProfile.PaymentTerminal.Framing.self))
        #expect(try enumeration("quirks:") == names(DeviceProfile.Quirk.self))
    }

    /// The names in the first `enum` after a key of the schema.
    private func enumeration(_ key: String) throws -> Set<String> {
        let lines = Schema.deviceProfileText.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.trimmingCharacters(in: .whitespaces) == key })
        let line = try #require(lines[start...].first { $0.contains("enum: [") })
        let list = line.components(separatedBy: "[")[1].components(separatedBy: "]")[0]
        return Set(list.components(separatedBy: ", "))
    }

    @Test func anIDIsReadAndWrittenAsLsusbWritesIt() {
        #expect(USBID("04b8:0e15")?.description == "04b8:0e15")
        #expect(USBID("04B8:0E15") == USBID("04b8:0e15"))
        for text in ["", "4b8:0e15", "04b8", "04b8:0e15:1", "04b8:0e1g", "+4b8:0e15", "04b8 0e15"] {
            #expect(USBID(text) == nil)
        }
    }
}
