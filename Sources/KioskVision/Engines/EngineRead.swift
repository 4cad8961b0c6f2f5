internal import KioskCore

/// What an engine read in one picture, before it is believed.
struct EngineRead {
    var symbology: Symbology
    var aim: String
    /// As they stand in the code, without its ECI escapes.
    var bytes: [UInt8]
    /// Known only where the engine tells of an ECI.
    var text: String?
    /// Four, clockwise from the code's own top left, in the picture's pixels.
    var corners: [FramePoint]
    /// Scan lines that agreed; 1 for a matrix code.
    var quality: Int
    /// Which way it is read, about, where the engine says so: a direction, not a place.
    var heading: FramePoint? = nil

    /// What makes two reads one code.
    struct Key: Hashable {
        let symbology: Symbology
        let bytes: [UInt8]
    }

    var key: Key { Key(symbology: symbology, bytes: bytes) }

    func moved(by placement: Placement) -> EngineRead {
        var moved = self
        moved.corners = corners.map { corner in
            let place = placement(x: corner.x, y: corner.y)
            return FramePoint(x: place.x, y: place.y)
        }
        moved.heading = heading.map { heading in
            FramePoint(
                x: placement.a * heading.x + placement.b * heading.y,
                y: placement.c * heading.x + placement.d * heading.y)
        }
        return moved
    }
}
