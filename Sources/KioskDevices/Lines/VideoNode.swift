import Foundation

/// Where the kernel put the pictures of a camera on USB: `/dev/video0`, which is only the order of plugging in, and who
/// the camera is.
///
/// A USB camera has several nodes; the one whose `index` in sysfs is 0 is that of its pictures, the next one that of the
/// data about them (Linux, Documentation/ABI/testing/sysfs-class-video4linux).
package struct VideoNode: Hashable, Sendable {
    package let path: String
    package let identity: LineIdentity

    /// The camera that is meant; throws when none is plugged in, or several could be it.
    package static func of(
        _ selector: USBSelector, sysfs: String = "/sys", devices: String = "/dev"
    ) throws(LineError) -> VideoNode {
        let nodes = TTYDirectory(of: "video4linux", sysfs: sysfs, devices: devices).ports().filter { node in
            let name = URL(filePath: node.path).lastPathComponent
            let index = try? String(contentsOfFile: "\(sysfs)/class/video4linux/\(name)/index", encoding: .utf8)
            return index?.trimmingCharacters(in: .newlines) == "0"
        }
        let node = nodes[try selector.choice(among: nodes.map(\.identity))]
        return VideoNode(path: node.path, identity: node.identity)
    }
}
