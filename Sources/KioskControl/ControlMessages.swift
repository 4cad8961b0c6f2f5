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
    /// A person decided about something that no machine can; `exception` is its id.
    case resolve(exception: String, PersonsDecision)
    /// What the ledger says lies in the cash box.
    case cashBox
    /// The cash box was emptied, and this was counted in it.
    case collectCash(by: String, counted: [CountedNotes])

    /// The longest line a kiosk takes: a reason of 300 characters of four bytes, and what else there is.
    package static let largestLine = 4_096
    package static let longestRecording = 86_400
}

/// A line of the answer. The last one is `devices`, `cashBox`, `collected`, `done` or `refused`.
///
/// Fleet scripts read these lines from `kioskctl --json`, so their keys are named here and stay as they are:
///
///     {"progress":{"message":"Printing a test slip."}}
///     {"done":{"message":"The slip is out. Can it be read, and is it cut?"}}
package enum ControlReply: Hashable, Codable, Sendable {
    case devices([DeviceStatus], strangers: [StrangeDevice])
    case cashBox(CashBoxReport)
    case collected(CollectionReport)
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
    enum CashBoxCodingKeys: String, CodingKey { case _0 = "box" }
    enum CollectedCodingKeys: String, CodingKey { case _0 = "collection" }
    enum ProgressCodingKeys: String, CodingKey { case _0 = "message" }
    enum TrafficCodingKeys: String, CodingKey { case _0 = "record" }
    enum DoneCodingKeys: String, CodingKey { case _0 = "message" }
    enum RefusedCodingKeys: String, CodingKey { case _0 = "message" }

    package var isLast: Bool {
        switch self {
        case .devices, .cashBox, .collected, .done, .refused: true
        case .progress, .traffic: false
        }
    }
}
