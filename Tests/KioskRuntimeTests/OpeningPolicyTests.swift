import KioskCore
import Testing

@testable import KioskRuntime

@Suite struct OpeningPolicyTests {
    private let start = KioskInstant(sinceBoot: .seconds(10), wall: WallTime(milliseconds: 0))

    @Test func thePortIsResetAFewTimesAndThenTheDeviceIsLeftAlone() {
        var policy = OpeningPolicy()
        let advices = (1...12).map { _ in policy.failed(at: start) }
        #expect(advices.filter { $0 == .resetPort }.count == 2)
        #expect(advices.last == .giveUp)
        #expect(!policy.mayOpen(at: start.advanced(by: .seconds(599))))
    }

    @Test func afterARestItIsTriedOnceMore() {
        var policy = OpeningPolicy()
        for _ in 1...12 { _ = policy.failed(at: start) }
        let later = start.advanced(by: .seconds(600))
        #expect(policy.mayOpen(at: later))
        #expect(policy.failed(at: later) == .giveUp)
        #expect(!policy.mayOpen(at: later.advanced(by: .seconds(1))))
    }

    @Test func pluggingItInAnewStartsOver() {
        var policy = OpeningPolicy()
        for _ in 1...12 { _ = policy.failed(at: start) }
        policy.startOver()
        #expect(policy.mayOpen(at: start))
        #expect(policy.failed(at: start) == .tryAgain)
    }
}
