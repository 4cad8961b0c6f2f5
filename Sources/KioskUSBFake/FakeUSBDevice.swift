package import KioskUSB

/// How a fake device answers one transfer.
package enum FakeUSBAnswer: Hashable, Sendable {
    /// Towards the host: these come; what does not fit waits for the next read. To the device: everything is taken.
    case bytes([UInt8])
    /// The endpoint halts, and stalls every transfer until the halt is cleared.
    case stall
    /// As `bytes`, but only after so much time.
    case late([UInt8], after: Duration)
    /// As `bytes`, with a callback that comes twice.
    case twice([UInt8])
    /// As `bytes`, with the callback inside the submitting call.
    case immediately([UInt8])
    /// These move, and then nothing: the transfer ends by its deadline or by being cancelled. Empty is silence.
    case part([UInt8])
    /// To the device: only so many bytes are taken.
    case take(Int)
    /// Any of libusb's transfer statuses, or a number that is none.
    case status(Int32, [UInt8])
    /// Submitting it fails with this code.
    case refuse(Int32)
    /// The device is unplugged at this moment.
    case disconnect
    /// The transfer never comes back, not even when it is cancelled, which libusb does not do.
    case lost

    package static let silence = FakeUSBAnswer.part([])
}

/// A device that can be plugged into a `FakeUSB`. An endpoint towards the host waits until there is an answer for it,
/// one to the device takes everything unless an answer says otherwise.
package final class FakeUSBDevice: Sendable {
    struct State {
        var answers: [UInt8: [FakeUSBAnswer]] = [:]
        var halted: Set<UInt8> = []
        var kernelDrivers: Set<UInt8>
        var claimed: Set<UInt8> = []
        var alternates: [UInt8: UInt8] = [:]
        var written: [UInt8: [UInt8]] = [:]
        var onWrite: [UInt8: @Sendable ([UInt8]) -> Void] = [:]
        var onControl: @Sendable (USBSetup, [UInt8]) -> FakeUSBAnswer = { _, _ in .stall }
        weak var host: FakeUSB?
    }

    package let description: USBDevice
    private let firstDrivers: Set<UInt8>
    let state: Guarded<State>

    /// `kernelDrivers` are the interfaces that a driver of the kernel holds.
    package init(_ description: USBDevice, kernelDrivers: Set<UInt8> = []) {
        self.description = description
        firstDrivers = kernelDrivers
        state = Guarded(State(kernelDrivers: kernelDrivers))
    }

    /// It starts anew each time it is plugged in, and the kernel's drivers take it again. What it was told to answer
    /// stays.
    func plug(into host: FakeUSB) {
        state.withLock { state in
            state.host = host
            state.halted = []
            state.claimed = []
            state.alternates = [:]
            state.kernelDrivers = firstDrivers
        }
    }

    /// Puts answers in line for an endpoint; the first goes to a transfer that waits already, if one does.
    package func answer(_ endpoint: UInt8, _ answers: FakeUSBAnswer...) {
        let host = state.withLock { state in
            state.answers[endpoint, default: []] += answers
            return state.host
        }
        host?.pump()
    }

    /// Hears of all bytes written to an endpoint, on the event thread.
    package func onWrite(_ endpoint: UInt8, _ handler: @escaping @Sendable ([UInt8]) -> Void) {
        state.withLock { $0.onWrite[endpoint] = handler }
    }

    /// Answers control requests; `bytes` for those towards the host. Without, each is stalled.
    package func onControl(_ handler: @escaping @Sendable (USBSetup, [UInt8]) -> FakeUSBAnswer) {
        state.withLock { $0.onControl = handler }
    }

    /// All bytes that an endpoint took so far.
    package func written(_ endpoint: UInt8) -> [UInt8] {
        state.withLock { $0.written[endpoint] ?? [] }
    }

    /// The interfaces that a driver of the kernel holds now.
    package var kernelDrivers: Set<UInt8> { state.withLock { $0.kernelDrivers } }
    package var claimed: Set<UInt8> { state.withLock { $0.claimed } }
    package var halted: Set<UInt8> { state.withLock { $0.halted } }
    /// The setting chosen for each interface; 0 where there is none.
    package var alternates: [UInt8: UInt8] { state.withLock { $0.alternates } }
}
