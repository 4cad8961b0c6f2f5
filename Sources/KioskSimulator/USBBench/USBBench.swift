import Foundation
import KioskCore
import KioskDevices
import Glibc

/// The bench in the guest.
package struct USBBench: Sendable {
    let host = HostChannel()

    package init() {}

    /// Whether everything passed.
    package func run() async throws -> Bool {
        let devices = try USBBenchDevices(clock: BenchClock())
        try await devices.plugInAll()
        host.say("plugged in")
        try await Task.sleep(for: .seconds(1))
        let fd = open("/dev/ttyACM0", O_RDWR | O_NOCTTY)
        var t = termios()
        tcgetattr(fd, &t)
        cfmakeraw(&t)
        tcsetattr(fd, TCSANOW, &t)
        let frame = CCNETCodec.frame([0x33])
        for _ in 0..<3 {
            let start = ContinuousClock.now
            _ = frame.withUnsafeBytes { write(fd, $0.baseAddress, $0.count) }
            var answer = [UInt8](repeating: 0, count: 64)
            let n = Glibc.read(fd, &answer, 64)
            host.say("CCNET poll answered \(answer.prefix(max(n, 0))) in \(ContinuousClock.now - start)")
        }
        close(fd)
        return true
    }
}
