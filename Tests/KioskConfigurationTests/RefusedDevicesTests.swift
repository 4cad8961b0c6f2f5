import Foundation
import KioskConfiguration
import Testing

@Suite struct RefusedDevicesTests {
    @Test func aReaderOfClearCardNumbersIsRefusedByNameWithTheReason() throws {
        let refusal = try #require(RefusedDevices.builtIn.refusal(vendorID: 0x0801, productID: 0x0002))
        #expect(refusal.name == "MagTek Mini Swipe Reader")
        #expect(refusal.description.contains("MagTek Mini Swipe Reader (0801:0002) is refused: "))
        #expect(refusal.reason.contains("clear card number"))
        #expect(RefusedDevices.builtIn.refusal(vendorID: 0x072F, productID: 0xB100) == nil)
    }

    @Test func aMakerOfCardReadersIsRefusedAsAWhole() throws {
        for productID: UInt16 in [0x0000, 0x0004, 0x0099, 0xFFFF] {
            let refusal = try #require(RefusedDevices.builtIn.refusal(vendorID: 0x0801, productID: productID))
            #expect(refusal.description.hasPrefix("MagTek Reader (0801:*) is refused: "))
        }
        #expect(RefusedDevices.builtIn.refusal(vendorID: 0x0802, productID: 0x0004) == nil)
    }

    @Test func aFolderWithoutTheListTakesNothingAway() throws {
        try withTemporaryFolder { folder in
            let model = folder + "/acs-acr39u"
            try FileManager.default.copyItem(atPath: Repository.devices + "/acs-acr39u", toPath: model)
            #expect(try DeviceCatalogue.load(directory: folder).refused == RefusedDevices.builtIn)
        }
    }

    @Test func aShorterListTakesNothingAwayAndALongerOneAdds() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(
                atPath: Repository.devices + "/acs-acr39u", toPath: folder + "/acs-acr39u")
            let list = """
                refused:
                  - id: "1209:0010"
                    model: acme-swipe
                    name: Acme Swipe
                    reason: It hands over the clear card number.
                    source: https://acme.example/swipe
                """
            try Data(list.utf8).write(to: URL(filePath: folder + "/refused.yaml"))
            let refused = try DeviceCatalogue.load(directory: folder).refused
            #expect(refused[model: "acme-swipe"] != nil)
            #expect(refused.refusals.count == RefusedDevices.builtIn.refusals.count + 1)
        }
    }
}
