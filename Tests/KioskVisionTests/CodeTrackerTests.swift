import KioskCore
import KioskVision
import Testing

@Suite struct CodeTrackerTests {
    static let power = ScannedCode("3312345678202610000186402611213", symbology: .code128, aim: "]C0")
    static let water = ScannedCode("https://pay.example/1", symbology: .qr, aim: "]Q1")

    @Test func aCodeThatLiesInTheWindowForAMinuteIsToldOnce() {
        var tracker = CodeTracker()
        let told = (0..<600).flatMap { tracker.saw([Self.power], at: .milliseconds(100 * $0)) }
        #expect(told == [Self.power])
    }

    @Test func twoCodesOnOneBillAreToldOnceEach() {
        var tracker = CodeTracker()
        #expect(tracker.saw([Self.power, Self.water], at: .zero) == [Self.power, Self.water])
        #expect(tracker.saw([Self.water, Self.power], at: .milliseconds(40)).isEmpty)
    }

    @Test func aSecondCodeThatIsSeenLaterIsToldThen() {
        var tracker = CodeTracker()
        #expect(tracker.saw([Self.power], at: .zero) == [Self.power])
        #expect(tracker.saw([Self.power, Self.water], at: .milliseconds(40)) == [Self.water])
    }

    @Test func theSameCodeAtTwoPlacesOfAFrameIsOne() {
        var tracker = CodeTracker()
        let elsewhere = Self.power.seen(
            CodeSighting(corners: [FramePoint(x: 1, y: 2)], orientation: 90, quality: 3))
        #expect(tracker.saw([Self.power, elsewhere], at: .zero) == [Self.power])
    }

    @Test func aFewUnluckyFramesAreNoDeparture() {
        var tracker = CodeTracker(absence: .milliseconds(1_500))
        #expect(tracker.saw([Self.power], at: .zero) == [Self.power])
        #expect(tracker.saw([], at: .milliseconds(700)).isEmpty)
        #expect(tracker.saw([Self.power], at: .milliseconds(1_499)).isEmpty)
        #expect(tracker.saw([Self.power], at: .milliseconds(2_998)).isEmpty)
    }

    @Test func aCodeThatLeftTheWindowAndCameBackIsToldAgain() {
        var tracker = CodeTracker(absence: .milliseconds(1_500))
        #expect(tracker.saw([Self.power], at: .zero) == [Self.power])
        #expect(tracker.saw([Self.power], at: .milliseconds(1_500)) == [Self.power])
    }

    @Test func theSameDigitsInAnotherSymbologyAreAnotherCode() {
        var tracker = CodeTracker()
        let itf = ScannedCode(Self.power.text, symbology: .itf)
        #expect(tracker.saw([Self.power, itf], at: .zero) == [Self.power, itf])
    }

    @Test func aClockThatGoesBackwardsTellsNothingTwice() {
        var tracker = CodeTracker()
        #expect(tracker.saw([Self.power], at: .seconds(100)) == [Self.power])
        #expect(tracker.saw([Self.power], at: .seconds(10)).isEmpty)
    }

    @Test func aNewVisitBeginsWithAnEmptyWindow() {
        var tracker = CodeTracker()
        #expect(tracker.saw([Self.power], at: .zero) == [Self.power])
        tracker.reset()
        #expect(tracker.saw([Self.power], at: .milliseconds(1)) == [Self.power])
    }

    @Test func thousandsOfCodesAreNotRememberedForEver() {
        var tracker = CodeTracker(absence: .seconds(1_000_000))
        for number in 0..<10_000 {
            let code = ScannedCode("\(number)", symbology: .qr)
            #expect(tracker.saw([code], at: .milliseconds(number)) == [code])
        }
        // The newest are still known, the oldest forgotten.
        #expect(tracker.saw([ScannedCode("9999", symbology: .qr)], at: .seconds(10)).isEmpty)
        #expect(tracker.saw([ScannedCode("0", symbology: .qr)], at: .seconds(10)).count == 1)
    }
}
