import KioskControl
import KioskCore

/// Between two scenarios.
extension USBBenchStage {
    /// Every device of the kiosk is ready, and nobody is at the screen.
    func comeToRest() async throws {
        for name in site.names { try await wait(for: name, toBe: .ready) }
        try await resident().free()
    }

    /// After a failure: plugs everything in as it was at the beginning, and takes everything else away.
    func plugInWhatIsOut() async throws {
        for peer in ["scanner", "acceptor"] { _ = try? await ask("unplug \(peer)") }
        if site.choice == .camera {
            _ = try? await ask("unplug camera")
            try await ask("plug camera")
        }
        for stranger in [devices.strangers.keyboard, devices.strangers.disk, devices.strangers.stripeReader] {
            try? stranger.unplug()
        }
        try? await devices.otherPrinter.unplug()
        try? await devices.otherAcceptor.unplug()
        try? devices.otherPrinter.gadget.tellSerial(USBBenchDevices.otherPrinterSerial)
        devices.printer.firmware.hand(.setSpeed(linesPerSecond: nil))
        if !hasQEMU {
            try await renew(devices.scanner)
            try await renew(devices.cardReader)
            if devices.cardReader.firmware.read({ $0.card == nil }) { devices.cardReader.firmware.hand(.insert(.t1)) }
        }
        try await renew(devices.printer)
        try await renew(devices.acceptor)
        try await renew(devices.terminal)
    }

    private func renew<Firmware: GadgetFirmware>(_ device: USBBenchDevice<Firmware>) async throws {
        try await device.unplug()
        try await device.plugIn()
    }
}
