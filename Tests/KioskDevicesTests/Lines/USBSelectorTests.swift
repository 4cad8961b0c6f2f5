import KioskDevices
import Testing

struct USBSelectorTests {
    private static let printer = USBSelector.Model(vendorID: 0x04B8, productID: 0x0E15)
    private static let twin = USBSelector.Model(vendorID: 0x04B8, productID: 0x0202)

    private func device(
        _ model: USBSelector.Model = printer, serial: String? = nil, port: String
    ) -> LineIdentity {
        LineIdentity(vendorID: model.vendorID, productID: model.productID, serial: serial, portPath: port)
    }

    private func refusal(_ selector: USBSelector, among devices: [LineIdentity]) throws -> LineError {
        try #require(throws: LineError.self) { try selector.choice(among: devices) }
    }

    @Test func theOneDeviceOfAModelIsFoundWhateverTheOrder() throws {
        let selector = USBSelector(models: [USBSelectorTests.printer, USBSelectorTests.twin])
        let mouse = device(USBSelector.Model(vendorID: 0x046D, productID: 0xC077), port: "1-1")
        #expect(try selector.choice(among: [mouse, device(port: "1-2")]) == 1)
        #expect(try selector.choice(among: [device(USBSelectorTests.twin, port: "1-2"), mouse]) == 0)
    }

    @Test(arguments: [("A", nil, 0), ("B", nil, 1), (nil, "1-2", 1), ("A", "1-1", 0)] as [(String?, String?, Int)])
    func twinsAreToldApartBySerialOrPort(_ serial: String?, _ port: String?, _ expected: Int) throws {
        let twins = [device(serial: "A", port: "1-1"), device(serial: "B", port: "1-2")]
        let selector = USBSelector(models: [USBSelectorTests.printer], serial: serial, portPath: port)
        #expect(try selector.choice(among: twins) == expected)
        #expect(try selector.choice(among: twins.reversed()) == 1 - expected)
    }

    @Test func amongTwinsTheOneThatWasUsedBeforeIsTaken() throws {
        let twins = [device(serial: "A", port: "1-1"), device(serial: "B", port: "1-2")]
        var selector = USBSelector(models: [USBSelectorTests.printer], preferred: device(serial: "B", port: "1-4"))
        #expect(try selector.choice(among: twins) == 1)
        #expect(try selector.choice(among: twins.reversed()) == 0)
        #expect(try selector.choice(among: [twins[0]]) == 0, "an exchanged device is found, so that it is found out")

        let silent = [device(port: "1-1"), device(port: "1-2")]
        #expect(try refusal(selector, among: silent).code == .ambiguous)
        selector.preferred = device(port: "1-2")
        #expect(try selector.choice(among: silent) == 1, "without serial numbers the port tells them apart")
        selector.preferred = device(port: "1-3")
        #expect(try refusal(selector, among: silent).code == .ambiguous)
    }

    @Test func twinsThatNothingTellsApartAreBothRefusedByName() throws {
        let selector = USBSelector(models: [USBSelectorTests.printer])
        let error = try refusal(selector, among: [device(serial: "A", port: "1-1"), device(serial: "B", port: "1-2")])
        #expect(error.code == .ambiguous)
        for text in ["serial A on port 1-1", "serial B on port 1-2", #"`serial: "A"`"#, #"`serial: "B"`"#] {
            #expect(error.message.contains(text), "\(error.message)")
        }
        let same = try refusal(selector, among: [device(serial: "0", port: "1-1"), device(serial: "0", port: "1-2.4")])
        #expect(same.message.contains(#"`port: "1-1"` or `port: "1-2.4"`"#), "\(same.message)")
    }

    @Test func aDeviceExchangedForAnotherIsAbsentAndTheOtherIsNamed() throws {
        let selector = USBSelector(models: [USBSelectorTests.printer], serial: "A")
        let error = try refusal(selector, among: [device(serial: "C", port: "1-1")])
        #expect(error.code == .deviceAbsent)
        #expect(error.message.contains("04b8:0e15 with serial C on port 1-1"), "\(error.message)")
        #expect(try refusal(selector, among: []).code == .deviceAbsent)
        // A device that tells no serial number is not the one with that number.
        #expect(try refusal(selector, among: [device(port: "1-1")]).code == .deviceAbsent)
    }

    @Test func aSerialNumberFullOfControlCharactersIsShownPlain() throws {
        let selector = USBSelector(models: [USBSelectorTests.printer])
        let odd = "\u{1B}[2J\n" + String(repeating: "x", count: 500)
        let error = try refusal(selector, among: [device(serial: odd, port: "1-1"), device(serial: "B", port: "1-2")])
        #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
        #expect(error.message.utf8.count < 1_000)
    }
}
