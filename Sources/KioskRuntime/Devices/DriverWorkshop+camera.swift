import KioskCodes
import KioskConfiguration
import KioskControl
import KioskCore
import KioskDevices
import KioskVision
import Logging
import Metrics

/// The camera: a reader of codes beside the scanner, whose frames no driver of bytes could carry.
extension DriverWorkshop {
    /// It is not paired: what it reads is what anybody could lay on the scanner, too.
    mutating func addCamera(_ device: KioskConfiguration.Device) {
        let (interpreter, log, clock, board) = (interpreter, log, clock, board)
        let (events, readers, name) = (events, readers, device.name)
        board.add(
            DeviceStatus(
                name: name, kind: device.kind.rawValue, model: device.model?.id, wire: device.wire.rawValue,
                connection: "\(device.connection)"))
        let reports = ReportTap<CodeScannerReport>()
        let isTested = TestFlag()
        let sight = CameraSight { clock.now().sinceBoot }
        let open = DriverWorkshop.opening(device)
        let reader = CodeReader()
        let looks = RuntimeMetrics.cameraLookTime()
        let loop: @Sendable (@escaping @Sendable (CameraNews) -> Void) -> CameraLoop = { tell in
            CameraLoop(
                open: open,
                look: { frame in
                    guard let reading = try? reader.look(at: frame) else { return [] }
                    looks.recordNanoseconds(reading.elapsed.wholeNanoseconds)
                    return reading.codes.map(\.code)
                },
                recognise: { code, wish in
                    reports.tell(.scanned(code))
                    // A technician's test code begins nobody's visit.
                    guard !isTested.claimsCode() else { return nil }
                    let reading = interpreter.reading(of: code)
                    return wish.isFulfilled(by: reading) ? reading : nil
                }, sight: sight, now: { clock.now().sinceBoot }, tell: tell)
        }
        camera = { views in
            CameraDriver(name, sight: sight, views: views, loop: loop) { news in
                switch news {
                case .opened(let identity):
                    board.opened(name, as: identity)
                    RuntimeMetrics.connections(of: name).increment()
                    log.info("the camera is open")
                case .presence(let presence):
                    if presence == .ready { board.note(presence, of: name) }
                    reports.tell(.presence(presence))
                    await events.send(.scannerReported(readers.note(presence, of: .camera)))
                case .trouble(let error):
                    board.failed(name, error.message, state: error.code == .gone ? .absent : .faulty)
                    log.warning("the camera shows nothing", metadata: ["error": "\(error)"])
                case .read(let reading): events.offer(.codeRead(reading))
                }
            }
        }
        self.sight = sight
        places[name] = DeviceDesk.Place(exercise: .scanner(reports, isTested, place: .camera, clock: clock))
    }

    private static func opening(
        _ device: KioskConfiguration.Device
    ) -> @Sendable () throws(CameraError) -> OpenCamera {
        switch device.connection {
        case .unixSocket(let path):
            return { () throws(CameraError) in OpenCamera(stream: try SocketFrames(path: path), identity: nil) }
        case .usb(let address):
            let selector = USBSelector(address)
            return { () throws(CameraError) in
                let node: VideoNode
                do throws(LineError) {
                    node = try VideoNode.of(selector)
                } catch {
                    throw CameraError(error.code == .deviceAbsent ? .gone : .failed, error.message)
                }
                return OpenCamera(stream: try CameraStream(path: node.path), identity: node.identity)
            }
        case .tcp, .serialPort: preconditionFailure("the configuration takes cameras on USB and simulated ones alone")
        }
    }
}
