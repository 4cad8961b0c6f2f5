internal import KioskCore
internal import KioskVision

extension SimulatedScanner.Hand {
    /// Lays a bill on the window, given as a picture: its codes are found by libzbar, and the first one is read, as a
    /// scanner reads whichever code it meets first.
    package static func lay(pictureAt path: String) throws -> SimulatedScanner.Hand {
        guard let code = try CodeReader().read(png: path).first else { throw PictureWithoutCode(path: path) }
        return .lay(code)
    }
}

/// A picture on which libzbar found no code that a biller uses.
package struct PictureWithoutCode: Error, Hashable, CustomStringConvertible {
    package let path: String

    package init(path: String) { self.path = path }

    package var description: String {
        "No code was found on \(path): it needs a quiet zone of ten modules and bars of at least two pixels."
    }
}
