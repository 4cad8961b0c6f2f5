package import KioskCore
package import KioskPictures

extension CodeReader {
    /// The codes in a picture.
    package func read(_ picture: Bitmap) throws(CodeReaderError) -> [ScannedCode] {
        try read(luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.width)
    }

    /// The codes in a PNG file. Throws a `PictureError` when the file is none.
    package func read(png path: String) throws -> [ScannedCode] {
        try read(PNG.read(path))
    }

    /// The codes in a PNG or JPEG file. Throws a `PictureFileError` or a `CodeReaderError`.
    package func read(picture path: String) throws -> [ScannedCode] {
        try look(at: PictureFile.frame(at: path)).codes.map(\.code)
    }
}
