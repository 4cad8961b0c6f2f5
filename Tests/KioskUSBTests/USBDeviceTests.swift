import Testing

@testable import KioskUSB

@Suite struct USBDeviceTests {
    @Test(
        arguments: [
            ([2, 3], "1-2.3"), ([4], "1-4"), ([], "usb1"), ([1, 2, 3, 4, 5, 6, 7], "1-1.2.3.4.5.6.7"),
        ] as [([UInt8], String)])
    func aPortPathIsWrittenAsLinuxWritesIt(_ ports: [UInt8], _ path: String) {
        #expect(USBLocation(bus: 1, address: 9, ports: ports).portPath == path)
    }

    @Test func aClassDescriptorIsFoundBehindOthersAndBehindAnEndpoint() {
        let interface = USBInterface(
            number: 0, interfaceClass: 3,
            endpoints: [USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: 8, extra: [3, 0x25, 7])],
            extra: [4, 0x24, 1, 2, 3, 0x21, 9])
        #expect(interface.descriptor(ofType: 0x21) == [3, 0x21, 9])
        #expect(interface.descriptor(ofType: 0x25) == [3, 0x25, 7])
        #expect(interface.descriptor(ofType: 0x26) == nil)
    }

    @Test(
        arguments: [[], [5], [0, 0x21], [1, 0x21], [5, 0x21, 0, 0], [255, 0x21], [2, 0x20, 0, 0x21]] as [[UInt8]])
    func garbledDescriptorsHoldNothing(_ bytes: [UInt8]) {
        #expect(USBInterface.descriptor(ofType: 0x21, in: bytes) == nil)
    }

    @Test func anyBytesAtAllAreSearchedSafely() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if let found = USBInterface.descriptor(ofType: 0x21, in: bytes) {
                #expect(found.count == Int(found[0]))
                #expect(found[1] == 0x21)
            }
        }
    }

    @Test func theDirectionOfAnEndpointIsItsTopBit() {
        #expect(USBEndpoint(address: 0x81, kind: .bulk, maxPacketSize: 64).direction == .incoming)
        #expect(USBEndpoint(address: 0x01, kind: .bulk, maxPacketSize: 64).direction == .outgoing)
    }

    @Test func textsOfADeviceAreCleanedAndCut() {
        #expect(USBTexts.cleaned(Array("  TM-T20III \n".utf8)) == "TM-T20III")
        #expect(USBTexts.cleaned(Array("A\u{1B}[2J\u{0}B\u{202E}".utf8)) == "A[2JB")
        #expect(USBTexts.cleaned(Array("\u{0}\n ".utf8)) == nil)
        #expect(USBTexts.cleaned([0xFF, 0xFE, 0x41])?.hasSuffix("A") == true)
        #expect(USBTexts.cleaned(Array(repeating: 0x41, count: 10_000))?.count == USBLimits.longestText)
    }
}
