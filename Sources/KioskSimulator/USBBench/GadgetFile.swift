import Foundation
import Glibc

/// Why a file of the kernel refused what was written into it.
package struct GadgetFileError: Error, CustomStringConvertible {
    package let path: String
    package let number: Int32

    package var description: String { "\(path): \(String(cString: strerror(number)))" }
}

/// Files below configfs and /sys: one `write` a value, because the kernel takes each call as a whole.
enum GadgetFile {
    static let largestValue = 4_096

    static func write(_ bytes: [UInt8], to path: String) throws(GadgetFileError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GadgetFileError(path: path, number: errno) }
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw GadgetFileError(path: path, number: errno) }
    }

    static func read(_ path: String) throws(GadgetFileError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GadgetFileError(path: path, number: errno) }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: largestValue) { buffer, filled in
            filled = max(Glibc.read(descriptor, buffer.baseAddress, largestValue), 0)
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func makeFolder(_ path: String) throws(GadgetFileError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw GadgetFileError(path: path, number: errno) }
    }

    static func link(_ path: String, at place: String) throws(GadgetFileError) {
        guard symlink(path, place) == 0 else { throw GadgetFileError(path: place, number: errno) }
    }
}
