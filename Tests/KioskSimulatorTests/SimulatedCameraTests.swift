import Foundation
import KioskCore
import KioskSimulator
import KioskVision
import Testing

/// The simulated camera on its socket, and the kiosk's end of it.
@Suite struct SimulatedCameraTests {
    private let path = FileManager.default.temporaryDirectory.appending(
        path: "camera-\(UUID().uuidString.prefix(8)).sock"
    ).path()

    /// The kiosk's end blocks, and must not do that on the pool.
    private static func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Result<Value, CameraError>)
        async throws -> Value
    {
        try await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }.get()
    }

    private static func frame(at path: String) async throws -> LumaFrame {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            do {
                return try await blocking {
                    Result { () throws(CameraError) in try SocketFrames(path: path).frame(within: .seconds(5)) }
                }
            } catch  where ContinuousClock.now < end {
                // The server is not listening yet.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test func aBillThatIsHeldBeforeItIsReadAndGoesWhenItIsTakenAway() async throws {
        let bill = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../kiosk-config/bills/sh-water.png").standardized.path()
        let camera = DeviceServer(SimulatedCamera(), clock: BenchClock())
        let path = path
        let server = Task { try await camera.run(at: path) }
        defer { server.cancel() }
        #expect(try CodeReader().look(at: try await Self.frame(at: path)).codes.isEmpty)
        await camera.hand(.hold(try CameraScene(bill: bill)))
        let codes = try CodeReader().look(at: try await Self.frame(at: path)).codes.map(\.code.text)
        #expect(codes == ["SHW31001234567891"])
        await camera.hand(.takeAway)
        #expect(try CodeReader().look(at: try await Self.frame(at: path)).codes.isEmpty)
    }

    @Test func aDamagedPictureIsABadFrameAndTheNextOneIsWhole() async throws {
        let camera = DeviceServer(SimulatedCamera(), clock: BenchClock())
        let path = path
        let server = Task { try await camera.run(at: path) }
        defer { server.cancel() }
        _ = try await Self.frame(at: path)
        await camera.hand(.scramble)
        let codes = try await Self.blocking {
            Result { () throws(CameraError) in
                let frames = try SocketFrames(path: path)
                var code: CameraError.Code?
                do throws(CameraError) { _ = try frames.frame(within: .seconds(5)) } catch { code = error.code }
                return (code, try frames.frame(within: .seconds(5)).width)
            }
        }
        #expect(codes.0 == .badFrame)
        #expect(codes.1 == CameraScene.width)
    }

    @Test func aSocketThatNobodyServesIsACameraThatIsGone() {
        let error = #expect(throws: CameraError.self) { try SocketFrames(path: path) }
        #expect(error?.code == .gone)
    }
}
