/// What frames come from while it is open: a camera, pictures on a socket, a script in a test.
///
/// It belongs to one thread, which blocks in `frame(within:)`, and is closed with its last reference.
package protocol FrameStream: AnyObject {
    /// The newest frame, waited for no longer than `limit`.
    func frame(within limit: Duration) throws(CameraError) -> LumaFrame
}

/// An open camera of this machine.
package final class CameraStream: FrameStream {
    private let camera: Camera

    package init(path: String) throws(CameraError) { camera = try Camera(path: path) }

    package func frame(within limit: Duration) throws(CameraError) -> LumaFrame { try camera.frame(within: limit) }
}
