/// Where the touch screens are served, and how they look.
package struct ScreenConfiguration: Hashable, Sendable {
    /// A loopback address; any other is refused when the server starts.
    package let host: String
    /// 0 takes a free port; `onReady` says which.
    package let port: Int
    /// Origins that may show the screens in a frame, such as `http://127.0.0.1:8090`; none by default.
    package let frameAncestors: [String]
    /// Light text on dark ground, for kiosks that stand in the dark.
    package let isDark: Bool
    /// With what a bill is read here.
    package let readers: BillReaders
    /// Minutes east of Greenwich of the kiosk's wall clock: the tip of the day changes at its midnight.
    package let timeZoneOffsetMinutes: Int

    package init(
        host: String = "127.0.0.1", port: Int, frameAncestors: [String] = [], isDark: Bool = false,
        readers: BillReaders = .scanner, timeZoneOffsetMinutes: Int = 0
    ) {
        self.host = host
        self.port = port
        self.frameAncestors = frameAncestors
        self.isDark = isDark
        self.readers = readers
        self.timeZoneOffsetMinutes = timeZoneOffsetMinutes
    }
}

/// With what a kiosk reads bills, whether it works now or not.
package enum BillReaders: CaseIterable, Hashable, Sendable {
    case scanner, camera, both

    var hasCamera: Bool { self != .scanner }
}
