import KioskControl
import KioskCore

/// One thing that happens at the bench, and what must come of it. It passes when nothing is thrown, the kiosk is free
/// and well again, and the money is where the laws want it.
struct USBScenario: Sendable {
    typealias Play = @Sendable (_ stage: USBBenchStage, _ resident: USBBenchResident) async throws -> String

    let name: String
    /// Returns what was seen, in a few words.
    let play: Play

    init(_ name: String, _ play: @escaping Play) {
        self.name = name
        self.play = play
    }

    /// All of them, in the order in which they are played: those of each site together, as every site needs a kiosk.
    static let bySite: [(site: USBBenchSite.Choice, scenarios: [USBScenario])] = [
        (.gadgets, payments + idle + transferring + notes + paper + stalls + ports + pairing + strangers + babble),
        (.camera, camera),
        (.qemu, qemu),
    ]
}

/// Holds when it is so, and says what was seen otherwise.
func expect(_ isSo: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !isSo { throw SimulatorError(otherwise()) }
}

extension USBBenchStage {
    func resident() throws -> USBBenchResident { USBBenchResident(screen: try screen, devices: devices) }

    /// The five devices of the kiosk, by their names in its configuration.
    static let names = ["scanner", "printer", "note-acceptor", "payment-terminal", "card-reader"]

    /// A technician's test of one device; `hear` is told what a person is to do. The last line of the answer.
    func exercise(
        _ name: String, hear: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> (works: Bool, said: String) {
        let client = ControlClient(socket: site.controlSocket)
        return try await BlockingCall.run {
            var answer = (works: false, said: "no answer")
            try client.ask(.test(device: name), silence: .seconds(60)) { reply in
                switch reply {
                case .progress(let what): hear(what)
                case .done(let what): answer = (true, what)
                case .refused(let why): answer = (false, why)
                case .devices, .cashBox, .collected, .traffic: break
                }
            }
            return answer
        }
    }

    func expectWorks(_ name: String, hear: @escaping @Sendable (String) -> Void = { _ in }) async throws {
        let answer = try await exercise(name, hear: hear)
        try expect(answer.works, "The test of \(name) says: \(answer.said)")
    }

    /// Only the machine that runs the guest can do this.
    @discardableResult
    func ask(_ what: String) async throws -> String {
        let host = host
        return try await BlockingCall.run { try host.ask(what) }
    }

    /// The number that the host gave the device in a port when it was plugged in.
    nonisolated func address(at port: String?) -> Int? {
        guard let port else { return nil }
        return (try? GadgetFile.read("/sys/bus/usb/devices/\(port)/devnum")).flatMap(Int.init)
    }
}
