import KioskCore
import KioskVision
import Testing

@testable import KioskRuntime

/// A camera on a kiosk: what it tells, how often it looks, and what it keeps.
@Suite struct CameraLoopTests {
    private var bench = CameraBench()
    private let bill = CameraBench.bill
    private let attract = Screen.attract(billers: [], problem: nil)

    // MARK: Codes

    @Test mutating func aBillThatLiesThereIsToldOnce() {
        bench.wish(for: attract)
        bench.lay(bill)
        bench.run(for: .seconds(20))
        #expect(bench.told == [bill.text])
    }

    @Test mutating func aBillIsToldOnceWhereFramesComeSlowly() {
        bench.wish(for: attract)
        bench.camera.change { $0.pace = .seconds(2) }
        bench.lay(bill)
        bench.run(for: .seconds(60))
        #expect(bench.told == [bill.text])
    }

    @Test mutating func twoCodesOnOneBillAreBothTold() {
        bench.wish(for: attract)
        bench.lay(bill, CameraBench.link)
        bench.run(for: .seconds(5))
        #expect(bench.told == [bill.text, CameraBench.link.text])
    }

    @Test mutating func aSecondCodeFoundLaterIsToldToo() {
        bench.wish(for: attract)
        bench.lay(bill)
        bench.run(for: .seconds(2))
        bench.lay(bill, CameraBench.link)
        bench.run(for: .seconds(2))
        #expect(bench.told == [bill.text, CameraBench.link.text])
    }

    @Test(arguments: [(Duration.milliseconds(900), 1), (.milliseconds(2_500), 2)])
    mutating func aCodeIsToldAgainWhenItWasAwayForLongerThanAHandHidesIt(away: Duration, times: Int) {
        bench.wish(for: attract)
        bench.lay(bill)
        bench.run(for: .seconds(3))
        bench.takeAway()
        bench.run(for: away)
        bench.lay(bill)
        bench.run(for: .seconds(3))
        #expect(bench.told.count == times)
    }

    @Test mutating func aBillLeftLyingBeginsNoSecondVisitAndAnotherOneDoes() {
        bench.wish(for: attract)
        bench.lay(bill)
        bench.run(for: .seconds(1))
        bench.wish(for: .thanks)
        bench.run(for: .seconds(90))
        bench.wish(for: attract)
        bench.run(for: .seconds(30))
        #expect(bench.told == [bill.text])
        bench.wish(for: .thanks)
        bench.lay(CameraBench.link, luma: 180)
        bench.run(for: .seconds(5))
        bench.wish(for: attract)
        bench.run(for: .seconds(1))
        #expect(bench.told == [bill.text, CameraBench.link.text])
    }

    /// The driver's buffers still hold what lay there when nobody took frames.
    @Test mutating func aFrameFromBeforeTheScreenIsNotLookedAt() {
        bench.wish(for: .thanks)
        bench.run(for: .seconds(3))
        bench.wish(for: attract)
        bench.camera.change { $0.stale = FakeCamera.Scene(luma: 200, codes: [CameraBench.bill]) }
        bench.run(for: .seconds(3))
        #expect(bench.told.isEmpty)
    }

    @Test mutating func whileNotesAreTakenOnlyACreditNoteCounts() {
        let code = ClaimCode(random: Array(1...11))
        bench = CameraBench(reading: { $0 == CameraBench.bill ? .notABill : .creditNote(code) })
        bench.wish(for: .cashConsent(amount: Money(10_00, .cny), denominations: []))
        bench.lay(bill, CameraBench.link)
        bench.run(for: .seconds(3))
        let read = bench.camera.read(\.news).filter { if case .read = $0 { true } else { false } }
        #expect(read == [.read(.creditNote(code))])
    }

    @Test func whatIsLookedForIsWhatTheScreenAsksFor() {
        let amount = Money(10_00, .cny)
        #expect(CameraWish(attract) == .bills)
        #expect(CameraWish(.wallet(amount: amount, prompt: .showCode, isAborting: false)) == .walletCodes)
        for quiet: Screen in [
            .wallet(amount: amount, prompt: .wait, isAborting: false),
            .wallet(amount: amount, prompt: .showCode, isAborting: true), .settling(amount: amount), .thanks,
            .outOfService(.storage),
        ] {
            #expect(CameraWish(quiet) == .nothing)
        }
    }

    // MARK: Work

    @Test mutating func noFrameIsLookedAtWhenNobodyCouldLayABill() {
        bench.lay(bill)
        bench.wish(for: .settling(amount: Money(10_00, .cny)))
        bench.run(for: .seconds(30))
        #expect(bench.camera.read(\.looks) == 0)
        #expect(bench.camera.read(\.frames) <= 31)
        #expect(bench.told.isEmpty)
    }

    @Test mutating func anEmptyStillSceneIsLookedAtOnceASecond() {
        bench.wish(for: attract)
        bench.run(for: .seconds(60))
        #expect((50...80).contains(bench.camera.read(\.looks)))
    }

    @Test mutating func aRestlessSceneIsLookedAtEightTimesASecondAtMost() {
        bench.wish(for: attract)
        bench.camera.change { $0.scene.isRestless = true }
        bench.run(for: .seconds(10))
        let looks = bench.camera.read(\.looks)
        #expect(looks > 10 && looks <= 81, "\(looks)")
    }

    @Test mutating func dearLooksTakeHalfOfACoreAtMost() {
        bench.wish(for: attract)
        bench.camera.change { state in
            state.scene.isRestless = true
            state.cost = CodeReader.frameBudget
        }
        bench.run(for: .seconds(10))
        #expect(bench.camera.read(\.busy) <= .seconds(5))
    }

    // MARK: Plugs

    @Test mutating func aCameraThatGoesIsToldOnceAndReadsAgainWhenItIsBack() throws {
        bench.wish(for: attract)
        bench.run(for: .seconds(2))
        bench.camera.change { $0.isPluggedIn = false }
        bench.run(for: .seconds(8))
        #expect(
            bench.camera.read(\.news)
                == [.opened(nil), .presence(.ready), .trouble(FakeCamera.gone), .presence(.absent)])
        bench.camera.change { $0.isPluggedIn = true }
        bench.lay(bill)
        bench.run(for: .seconds(12))
        #expect(bench.camera.read(\.news).suffix(3).prefix(2) == [.opened(nil), .presence(.ready)])
        #expect(bench.told == [bill.text])
    }

    @Test mutating func aShortBlipIsNoAbsence() {
        bench.wish(for: attract)
        bench.run(for: .seconds(2))
        bench.camera.change { $0.isPluggedIn = false }
        bench.run(for: .seconds(1))
        bench.camera.change { $0.isPluggedIn = true }
        bench.run(for: .seconds(10))
        #expect(!bench.camera.read(\.news).contains(.presence(.absent)))
    }

    @Test mutating func aCameraThatIsNotThereAtTheStartIsToldOnce() {
        bench.camera.change { $0.isPluggedIn = false }
        bench.run(for: .seconds(60))
        #expect(bench.camera.read(\.news) == [.trouble(FakeCamera.gone), .presence(.absent)])
    }

    @Test func theKioskHasAReaderWhileScannerOrCameraWorks() {
        let both = ReaderPresence([.scanner, .camera])
        #expect(both.note(.absent, of: .scanner) == .absent)
        #expect(both.note(.ready, of: .camera) == .ready)
        #expect(both.note(.faulty("dark"), of: .scanner) == .ready)
        #expect(both.note(.absent, of: .camera) == .faulty("dark"))
        #expect(ReaderPresence([.camera]).note(.absent, of: .camera) == .absent)
    }

    // MARK: Pictures

    @Test mutating func thePreviewIsMadeForWhoLooksAndGoesWithItsScreen() throws {
        bench.wish(for: attract)
        bench.run(for: .seconds(2))
        #expect(bench.sight.preview() == nil, "nobody had looked")
        bench.run(for: .milliseconds(500))
        let picture = try #require(bench.sight.preview())
        #expect(try PictureFile.frame(of: picture).width == 64)
        bench.wish(for: .settling(amount: Money(10_00, .cny)))
        #expect(bench.sight.preview() == nil)
        bench.run(for: .seconds(2))
        #expect(bench.sight.preview() == nil)
    }

    @Test mutating func thePreviewGoesWhenNobodyLooksAnyMoreOrTheCameraIsOut() {
        bench.wish(for: attract)
        _ = bench.sight.preview()
        bench.run(for: .seconds(1))
        bench.camera.change { $0.isPluggedIn = false }
        bench.run(for: .milliseconds(200))
        #expect(bench.sight.preview() == nil)
        bench.camera.change { $0.isPluggedIn = true }
        bench.run(for: .seconds(2))
        #expect(bench.sight.preview() != nil)
        bench.run(for: CameraSight.interest + .seconds(1))
        #expect(bench.sight.preview() == nil)
    }

    @Test mutating func thePictureOfAReadBillIsGivenOnce() throws {
        let corners = [
            FramePoint(x: 16, y: 12), FramePoint(x: 48, y: 12), FramePoint(x: 48, y: 36), FramePoint(x: 16, y: 36),
        ]
        bench.wish(for: attract)
        bench.lay(bill.seen(CodeSighting(corners: corners, orientation: 0, quality: 3)))
        bench.run(for: .seconds(1))
        bench.wish(for: .thanks)
        let caught = try #require(bench.sight.takeCatch())
        #expect(
            caught.outlines == [
                [
                    FramePoint(x: 0.25, y: 0.25), FramePoint(x: 0.75, y: 0.25), FramePoint(x: 0.75, y: 0.75),
                    FramePoint(x: 0.25, y: 0.75),
                ]
            ])
        #expect(bench.sight.takeCatch() == nil)
    }

    @Test mutating func aPictureThatNobodyFetchedIsDropped() {
        bench.wish(for: attract)
        bench.lay(bill)
        bench.run(for: .seconds(1))
        bench.run(for: CameraSight.longestCatch)
        #expect(bench.sight.takeCatch() == nil)
    }

    @Test mutating func theNextResidentDoesNotSeeTheLastOnesBill() {
        bench.wish(for: attract)
        bench.lay(bill)
        bench.run(for: .milliseconds(500))
        bench.wish(for: .thanks)
        bench.wish(for: attract)
        #expect(bench.sight.takeCatch() == nil)
    }
}
