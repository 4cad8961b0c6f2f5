import KioskCore
import KioskDevices
import KioskVision

/// A camera that was just opened, and who it is; nil where nobody says.
struct OpenCamera {
    let stream: any FrameStream
    let identity: LineIdentity?
}

/// What the camera's thread has to say.
enum CameraNews: Hashable, Sendable {
    case opened(LineIdentity?)
    case presence(DevicePresence)
    /// Why there are no frames; said once for each reason.
    case trouble(CameraError)
    case read(CodeReading)
}

/// What the camera's thread does, a step at a time: opens the camera, looks at frames, tells of each code once, and lets
/// the camera rest while no code is wanted.
///
/// A look costs up to `CodeReader.frameBudget`, so at least as long a pause follows, and a scene in which nothing has moved
/// is looked at seldom: an idle kiosk's camera costs little more than unpacking its frames. A bill that lay there when a
/// visit began is not told again when it ends, however long that took: its tracker's clock stands while no bill is wanted.
struct CameraLoop {
    /// At most eight looks a second.
    static let lookPause = Duration.milliseconds(125)
    /// Between two frames that are let go, while no code is wanted: so often a camera that is gone is noticed.
    static let restPause = Duration.seconds(1)
    static let longestFrame = Duration.seconds(1)
    /// A look counts as so much time for the tracker at most: where frames come slowly, a code is not gone because none
    /// came, but because several came without it.
    static let longestStep = Duration.milliseconds(250)
    /// A still scene is looked at again after this, for a while after something moved: the lens may find its focus late.
    static let settling = Duration.milliseconds(250)
    static let settled = Duration.seconds(3)
    /// And after this, later on, or when a code was found in it.
    static let stillPause = Duration.seconds(1)

    let open: @Sendable () throws(CameraError) -> OpenCamera
    /// The codes of a frame.
    let look: @Sendable (LumaFrame) -> [ScannedCode]
    /// What a code means, where it is the kiosk's and wanted; nil for one that is to be passed over.
    let recognise: @Sendable (ScannedCode, CameraWish) -> CodeReading?
    let sight: CameraSight
    let now: @Sendable () -> Duration
    let tell: @Sendable (CameraNews) -> Void

    private var line = CameraLine()
    private var stream: (any FrameStream)?
    private var told: DevicePresence?
    private var toldTrouble: CameraError?
    private var absentSince: Duration?

    private var bills = Watch()
    /// Credit notes, or payment codes; of those before this screen nothing is remembered.
    private var others = Watch()
    private var lastWish = CameraWish.nothing
    private var scene = SceneChange()
    private var isResting = true
    private var lastFrame: Duration?
    private var lastLook: Duration?
    private var movedAt = Duration.zero
    private var seen: [ScannedCode] = []

    /// A tracker, and the time for which it was shown frames.
    private struct Watch {
        var tracker = CodeTracker()
        var time = Duration.zero

        mutating func saw(_ codes: [ScannedCode], after passed: Duration) -> [ScannedCode] {
            time += passed
            return tracker.saw(codes, at: time)
        }
    }

    init(
        open: @escaping @Sendable () throws(CameraError) -> OpenCamera,
        look: @escaping @Sendable (LumaFrame) -> [ScannedCode],
        recognise: @escaping @Sendable (ScannedCode, CameraWish) -> CodeReading?, sight: CameraSight,
        now: @escaping @Sendable () -> Duration, tell: @escaping @Sendable (CameraNews) -> Void
    ) {
        self.open = open
        self.look = look
        self.recognise = recognise
        self.sight = sight
        self.now = now
        self.tell = tell
    }

    /// Blocking, for `longestFrame` and a look at most. How long to pause before the next step.
    mutating func step() -> Duration {
        sight.dropOld()
        let now = now()
        if let absentSince, now - absentSince >= DeviceBlip.longest { tellPresence(.absent) }
        switch line.step(at: now) {
        case .open: return openCamera()
        case .wait(let until): return min(max(until - now, .zero), CameraLoop.restPause)
        case .read: return readFrame()
        case .close:
            stream = nil
            line.closed(at: now)
            return .zero
        }
    }

    // MARK: The camera

    private mutating func openCamera() -> Duration {
        do throws(CameraError) {
            let camera = try open()
            stream = camera.stream
            line.opened()
            rest()
            tell(.opened(camera.identity))
        } catch {
            failed(error)
        }
        return .zero
    }

    private mutating func failed(_ error: CameraError) {
        let now = now()
        line.failed(error, at: now)
        sight.dropPreview()
        // One frame that does not come is no trouble yet.
        if case .read = line.step(at: now) { return }
        absentSince = absentSince ?? now
        guard toldTrouble != error else { return }
        toldTrouble = error
        tell(.trouble(error))
    }

    private mutating func tellPresence(_ presence: DevicePresence) {
        guard told != presence else { return }
        told = presence
        tell(.presence(presence))
    }

    // MARK: Frames

    private mutating func readFrame() -> Duration {
        guard let stream else { preconditionFailure("a camera is read that is not open") }
        let wish = sight.wish
        let frame: LumaFrame
        do throws(CameraError) {
            frame = try stream.frame(within: CameraLoop.longestFrame)
        } catch {
            failed(error)
            return .zero
        }
        line.gotFrame()
        (absentSince, toldTrouble) = (nil, nil)
        tellPresence(.ready)
        guard wish != .nothing else {
            rest()
            return CameraLoop.restPause
        }
        if isResting {
            // It may be as old as the rest, and show the bill of somebody who has gone.
            isResting = false
            return .zero
        }
        let began = now()
        if lastWish != wish {
            (lastWish, lastFrame, others) = (wish, nil, Watch())
            scene = SceneChange()
        }
        let passed = lastFrame.map { min(began - $0, CameraLoop.longestStep) } ?? .zero
        lastFrame = began
        if wish.isShown, sight.isPreviewWanted, let picture = try? PreviewPicture(frame) {
            sight.show(picture.jpeg, for: wish)
        }
        let codes = codes(of: frame, at: began)
        // What was found for a screen that has gone was found for nobody.
        if sight.wish == wish { notice(codes, in: frame, wish, after: passed) }
        let cost = now() - began
        return max(CameraLoop.lookPause - cost, cost)
    }

    private mutating func rest() {
        isResting = true
        lastFrame = nil
        scene = SceneChange()
        seen = []
        lastLook = nil
        sight.dropPreview()
    }

    /// What lies before the camera: read, or remembered from the last look while nothing has moved.
    private mutating func codes(of frame: LumaFrame, at now: Duration) -> [ScannedCode] {
        let isNew = scene.isNew(frame)
        if isNew { movedAt = now }
        let pause = seen.isEmpty && now - movedAt < CameraLoop.settled ? CameraLoop.settling : CameraLoop.stillPause
        if !isNew, let lastLook, now - lastLook < pause { return seen }
        lastLook = now
        let found = look(frame)
        seen = isNew ? found : found + seen.filter { !found.contains($0) }
        return seen
    }

    private mutating func notice(
        _ codes: [ScannedCode], in frame: LumaFrame, _ wish: CameraWish, after passed: Duration
    ) {
        let appeared = wish == .bills ? bills.saw(codes, after: passed) : others.saw(codes, after: passed)
        let known = appeared.compactMap { code in recognise(code, wish).map { (code: code, reading: $0) } }
        guard !known.isEmpty else { return }
        // Before the event: the screen that comes of it asks for the picture.
        if let picture = try? PreviewPicture(frame) {
            let outlines = known.map { frame.outline(of: $0.code) }.filter { !$0.isEmpty }
            sight.keep(CameraCatch(jpeg: picture.jpeg, outlines: outlines), for: wish)
        }
        for (_, reading) in known { tell(.read(reading)) }
    }
}

extension CameraWish {
    /// Whether the screen shows what the camera sees.
    var isShown: Bool {
        switch self {
        case .bills: true
        case .nothing, .creditNotes, .walletCodes: false
        }
    }
}
