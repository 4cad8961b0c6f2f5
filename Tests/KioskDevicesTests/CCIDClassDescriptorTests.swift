import KioskCore
import KioskDevices
import Testing

@Suite struct CCIDClassDescriptorTests {
    @Test func theDescriptorOfQEMUsReaderIsRead() throws {
        let reader = try CCIDSample.parsed(CCIDSample.qemu)
        #expect(reader.exchangeLevel == .tpdu)
        #expect(reader.refusal == nil)
        #expect(reader.voltages == [.classC, .classB, .classA])
        #expect(reader.transmissions == [.t0])
        #expect(reader.defaultClock == 4_000)
        #expect(reader.maximumDataRate == 115_200)
        #expect(reader.maximumIFSD == 254)
        #expect(reader.maximumMessage == CCIDClassDescriptor.longestMessage)
        #expect(reader.features.contains([.negotiatesParameters, .agreesOnBlockSize, .choosesVoltage]))
    }

    @Test func theDescriptorOfAnACR39UIsRead() throws {
        let reader = try CCIDSample.parsed(CCIDSample.acr39u)
        #expect(reader.exchangeLevel == .tpdu)
        #expect(reader.transmissions == [.t0, .t1])
        #expect(reader.defaultClock == 4_800)
        #expect(reader.maximumIFSD == 247)
        #expect(reader.maximumMessage == 271)
        #expect(reader.features.contains(.sendsPPS))
        #expect(!reader.features.contains(.negotiatesParameters))
    }

    @Test(
        arguments: [
            (0x0002_0040, CCIDClassDescriptor.ExchangeLevel.shortAPDU), (0x0004_00FE, .extendedAPDU),
            (0x0001_0230, .tpdu), (0x0000_0230, .character),
        ] as [(UInt32, CCIDClassDescriptor.ExchangeLevel)])
    func theExchangeLevelIsToldByTheFeatures(_ features: UInt32, _ level: CCIDClassDescriptor.ExchangeLevel) throws {
        let reader = try CCIDSample.parsed(CCIDSample.descriptor(features: features))
        #expect(reader.exchangeLevel == level)
        #expect((reader.refusal != nil) == (level == .character))
    }

    @Test func twoLevelsAtOnceAreRefused() throws {
        let reader = try CCIDSample.parsed(CCIDSample.descriptor(features: 0x0003_0000))
        #expect(reader.exchangeLevel == nil)
        #expect(reader.refusal?.contains("several exchange levels") == true)
    }

    @Test func figuresBeyondReasonAreBounded() throws {
        let reader = try CCIDSample.parsed(
            CCIDSample.descriptor(
                clock: .max, maximumRate: .max, blockSize: .max, features: 0x0001_0000, maximumMessage: .max))
        #expect(reader.defaultClock == 20_000)
        #expect(reader.maximumIFSD == 254)
        #expect(reader.maximumMessage == CCIDClassDescriptor.longestMessage)
        let small = try CCIDSample.parsed(
            CCIDSample.descriptor(clock: 0, blockSize: 0, features: 0x0001_0000, maximumMessage: 0))
        #expect(small.defaultClock == 1_000)
        #expect(small.maximumIFSD == 1)
        #expect(small.maximumMessage == CCIDClassDescriptor.shortestMessage)
    }

    @Test func otherDescriptorsAreRefusedWithTheirReason() {
        for count in 0..<54 {
            #expect(throws: CCIDDescriptorProblem.truncated(count)) {
                try CCIDSample.parsed(Array(CCIDSample.qemu.prefix(count)))
            }
        }
        var other = CCIDSample.qemu
        other[0] = 0x09
        #expect(throws: CCIDDescriptorProblem.notCCID) { try CCIDSample.parsed(other) }
        #expect(CCIDDescriptorProblem.truncated(9).explanation.contains("9 bytes instead of 54"))
    }

    @Test func noBytesWhateverMakeTheParserFail() {
        var noise = RepeatableNoise(state: 3)
        for _ in 0..<5_000 {
            let bytes = [54, 0x21] + noise.bytes(52)
            #expect(throws: Never.self) { try CCIDSample.parsed(bytes) }
        }
    }
}
