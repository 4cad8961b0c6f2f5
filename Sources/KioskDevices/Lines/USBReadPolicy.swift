import KioskUSB

/// What to do with how one read of an endpoint ended. Pure; the line performs it.
///
/// A stall is cleared once, and again only after the endpoint has brought something. A piece that is longer than what
/// was asked for is garbled: it is dropped and counted, and after too many in a row the line ends. Empty packets are
/// dropped; some printers send them without end when they have nothing to say, so they are met with a growing pause.
struct USBReadPolicy: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case deliver
        case readAgain(after: Duration)
        case clearHalt
        case end
    }

    static let mostGarbledInARow = 8
    /// Empty packets in a row that are met without a pause: the ends of messages.
    static let quickEmpties = 4
    static let firstPause = Duration.milliseconds(1)
    static let longestPause = Duration.milliseconds(50)

    private var garbledInARow = 0
    private var emptiesInARow = 0
    private var hasClearedHalt = false

    private(set) var garbled = 0
    private(set) var stalls = 0

    mutating func brought(_ count: Int) -> Step {
        guard count > 0 else {
            emptiesInARow = min(emptiesInARow + 1, 64)
            let beyond = emptiesInARow - USBReadPolicy.quickEmpties
            guard beyond > 0 else { return .readAgain(after: .zero) }
            return .readAgain(
                after: min(USBReadPolicy.firstPause * (1 << min(beyond - 1, 10)), USBReadPolicy.longestPause))
        }
        garbledInARow = 0
        emptiesInARow = 0
        hasClearedHalt = false
        return .deliver
    }

    mutating func failed(_ code: USBError.Code) -> Step {
        switch code {
        case .stalled:
            stalls += 1
            guard !hasClearedHalt else { return .end }
            hasClearedHalt = true
            return .clearHalt
        case .overflow:
            garbled += 1
            garbledInARow += 1
            return garbledInARow < USBReadPolicy.mostGarbledInARow ? .readAgain(after: .zero) : .end
        // Reads have no deadline of their own; should libusb find one, nothing was lost.
        case .timedOut, .interrupted: return brought(0)
        case .noDevice, .accessDenied, .busy, .cancelled, .ioFailed, .notFound, .notSupported, .outOfMemory,
            .invalidRequest, .resetRefused, .closed, .unknown:
            return .end
        }
    }
}
