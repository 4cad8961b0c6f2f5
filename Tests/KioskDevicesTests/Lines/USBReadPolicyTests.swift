import KioskUSB
import Testing

@testable import KioskDevices

struct USBReadPolicyTests {
    @Test func emptyPacketsAreMetWithAGrowingPauseSoThatNoCoreBurns() {
        var policy = USBReadPolicy()
        for _ in 0..<4 { #expect(policy.brought(0) == .readAgain(after: .zero)) }
        #expect(policy.brought(0) == .readAgain(after: .milliseconds(1)))
        #expect(policy.brought(0) == .readAgain(after: .milliseconds(2)))
        for _ in 0..<10_000 { _ = policy.brought(0) }
        #expect(policy.brought(0) == .readAgain(after: USBReadPolicy.longestPause))
        #expect(policy.brought(1) == .deliver)
        #expect(policy.brought(0) == .readAgain(after: .zero))
    }

    @Test func onlyStallsAndBabbleAndHiccupsAreLivedThrough() {
        for code in USBError.Code.allCases {
            var policy = USBReadPolicy()
            let step = policy.failed(code)
            switch code {
            case .stalled: #expect(step == .clearHalt)
            case .overflow, .timedOut, .interrupted: #expect(step == .readAgain(after: .zero))
            default: #expect(step == .end, "\(code)")
            }
        }
    }

    @Test func stallsWithoutAnythingInBetweenEndIt() {
        var policy = USBReadPolicy()
        #expect(policy.failed(.stalled) == .clearHalt)
        // An empty packet is nothing.
        _ = policy.brought(0)
        #expect(policy.failed(.stalled) == .end)
    }

    @Test(arguments: [
        (8, 64, 64), (64, 64, 64), (65, 64, 128), (1, 512, 512), (5_000, 64, 4_096), (5_000, 1_023, 4_092),
    ])
    func readsAreWholePacketsAndNeverMoreThanAPiece(_ count: Int, _ packet: Int, _ length: Int) {
        let endpoint = USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: packet)
        #expect(USBInput(endpoint, atLeast: count).length == length)
    }

    @Test(arguments: [0, 4_097, Int.max])
    func anEndpointWithAnImpossiblePacketIsNotUsed(_ packet: Int) {
        let interface = USBInterface(
            number: 0, interfaceClass: 3,
            endpoints: [USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: packet)])
        #expect(interface.usable(.interrupt, .incoming) == nil)
    }
}
