import KioskCore
import KioskVision
import Synchronization

@testable import KioskRuntime

/// A camera that shows what a test lays before it, in time that the test moves.
final class FakeCamera: FrameStream, Sendable {
    /// What lies before the lens: how bright it is, and which codes are in it.
    struct Scene: Sendable {
        var luma: UInt8 = 90
        var codes: [ScannedCode] = []
        /// A hand that moves all the time.
        var isRestless = false
    }

    struct State {
        var now = Duration.seconds(1_000)
        var scene = Scene()
        /// A frame that was taken before, and comes first.
        var stale: Scene?
        var isPluggedIn = true
        var shown = Scene()
        /// Between two frames.
        var pace = Duration.milliseconds(33)
        var frames = 0
        var looks = 0
        /// What a look costs.
        var cost = Duration.milliseconds(20)
        var busy = Duration.zero
        var news: [CameraNews] = []
    }

    private let state = Mutex(State())

    static let gone = CameraError(.gone, "It was pulled out.")

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    func read<Value: Sendable>(_ body: (State) -> Value) -> Value { state.withLock { body($0) } }
    var now: Duration { state.withLock { $0.now } }

    func open() throws(CameraError) -> OpenCamera {
        guard read(\.isPluggedIn) else { throw FakeCamera.gone }
        return OpenCamera(stream: self, identity: nil)
    }

    func frame(within limit: Duration) throws(CameraError) -> LumaFrame {
        let luma: UInt8? = state.withLock { state in
            guard state.isPluggedIn else { return nil }
            state.now += state.pace
            state.frames += 1
            state.shown = state.stale ?? state.scene
            state.stale = nil
            return state.shown.isRestless && state.frames.isMultiple(of: 2) ? state.shown.luma + 40 : state.shown.luma
        }
        guard let luma else { throw FakeCamera.gone }
        do {
            return try LumaFrame(luma: [UInt8](repeating: luma, count: 64 * 48), width: 64, height: 48, stride: 64)
        } catch {
            throw CameraError(.badFrame, "\(error)")
        }
    }

    func look() -> [ScannedCode] {
        state.withLock { state in
            state.looks += 1
            state.now += state.cost
            state.busy += state.cost
            return state.shown.codes
        }
    }
}

/// A camera's loop over the fake one.
struct CameraBench {
    let camera = FakeCamera()
    let sight: CameraSight
    private var loop: CameraLoop

    static let bill = ScannedCode("3300123456202610000086402611303", symbology: .code128)
    static let link = ScannedCode("https://pay.example/1", symbology: .qr)

    init(reading: @escaping @Sendable (ScannedCode) -> CodeReading = { .unknownBiller(format: "", company: $0.text) }) {
        let camera = camera
        sight = CameraSight { camera.now }
        loop = CameraLoop(
            open: { () throws(CameraError) in try camera.open() }, look: { _ in camera.look() },
            recognise: { code, wish in
                let meaning = reading(code)
                return wish.isFulfilled(by: meaning) ? meaning : nil
            }, sight: sight, now: { camera.now }, tell: { news in camera.change { $0.news.append(news) } })
    }

    /// The thread, for so long.
    mutating func run(for time: Duration) {
        let end = camera.now + time
        while camera.now < end {
            let pause = loop.step()
            camera.change { $0.now += max(pause, .milliseconds(1)) }
        }
    }

    func lay(_ codes: ScannedCode..., luma: UInt8 = 200) {
        camera.change { $0.scene = FakeCamera.Scene(luma: luma, codes: codes) }
    }

    func takeAway() { camera.change { $0.scene = FakeCamera.Scene() } }

    func wish(for screen: Screen) { sight.wish(for: CameraWish(screen)) }

    /// What was told of codes, as their texts.
    var told: [String] {
        camera.read(\.news).compactMap { news in
            if case .read(.unknownBiller(_, let text)) = news { text } else { nil }
        }
    }
}
