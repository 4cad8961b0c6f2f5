import ArgumentParser
import KioskSimulator

struct USBBenchGuestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usb-bench-guest",
        abstract: "The part of `make usb-bench` that runs in the guest: devices, kiosk, residents and accidents.",
        discussion: "Makes USB gadgets and loads the kernel with them; it belongs on no machine that somebody uses.")

    func run() async throws {
        let isFine = try await USBBench().run()
        if !isFine { throw ExitCode(1) }
    }
}
