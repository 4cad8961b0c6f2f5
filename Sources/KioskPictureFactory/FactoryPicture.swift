package import KioskCore
package import KioskPictures

/// A bill as a kiosk's camera might see it, and what stands in its code.
package struct FactoryPicture: Sendable {
    package let bill: BillKind
    package let face: BillFace
    package let fault: PictureFault
    /// From 0 to `PictureFault.steps`.
    package let step: Int
    /// What an engine must answer.
    package let bytes: [UInt8]
    /// 1280 × 720.
    package let bitmap: Bitmap
    /// Where the code's corners are in it, in pixels, clockwise from its own top left.
    package let corners: [FramePoint]

    package static let width = 1_280
    package static let height = 720

    package var symbology: Symbology { bill.symbology }

    package var name: String {
        "\(symbology.rawValue)-\(bill.rawValue)-\(face.rawValue)-\(fault.rawValue.replacing(" ", with: "-"))-\(step)"
    }

    /// The same arguments give the same picture, byte by byte.
    package init(_ bill: BillKind, on face: BillFace, _ fault: PictureFault, step: Int, seed: UInt64) throws {
        self.bill = bill
        self.face = face
        self.fault = fault
        self.step = step
        var random = SeededGenerator(
            seed: FactoryPicture.seed(seed, [bill.rawValue, face.rawValue, fault.rawValue], step))
        let modules = try CodeModules(bill, using: &random)
        bytes = modules.bytes
        let exposure = Exposure(fault, step: step, face: face, using: &random)
        let sheet = try BillSheet(modules, on: face, isInverted: exposure.isInverted, using: &random)
        var scene = Scene(sheet, exposure, isMatrix: modules.isMatrix, using: &random)
        corners = scene.corners
        guard let bitmap = scene.developed(using: &random) else {
            throw PictureFactoryError("A frame of \(FactoryPicture.width) × \(FactoryPicture.height) was refused.")
        }
        self.bitmap = bitmap
    }

    /// One seed for each picture, so that none depends on those before it (FNV-1a over its name).
    private static func seed(_ seed: UInt64, _ names: [String], _ step: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
        for byte in names.joined(separator: "/").utf8 + [UInt8(step)] {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return hash
    }
}
