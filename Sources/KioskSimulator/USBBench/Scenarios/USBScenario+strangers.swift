import Foundation
import KioskControl
import KioskCore

/// What strangers plug in.
extension USBScenario {
    static let strangers: [USBScenario] = [
        USBScenario("stripe-reader-refused-by-name") { stage, resident in
            let reader = stage.devices.strangers.stripeReader
            try reader.plugIn()
            var found: StrangeDevice?
            try await stage.until("the kiosk refuses the reader") {
                found = try await stage.everything().strangers.first { $0.usbID == "0801:0002" && $0.refusal != nil }
                return found != nil
            }
            let answer = try await stage.kioskctl("devices", "--config", await stage.site.path)
            try expect(answer.said.contains("is refused"), "kioskctl devices says nothing of it: \(answer.said)")
            try reader.unplug()
            return found?.refusal ?? "-"
        },
        USBScenario("kiosk-devices-admitted-by-usbguard") { stage, resident in
            try await stage.startGuard()
            for name in USBBenchStage.names {
                let port = try await stage.status(of: name).portPath ?? "-"
                try expect(stage.isAuthorised(port), "usbguard keeps \(name) at \(port) out.")
            }
            // Plugged in anew, it has to pass the rules.
            try await stage.devices.scanner.unplug()
            try await stage.wait(for: "scanner", toBe: .absent)
            try await stage.devices.scanner.plugIn()
            try await stage.wait(for: "scanner", toBe: .ready)
            try await resident.bring()
            return "usbguard with the rules of kioskctl admits all five, and the scanner anew"
        },
        blocked(
            "stranger-keyboard-blocked", { $0.keyboard }, at: 6,
            {
                let inputs = (try? String(contentsOfFile: "/proc/bus/input/devices", encoding: .utf8)) ?? ""
                try expect(!inputs.contains("Stranger"), "The stranger's keyboard is an input device.")
                return "no input device of it"
            }),
        blocked(
            "stranger-disk-blocked", { $0.disk }, at: 7,
            {
                let disks = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/block")) ?? []
                try expect(!disks.contains { $0.hasPrefix("sd") }, "The stranger's disk is a disk.")
                return "no disk of it"
            }),
    ]

    private static func blocked(
        _ name: String, _ gadget: @escaping @Sendable (USBBenchDevices.Strangers) -> Gadget, at controller: Int,
        _ check: @escaping @Sendable () throws -> String
    ) -> USBScenario {
        USBScenario(name) { stage, resident in
            try await stage.startGuard()
            let gadget = gadget(stage.devices.strangers)
            let port = "\(controller + 1)-1"
            try gadget.plugIn()
            defer { try? gadget.unplug() }
            try await stage.until("the host sees it") { stage.address(at: port) != nil }
            // Time for drivers, if they are let.
            try await Task.sleep(for: .seconds(1))
            try expect(!stage.isAuthorised(port), "usbguard let it in.")
            let seen = try check()
            try await resident.bring()
            return "blocked by the rules of kioskctl, \(seen); a bill is read meanwhile"
        }
    }
}

extension USBBenchStage {
    private static let guardFolder = "/run/usbguard-bench"

    nonisolated func isAuthorised(_ port: String) -> Bool {
        (try? GadgetFile.read("/sys/bus/usb/devices/\(port)/authorized")) == "1"
    }

    /// usbguard's own daemon, with the rules that kioskctl writes for this kiosk. Once.
    func startGuard() async throws {
        guard usbGuard == nil else { return }
        let folder = USBBenchStage.guardFolder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let rules = try await kioskctl(
            "device-rules", "usbguard", "--config", site.path, "--devices", "devices", "--output",
            "\(folder)/rules.conf")
        try expect(rules.status == 0, "kioskctl device-rules ended with \(rules.status): \(rules.said)")
        try """
        RuleFile=\(folder)/rules.conf
        ImplicitPolicyTarget=block
        PresentDevicePolicy=apply-policy
        PresentControllerPolicy=keep
        InsertedDevicePolicy=apply-policy
        AuthorizedDefault=none
        RestoreControllerDeviceState=true
        DeviceManagerBackend=uevent
        IPCAllowedUsers=root
        AuditBackend=FileAudit
        AuditFilePath=\(folder)/audit.log

        """.write(toFile: "\(folder)/daemon.conf", atomically: true, encoding: .utf8)
        for file in ["rules.conf", "daemon.conf"] { chmod("\(folder)/\(file)", 0o600) }
        usbGuard = try ChildProgram(
            at: "/usr/sbin/usbguard-daemon", ["-k", "-c", "\(folder)/daemon.conf"], log: "\(self.folder)/usbguard.log")
        try await until("usbguard guards the ports") {
            (try? GadgetFile.read("/sys/bus/usb/devices/usb7/authorized_default")) == "0"
        }
    }

    /// The ports are open to everybody again.
    func endGuard() async throws {
        await usbGuard?.end()
        usbGuard = nil
        for bus in 1...20 {
            try? GadgetFile.write(Array("1".utf8), to: "/sys/bus/usb/devices/usb\(bus)/authorized_default")
        }
    }
}
