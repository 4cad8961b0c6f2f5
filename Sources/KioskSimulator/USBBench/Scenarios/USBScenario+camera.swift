import Foundation
import KioskControl
import KioskCore

/// A USB camera, driven by the kernel's own `uvcvideo`.
extension USBScenario {
    static let camera: [USBScenario] = [
        USBScenario("camera-reads-each-bill-once") { stage, resident in
            try await resident.free()
            try await stage.untilPreview(isShown: true)
            try await stage.hold("sh-water")
            let start = ContinuousClock.now
            try await resident.waitForBill()
            let time = (ContinuousClock.now - start).milliseconds
            try await resident.touch("end", on: "billExplained")
            try await resident.free()
            // It still lies there: nothing begins, however often it is seen.
            try await Task.sleep(for: .seconds(4))
            try await resident.wait(for: ["attract"])
            try await stage.ask("take-away")
            try await stage.hold("sh-gas")
            try await resident.waitForBill()
            try await resident.touch("end", on: "billExplained")
            try await resident.free()
            try await stage.ask("take-away")
            return "a bill explained \(time) ms after it was held there, once; then another"
        },
        USBScenario("camera-unplugged-and-plugged-back") { stage, resident in
            try await resident.free()
            try await stage.untilPreview(isShown: true)
            let port = try await stage.status(of: "camera").portPath
            try await stage.ask("unplug camera")
            let absent = try await stage.wait(for: "camera", toBe: .absent)
            try await stage.untilPreview(isShown: false)
            // The scanner is there, so the screen has nothing to complain of.
            let html = try await stage.screen.client.html()
            try expect(!html.contains("class=\"bar amber\""), "The screen says that something is out of order.")
            try await resident.bring()
            try await resident.free()
            try await stage.ask("plug camera")
            let start = ContinuousClock.now
            try await stage.wait(for: "camera", toBe: .ready)
            let time = (ContinuousClock.now - start).milliseconds
            try await stage.untilPreview(isShown: true)
            try await stage.hold("sh-water")
            try await resident.waitForBill()
            try await resident.touch("end", on: "billExplained")
            try await resident.free()
            try await stage.ask("take-away")
            return "absent on port \(port ?? "?") (\(absent.trouble ?? "no word of it")), the scanner read on; "
                + "ready \(time) ms after plugging, and reads"
        },
    ]
}

extension USBBenchStage {
    /// When the others are ready: its pictures keep the emulated machine busy.
    func plugInCamera() async throws {
        for name in USBBenchStage.names { try await wait(for: name, toBe: .ready, within: USBBenchStage.startPatience) }
        try await ask("plug camera")
    }

    /// Before the camera, until it is taken away. The host takes the picture from the folder of the logs.
    fileprivate func hold(_ bill: String) async throws {
        let scene = try CameraScene(bill: "kiosk-config/bills/\(bill).png")
        let path = "\(logs)/\(bill).luma"
        // The strip in the middle, which is what the bench's camera has.
        let strip = scene.luma.dropFirst(CameraScene.width * CameraScene.height / 4).prefix(
            CameraScene.width * CameraScene.height / 2)
        try Data(strip).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await ask("hold \(bill).luma")
    }

    fileprivate func untilPreview(isShown: Bool) async throws {
        try await until("the screen \(isShown ? "shows" : "hides") what the camera sees") {
            let client = try screen.client
            let picture = try await client.preview(on: try await client.page())
            return (picture != nil) == isShown
        }
    }
}
