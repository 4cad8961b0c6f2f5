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
    /// The same as a PNG file.
    package let png: [UInt8]

    private init(luma: [UInt8]) throws {
        guard let bitmap = Bitmap(width: CameraScene.width, height: CameraScene.height, bytes: luma) else {
            throw SimulatorError("A camera's picture has \(luma.count) pixels.")
        }
        self.luma = luma
        png = try PNG.encode(bitmap)
    }

    /// Nothing but the desk.
    package static let desk: CameraScene = {
        do {
            return try CameraScene(luma: [UInt8](repeating: deskLuma, count: width * height))
        } catch {
            preconditionFailure("a gray picture is no PNG: \(error)")
        }
    }()

    /// A bill on the desk, one pixel of its picture to one of the camera's, with its code in the middle as far down as the
    /// frame shows it.
    package init(bill path: String) throws {
        let bill = try PNG.read(path)
        guard let corners = try CodeReader().read(png: path).first?.sighting?.corners, !corners.isEmpty else {
            throw SimulatorError("No code was found on \(path).")
        }
        let middle = corners.map(\.y).reduce(0, +) / Double(corners.count)
        let (left, top) = ((CameraScene.width - bill.width) / 2, CameraScene.height / 2 - Int(middle))
        var luma = [UInt8](repeating: CameraScene.deskLuma, count: CameraScene.width * CameraScene.height)
        for y in max(0, top)..<min(CameraScene.height, top + bill.height) {
            for x in max(0, left)..<min(CameraScene.width, left + bill.width) {
                luma[y * CameraScene.width + x] = bill[x - left, y - top]
            }
        }
        try self.init(luma: luma)
    }
}
