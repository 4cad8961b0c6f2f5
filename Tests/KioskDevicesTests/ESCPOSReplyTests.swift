import KioskCore
import KioskDevices
import Testing

struct ESCPOSReplyTests {
    private func replies(_ bytes: [UInt8], cut: Int = 1_000) -> [ESCPOSReply] {
        var parser = ESCPOSReplyParser()
        var found: [ESCPOSReply] = []
        for start in stride(from: 0, to: bytes.count, by: cut) {
            found += parser.received(Array(bytes[start..<min(bytes.count, start + cut)]))
        }
        return found
    }

    private static let echo: [UInt8] = [0x37, 0x22, 0x30, 0x30, 0x37, 0x41, 0x00]
    private static let asb: [UInt8] = [0x38, 0x00, 0x0C, 0x0F]

    @Test(arguments: [1, 2, 3, 1_000])
    func repliesAreToldApartHoweverTheyAreCut(_ cut: Int) throws {
        let bytes = [0x12] + Self.echo + Self.asb + [0x16, 0x37, 0x25, 0x00]
        let id = try #require(ESCPOSProcessID(bytes: [0x30, 0x30, 0x37, 0x41]))
        let status = try #require(ESCPOSAutomaticStatus(bytes: Self.asb))
        #expect(
            replies(bytes, cut: cut) == [
                .realTimeStatus(0x12), .processed(id), .automaticStatus(status), .realTimeStatus(0x16), .buffersCleared,
            ])
    }

    @Test func flowControlInTheMiddleOfAReplyIsReadOver() throws {
        let status = try #require(ESCPOSAutomaticStatus(bytes: Self.asb))
        #expect(replies([0x38, 0x13, 0x00, 0x11, 0x0C, 0x0F]) == [.automaticStatus(status)])
    }

    @Test func aReplyThatBreaksOffDoesNotSwallowTheNext() {
        // Two bytes of an automatic status, then an answer to DLE EOT.
        #expect(replies([0x18, 0x00, 0x12]) == [.noise(0x18), .noise(0x00), .realTimeStatus(0x12)])
        // A block whose id is cut by an answer.
        #expect(replies([0x37, 0x22, 0x41, 0x12]).contains(.realTimeStatus(0x12)))
    }

    @Test func anEchoWithoutItsEndIsNoProof() {
        let spoilt: [UInt8] = [0x37, 0x22, 0x30, 0x30, 0x30, 0x31, 0x20]
        let hasProof = replies(spoilt).contains {
            if case .processed = $0 { true } else { false }
        }
        #expect(!hasProof)
    }

    @Test func rubbishDoesNoHarm() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        for _ in 0..<100_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(UInt8(truncatingIfNeeded: state >> 56))
        }
        #expect(replies(bytes, cut: 7).count > 1_000)
        // It still understands afterwards, once what was begun is over.
        #expect(replies(bytes + [0x80] + [0x12]).last == .realTimeStatus(0x12))
    }

    @Test(arguments: [0, 1, 35, 36, 1_679_615, 1_679_616, Int.max, Int.min, -1])
    func processIDsStayWithinTheirRange(_ number: Int) {
        let id = ESCPOSProcessID(number: number)
        #expect(id.bytes.count == 4)
        #expect(id.bytes.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func processIDsOfNeighboursDiffer() {
        let ids = Set((0..<5_000).map { ESCPOSProcessID(number: $0) })
        #expect(ids.count == 5_000)
    }

    @Test func theProofRequestHasTheFormOfTheReference() {
        #expect(
            ESCPOSCommandBytes.proveWith(ESCPOSProcessID(number: 37)) == [
                0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, 0x30, 0x30, 0x31, 0x31,
            ])
        #expect(ESCPOSCommandBytes.askStatus(.paper) == [0x10, 0x04, 0x04])
    }
}
