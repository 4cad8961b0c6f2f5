internal import KioskCore
internal import KioskPictures
package import KioskVision

/// What each engine made of one picture.
package struct PictureTrial: Sendable {
    package let picture: FactoryPicture
    package let zbar: Bool
    package let zxing: Bool
    package let ours: Bool
    /// The pass that read it, when ours did.
    package let pass: DecodingPass?
    /// What ours read that is not there. A kiosk that reads a wrong bill is worse than one that reads none.
    package let wrong: [FoundCode]
    package let elapsed: Duration

    /// Ours did not read it, or read what is not there.
    package var isFailure: Bool { !ours || !wrong.isEmpty }

    package init(_ picture: FactoryPicture, reader: CodeReader) throws {
        self.picture = picture
        let frame = try LumaFrame(
            luma: picture.bitmap.bytes, width: picture.bitmap.width, height: picture.bitmap.height,
            stride: picture.bitmap.width)
        zbar = try EngineAlone.zbar.read(frame).contains(picture.bytes)
        zxing = try EngineAlone.zxing.read(frame).contains(picture.bytes)
        let reading = try reader.look(at: frame)
        let found = reading.codes.first { $0.code.bytes == picture.bytes && $0.code.symbology == picture.symbology }
        ours = found != nil
        pass = found?.pass
        wrong = reading.codes.filter { $0.code.bytes != picture.bytes || $0.code.symbology != picture.symbology }
        elapsed = reading.elapsed
    }
}

/// How many of some pictures were read.
package struct TrialCount: Sendable {
    package private(set) var pictures = 0
    package private(set) var zbar = 0
    package private(set) var zxing = 0
    /// By either engine.
    package private(set) var union = 0
    package private(set) var ours = 0
    package private(set) var wrong = 0

    package init() {}

    package mutating func add(_ trial: PictureTrial) {
        pictures += 1
        zbar += trial.zbar ? 1 : 0
        zxing += trial.zxing ? 1 : 0
        union += trial.zbar || trial.zxing ? 1 : 0
        ours += trial.ours ? 1 : 0
        wrong += trial.wrong.count
    }
}
