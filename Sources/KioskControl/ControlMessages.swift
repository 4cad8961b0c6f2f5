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
///
/// Fleet scripts read these lines from `kioskctl --json`, so their keys are named here and stay as they are:
///
///     {"progress":{"message":"Printing a test slip."}}
///     {"done":{"message":"The slip is out. Can it be read, and is it cut?"}}
package enum ControlReply: Hashable, Codable, Sendable {
    case devices([DeviceStatus], strangers: [StrangeDevice])
    /// What happens meanwhile, or what a person is to do now.
    case progress(String)
    /// A line of a recording.
    case traffic(String)
    case done(String)
    /// What was asked cannot be done, and why.
    case refused(String)

    /// The longest line a kiosk sends: the command to print the largest slip, a mebibyte, in JSON inside JSON.
    package static let largestLine = 8 << 20

    enum DevicesCodingKeys: String, CodingKey {
        case _0 = "devices"
        case strangers
    }
    enum ProgressCodingKeys: String, CodingKey { case _0 = "message" }
    enum TrafficCodingKeys: String, CodingKey { case _0 = "record" }
    enum DoneCodingKeys: String, CodingKey { case _0 = "message" }
    enum RefusedCodingKeys: String, CodingKey { case _0 = "message" }

    package var isLast: Bool {
        switch self {
        case .devices, .done, .refused: true
        case .progress, .traffic: false
        }
    }
}
