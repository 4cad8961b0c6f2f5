import KioskCore
import KioskVision
import Synchronization
import Testing

@testable import KioskRuntime

/// The camera's thread, started and stopped as the kiosk does.
@Suite struct CameraDriverTests {
    @Test func whatTheCameraReadsIsHandedOnAndItsThreadEndsWithTheService() async throws {
        let camera = FakeCamera()
        camera.change { $0.scene = FakeCamera.Scene(luma: 200, codes: [CameraBench.bill]) }
        let sight = CameraSight { camera.now }
        let (told, tell) = AsyncStream.makeStream(of: CameraNews.self, bufferingPolicy: .bufferingNewest(64))
        let (views, show) = AsyncStream.makeStream(of: KioskView.self, bufferingPolicy: .bufferingNewest(1))
        show.yield(Self.view(.attract(billers: [], problem: nil)))
        let driver = CameraDriver(
            "camera", sight: sight, views: { views },
            loop: { tell in
                CameraLoop(
                    open: { () throws(CameraError) in try camera.open() }, look: { _ in camera.look() },
                    recognise: { _, _ in .notABill }, sight: sight, now: { camera.now }, tell: tell)
            }, report: { tell.yield($0) })
        let service = Task { await driver.run() }
        for await news in told where news == .read(.notABill) { break }
        service.cancel()
        await service.value
        #expect(sight.preview() == nil)
        #expect(sight.wish == .nothing)
    }

    private static func view(_ screen: Screen) -> KioskView {
        KioskView(
            kiosk: "HZ-0001", hotline: "1", language: .english, isLargeType: false, screen: screen, notices: [],
            secondsUntilEnd: nil, canGoBack: false, canEnd: false)
    }
}
