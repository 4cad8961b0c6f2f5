package import KioskCore

/// What one kiosk is configured to be: `kiosk.yaml`, read once at start. Secrets are not in it.
package struct KioskConfiguration: Hashable, Sendable {
    package var kiosk: Kiosk
    package var hub: Hub
    package var screens: Screens
    /// The journal's file; a relative path is taken from the folder in which the program was started.
    package var journalPath: String
    /// The file that says which device is the right one under each name; beside the journal, if the file is silent.
    package var pairingsPath: String
    /// The Unix socket on which kioskctl asks a running kiosk; beside the journal, if the file is silent.
    package var controlSocketPath: String
    /// At most one of a kind, in the order of the file.
    package var devices: [Device]
    /// Notes that are taken, smallest first, all of one currency.
    package var denominations: [Money]
    package var offline: OfflinePolicy
    package var patience: Patience

    package var currency: Currency { denominations[0].currency }

    package func device(_ kind: Device.Kind) -> Device? { devices.first { $0.kind == kind } }

    package struct Kiosk: Hashable, Sendable {
        package var id: KioskID
        package var name: LocalizedText
        package var hotline: String
        /// Minutes east of Greenwich.
        package var utcOffsetMinutes: Int
        package var language: Language
        package var dark: Darkness
    }

    /// When the screens are light text on dark ground.
    package enum Darkness: String, CaseIterable, Hashable, Sendable {
        case never, evening, always
    }

    package struct Hub: Hashable, Sendable {
        /// Scheme, host and port, without a path.
        package var url: String
        /// For a whole request, its answer read to the end.
        package var deadline: Duration
        /// `{payment}` stands for the payment id.
        package var voucherTemplate: String
    }

    package struct Screens: Hashable, Sendable {
        /// A loopback address.
        package var host: String
        /// 0 for any that is free.
        package var port: Int
        /// Origins that may show the screens in a frame; none but in a demonstration.
        package var frameAncestors: [String]
    }

    package struct Device: Hashable, Sendable {
        package enum Kind: String, CaseIterable, Hashable, Sendable {
            case scanner, printer, noteAcceptor, paymentTerminal, cardReader, camera
        }

        /// What the device speaks.
        package enum Wire: String, CaseIterable, Hashable, Sendable {
            case hidPOS = "hid-pos"
            case hidKeyboard = "hid-keyboard"
            case cdcLines = "cdc-lines"
            case escpos, ccnet, id003, ssp, zvt, ccid
            /// USB video class, read through the kernel's Video4Linux2; pictures on a Unix socket for a simulated one.
            case uvc

            package var kind: Kind {
                switch self {
                case .hidPOS, .hidKeyboard, .cdcLines: .scanner
                case .escpos: .printer
                case .ccnet, .id003, .ssp: .noteAcceptor
                case .zvt: .paymentTerminal
                case .ccid: .cardReader
                case .uvc: .camera
                }
            }
        }

        /// The name in logs and statuses.
        package var name: String
        package var kind: Kind
        package var wire: Wire
        package var connection: Connection
        /// What is known of the model; nil where the file names kind and protocol instead of a model.
        package var model: DeviceProfile?
        /// A printer's paper, `wide` or `narrow`, for one without a model; nil where the file says nothing.
        package var profile: String?
        /// The file that holds a payment terminal's password.
        package var passwordFile: String?
        /// The USB to serial adapter before a serial line, where the file names one.
        package var adapter: SerialAdapter?
        /// What hangs on USB and makes the serial port, for those who admit devices to the kiosk: the adapter, or the
        /// device itself. Without ids where neither is known. Nil for other connections.
        package var serialPortAddress: USBAddress?

        /// What the printer can do: by its model, or by its paper.
        package var printer: DeviceProfile.Printer { model?.printer ?? (profile == "narrow" ? .narrow : .wide) }

        package var scanner: DeviceProfile.Scanner { model?.scanner ?? DeviceProfile.Scanner() }

        package var noteAcceptor: DeviceProfile.NoteAcceptor { model?.noteAcceptor ?? DeviceProfile.NoteAcceptor() }

        /// Framed for its connection: over a network, or the socket of a simulated one, messages are plain.
        package var paymentTerminal: DeviceProfile.PaymentTerminal {
            var terminal = model?.paymentTerminal ?? DeviceProfile.PaymentTerminal()
            switch connection {
            case .unixSocket, .tcp: terminal.framing = .plain
            case .usb, .serialPort: break
            }
            return terminal
        }

        /// How a serial line to the device is set.
        package var serialLine: DeviceProfile.SerialLine { model?.serial ?? .usual(for: wire) }
    }

    /// The line to a device.
    package enum Connection: Hashable, Sendable, CustomStringConvertible {
        case unixSocket(path: String)
        case tcp(host: String, port: Int)
        case usb(USBAddress)
        /// A serial port of the computer, or a name under /dev/serial that does not change with the order of plugging.
        case serialPort(path: String)

        package var description: String {
            switch self {
            case .unixSocket(let path): "unix:\(path)"
            case .tcp(let host, let port): "tcp:\(host):\(port)"
            case .usb(let address): address.description
            case .serialPort(let path): "serial:\(path)"
            }
        }
    }
}

extension KioskConfiguration {
    /// What the middle wants to know of the configuration, and of the billers.
    package func settings(_ catalogue: BillerCatalogue, version: String) -> KioskSettings {
        var offline = offline
        offline.billers = catalogue.offlineCaps
        return KioskSettings(
            kiosk: kiosk.id, hotline: kiosk.hotline, version: version, billers: catalogue.billers,
            denominations: denominations, offline: offline, patience: patience, language: kiosk.language,
            voucherTemplate: hub.voucherTemplate)
    }
}
