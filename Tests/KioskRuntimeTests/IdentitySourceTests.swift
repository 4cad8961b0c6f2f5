import KioskCore
import Testing

@testable import KioskRuntime

struct IdentitySourceTests {
    /// RFC 9562, appendix A.6: the example of a UUID of version 7.
    @Test func anIdHasTheFormOfTheStandard() {
        let id = IdentitySource.paymentID(
            milliseconds: 0x017F_22E2_79B0, randomA: 0xCC3, randomB: 0x18C4_DC0C_0C07_398F)
        #expect(id.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test func identitiesDifferAndTheirCodesCanBeRead() {
        let made = IdentitySource.identities(count: 16, at: WallTime(milliseconds: 1_800_000_000_000))
        #expect(Set(made.map(\.payment)).count == 16)
        #expect(Set(made.map(\.claimCode)).count == 16)
        #expect(made.allSatisfy { ClaimCode(reading: $0.claimCode.description) == $0.claimCode })
    }

    @Test(arguments: [(-1, 0), (0, 0), (1_000_000, IdentitySource.mostAtOnce)])
    func theNumberMadeAtOnceIsBounded(asked: Int, made: Int) {
        #expect(IdentitySource.identities(count: asked, at: WallTime(milliseconds: 0)).count == made)
    }
}
