/// The configuration of the bench's kiosk: every device over USB, known by its model and, where two of a model are
/// about, by its serial number.
package struct USBBenchSite: Hashable, Sendable {
    /// Which devices the kiosk has.
    package enum Choice: CaseIterable, Hashable, Sendable {
        /// All five on gadgets of the kernel, with our simulators as their firmware.
        case gadgets
        /// The scanner and the card reader are QEMU's: nobody here wrote them.
        case qemu
        /// The gadgets, and a camera of the bench's own on QEMU's controller.
        case camera
    }

    let choice: Choice
    let folder: String
    let hubPort: Int

    package init(choice: Choice, folder: String, hubPort: Int) {
        self.choice = choice
        self.folder = folder
        self.hubPort = hubPort
    }

    var journalPath: String { "\(folder)/journal.sqlite" }
    var controlSocket: String { "\(folder)/control.sock" }
    var path: String { "\(folder)/kiosk-\(name).yaml" }
    private var name: String {
        switch choice {
        case .gadgets: "gadgets"
        case .qemu: "qemu"
        case .camera: "camera"
        }
    }

    /// The devices of the kiosk, by their names in its configuration.
    var names: [String] { USBBenchStage.names + (choice == .camera ? ["camera"] : []) }

    package var yaml: String {
        """
        kiosk:
          id: HZ-0001
          name: { zh: 试验台, en: USB bench }
          hotline: "400-800-0123"
          utcOffset: "+08:00"
          language: zh-Hans
          dark: never
        hub:
          url: http://127.0.0.1:\(hubPort)
          deadlineSeconds: 15
          voucher: "http://127.0.0.1:\(hubPort)/v/{payment}"
        screens:
          host: 127.0.0.1
          port: 0
        journal:
          path: \(journalPath)
        pairings:
          path: \(folder)/pairings-\(name).json
        control:
          socket: \(controlSocket)
        devices:
        \(devices)
        cash:
          currency: CNY
          denominations: [5, 10, 20, 50, 100]
        offline:
          tenders: [cash]
          largestPayment: 1000
          largestCount: 50
          largestTotal: 10000
          largestAgeHours: 72
        patience:
          thanksSeconds: 1

        """
    }

    private var devices: String {
        let scanner =
            choice != .qemu
            ? entry("scanner", "paycircle-simulated-hid-scanner", "serial: \(USBBenchDevices.scannerSerial)")
            : entry("scanner", "qemu-usb-kbd", "port: \"\(USBBenchDevices.qemuKeyboardPort)\"")
        return [
            scanner,
            entry("printer", "paycircle-simulated-printer", "serial: \(USBBenchDevices.printerSerial)"),
            entry("note-acceptor", "paycircle-simulated-ccnet-acceptor"),
            entry("payment-terminal", "paycircle-simulated-terminal"),
            entry("card-reader", choice != .qemu ? "paycircle-simulated-card-reader" : "qemu-usb-ccid"),
        ].joined(separator: "\n") + (choice == .camera ? camera : "")
    }

    /// As a technician writes it who has read the ids with `lsusb`.
    private let camera = """

          - name: camera
            kind: camera
            protocol: uvc
            connection: usb:1209:0007
        """

    private func entry(_ name: String, _ model: String, _ which: String? = nil) -> String {
        let lines = ["- name: \(name)", "  model: \(model)", "  connection: usb"] + (which.map { ["  \($0)"] } ?? [])
        return lines.map { "  " + $0 }.joined(separator: "\n")
    }
}
