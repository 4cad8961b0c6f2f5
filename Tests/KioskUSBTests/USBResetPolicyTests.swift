import Testing

@testable import KioskUSB

@Suite struct USBResetPolicyTests {
    @Test func thePauseBetweenResetsDoubles() {
        var policy = USBResetPolicy()
        #expect(policy.wish(at: .seconds(100)) == .granted)
        #expect(policy.wish(at: .milliseconds(100_400)) == .tooSoon(.milliseconds(600)))
        #expect(policy.wish(at: .seconds(101)) == .granted)
        #expect(policy.wish(at: .seconds(102)) == .tooSoon(.seconds(1)))
        #expect(policy.wish(at: .seconds(103)) == .granted)
        #expect(policy.wish(at: .seconds(106)) == .tooSoon(.seconds(1)))
    }

    @Test func aWindowGrantsOnlySoMany() {
        var policy = USBResetPolicy()
        var granted = 0
        for second in 0..<600 where policy.wish(at: .seconds(second)) == .granted { granted += 1 }
        #expect(granted == USBResetPolicy.mostInWindow)
        #expect(policy.wish(at: .seconds(590)) == .exhausted(.seconds(10)))
    }

    @Test func aQuietWindowForgets() {
        var policy = USBResetPolicy()
        for second in 0..<60 { _ = policy.wish(at: .seconds(second)) }
        #expect(policy.wish(at: .seconds(700)) == .granted)
        #expect(policy.wish(at: .milliseconds(700_500)) == .tooSoon(.milliseconds(500)))
    }

    @Test func refusedWishesDoNotCount() {
        var policy = USBResetPolicy()
        #expect(policy.wish(at: .zero) == .granted)
        for _ in 0..<100 { #expect(policy.wish(at: .milliseconds(10)) == .tooSoon(.milliseconds(990))) }
        #expect(policy.wish(at: .seconds(1)) == .granted)
    }

    @Test func portsAreCountedApartAndOnlySoManyAreRemembered() {
        let book = ResetBook()
        #expect(book.wish(for: "1-1", at: .seconds(1)) == .granted)
        #expect(book.wish(for: "1-2", at: .seconds(1)) == .granted)
        #expect(book.wish(for: "1-1", at: .seconds(1)) == .tooSoon(.seconds(1)))
        for port in 0..<USBLimits.mostPorts { _ = book.wish(for: "2-\(port)", at: .seconds(1.5)) }
        // The oldest was forgotten to make room.
        #expect(book.wish(for: "1-1", at: .seconds(1.6)) == .granted)
    }
}
