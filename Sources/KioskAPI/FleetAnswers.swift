package import KioskCore

/// What a kiosk says of itself, about once a minute. Its journal's head goes the way of `JournalHeadBody`.
package struct HeartbeatBody: Hashable, Codable, Sendable {
    package let kiosk: KioskID
    /// By the kiosk's wall clock.
    package let sent: WallTime
    package let version: String
    /// Submissions that wait to be sent.
    package let queued: Int
    /// The name of each device and its presence: `ready`, `absent`, `faulty`.
    package let devices: [String: String]

    package static let mostDevices = 16

    package init(
        kiosk: KioskID, sent: WallTime, version: String, queued: Int, devices: [String: String]
    ) {
        self.kiosk = kiosk
        self.sent = sent
        self.version = version
        self.queued = queued
        self.devices = devices
    }

    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        bounds.check(kiosk, "kiosk")
        bounds.check(text: version, "version")
        if queued < 0 { bounds.fault("queued", "The count is never negative.") }
        if devices.count > HeartbeatBody.mostDevices { bounds.fault("devices", "Send at most 16 devices.") }
        for (name, presence) in devices {
            bounds.check(text: name, "devices")
            bounds.check(text: presence, "devices")
        }
        try bounds.throwFirstFault()
    }
}

package struct HeartbeatAnswer: Hashable, Codable, Sendable {
    /// The hub's wall clock, for the kiosk to see how far its own is off.
    package let now: WallTime
    package let catalogueVersion: Int

    package init(now: WallTime, catalogueVersion: Int) {
        self.now = now
        self.catalogueVersion = catalogueVersion
    }
}

package struct HealthAnswer: Hashable, Codable, Sendable {
    package enum Status: String, CaseIterable, Codable, Sendable {
        case ok = "OK"
    }

    package let status: Status
    package let now: WallTime
    package let catalogueVersion: Int

    package init(now: WallTime, catalogueVersion: Int) {
        status = .ok
        self.now = now
        self.catalogueVersion = catalogueVersion
    }
}
