/// Why a picture could not be drawn, read or written, in words for a technician.
package struct PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// A width, height, text or file is past a named bound.
        case tooLarge
        case fileNotReadable
        case fileNotWritable
        /// The bytes do not begin as a PNG does.
        case notAPNG
        /// The bytes begin as a PNG and end too early or contradict themselves.
        case damagedPNG
        /// The text does not fit the bar code or matrix code.
        case notEncodable
        /// Cairo or Pango gave up, most likely for want of memory.
        case libraryFailed
    }

    package let code: Code
    /// What happened and what to do about it.
    package let message: String
    /// Cairo's status, zint's error number or errno; nil where none of them was involved.
    package let status: Int32?

    package init(_ code: Code, _ message: String, status: Int32? = nil) {
        self.code = code
        self.message = message
        self.status = status
    }

    package var description: String { message }
}
