import KioskCore
import KioskPictures
import KioskVision

/// What lies before a simulated camera, as it sees it: 1,280 × 720 pixels of luma.
package struct CameraScene: Hashable, Sendable {
    package static let width = 1_280
    package static let height = 720
    private static let deskLuma: UInt8 = 104

    /// Rows without padding.
    package let luma: [UInt8]
    /// The same as a file.
    package func png() -> [UInt8] {
        guard let bitmap = Bitmap(width: CameraScene.width, height: CameraScene.height, bytes: luma) else {
            preconditionFailure("a scene of other than its size")
        }
        do {
            return try PNG.encode(bitmap)
        } catch {
            preconditionFailure("a gray picture is no PNG: \(error)")
        }
    }

    private init(luma: [UInt8]) { self.luma = luma }

    /// Nothing but the desk.
    package static let desk = CameraScene(luma: [UInt8](repeating: deskLuma, count: width * height))

    /// A bill on the desk, one pixel of its picture to one of the camera's, with its code in the middle as far down as the
    /// frame shows it.
    package init(bill path: String) throws {
        let bill = try PNG.read(path)
        guard let corners = try CodeReader().read(bill).first?.sighting?.corners, !corners.isEmpty else {
            throw SimulatorError("No code was found on \(path).")
        }
        let middle = corners.map(\.y).reduce(0, +) / Double(corners.count)
        let (left, top) = ((CameraScene.width - bill.width) / 2, CameraScene.height / 2 - Int(middle))
        guard left >= 0 else { throw SimulatorError("\(path) is wider than the camera's picture.") }
        var luma = [UInt8](repeating: CameraScene.deskLuma, count: CameraScene.width * CameraScene.height)
        // Row by row: this is slow enough in an emulated machine.
        for y in max(0, top)..<min(CameraScene.height, top + bill.height) {
            let (place, source) = (y * CameraScene.width + left, (y - top) * bill.width)
            luma.replaceSubrange(place..<place + bill.width, with: bill.bytes[source..<source + bill.width])
        }
        self.init(luma: luma)
    }
}
