/// What a technician's tool asks a running kiosk: one line of JSON on the control socket, one question a connection.
package enum ControlRequest: Hashable, Codable, Sendable {
    case devices
    /// Exercise the device, while nobody is at the screen.
    case test(device: String)
    /// Send the device's traffic as it comes.
    case record(device: String, seconds: Int)
    /// A jam was cleared: let the device start anew. No note whose fate is open is moved by it.
    case reset(device: String)
    /// From now on, the device that is plugged in is the right one.
    case pair(device: String)

    /// The longest line a kiosk takes.
    package static let largestLine = 1_024
    package static let longestRecording = 86_400
}

/// A line of the answer. The last one is `devices`, `done` or `refused`.
package enum ControlReply: Hashable, Codable, Sendable {
    case devices([DeviceStatus], strangers: [StrangeDevice])
    /// What happens meanwhile, or what a person is to do now.
    case progress(String)
    /// A line of a recording.
    case traffic(String)
    case done(String)
    /// What was asked cannot be done, and why.
    case refused(String)

    /// The longest line a kiosk sends: a piece of traffic in hexadecimal and what is around it, or 16 devices.
    package static let largestLine = 65_536

    package var isLast: Bool {
        switch self {
        case .devices, .done, .refused: true
        case .progress, .traffic: false
        }
    }
}
