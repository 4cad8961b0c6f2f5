import Foundation
import Glibc
import Synchronization

/// The line from the guest to the machine that runs it, a virtio port: what the bench says goes out, and what only the
/// machine's owner can do (plug one of QEMU's own devices in, type on its keyboard) is asked for.
///
/// Lines of text. `say …` is printed; `ask …` is answered with one line, `done …` or `failed …`. Without the port, as
/// outside the guest, everything is said on standard output and nothing can be asked for.
package final class HostChannel: Sendable {
    private let port: Int32?
    private let asking = Mutex(())

    package static let path = "/dev/virtio-ports/org.paycircle.usb-bench"
    private static let longestAnswer = 4_096
    /// The host answers within this, or the guest goes on without.
    private static let patience: Int32 = 20_000

    package init() {
        let descriptor = open(HostChannel.path, O_RDWR | O_CLOEXEC)
        port = descriptor >= 0 ? descriptor : nil
    }

    package func say(_ text: String) { send("say \(text)\n") }

    /// Waits for the answer: not to be called on the cooperative pool for anything that takes long.
    package func ask(_ what: String) throws -> String {
        try asking.withLock { _ in
            guard let port else { throw SimulatorError("There is no host to ask to \(what).") }
            send("ask \(what)\n")
            var answer: [UInt8] = []
            while answer.last != 0x0A, answer.count < HostChannel.longestAnswer {
                var watched = pollfd(fd: port, events: Int16(POLLIN), revents: 0)
                guard poll(&watched, 1, HostChannel.patience) > 0 else {
                    throw SimulatorError("The host did not answer: \(what).")
                }
                var byte: UInt8 = 0
                if read(port, &byte, 1) == 1 { answer.append(byte) }
            }
            let text = String(decoding: answer.dropLast(), as: UTF8.self)
            guard text.hasPrefix("done") else { throw SimulatorError("The host could not \(what): \(text).") }
            return String(text.dropFirst(5))
        }
    }

    private func send(_ text: String) {
        guard let port else { return FileHandle.standardOutput.write(Data(text.utf8)) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(port, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
