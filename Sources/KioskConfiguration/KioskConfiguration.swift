package import KioskCore

/// What one kiosk is configured to be: `kiosk.yaml`, read once at start. Secrets are not in it.
package struct KioskConfiguration: Hashable, Sendable {
    package var kiosk: Kiosk
    package var hub: Hub
    package var screens: Screens
    /// The journal's file; a relative path is taken from the folder in which the program was started.
    package var journalPath: String
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
            case scanner, printer, noteAcceptor, paymentTerminal
        }

        /// What the device speaks.
        package enum Wire: String, CaseIterable, Hashable, Sendable {
            case hidPOS = "hid-pos"
            case cdcLines = "cdc-lines"
            case escpos, ccnet, zvt

            package var kind: Kind {
                switch self {
                case .hidPOS, .cdcLines: .scanner
                case .escpos: .printer
                case .ccnet: .noteAcceptor
                case .zvt: .paymentTerminal
                }
            }
        }

        /// The name in logs and statuses.
        package var name: String
        package var kind: Kind
        package var wire: Wire
        package var connection: Connection
        /// A printer's paper, `wide` or `narrow`; nil where the file says nothing.
        package var profile: String?
        /// The file that holds a payment terminal's password.
        package var passwordFile: String?
    }

    /// The line to a device.
    package enum Connection: Hashable, Sendable, CustomStringConvertible {
        case unixSocket(path: String)
        case tcp(host: String, port: Int)

        package var description: String {
            switch self {
            case .unixSocket(let path): "unix:\(path)"
            case .tcp(let host, let port): "tcp:\(host):\(port)"
            }
        }
    }
}

extension KioskConfiguration {
    /// What the middle wants to know of the configuration.
    package func settings(billers: [Biller], version: String) -> KioskSettings {
        KioskSettings(
            kiosk: kiosk.id, hotline: kiosk.hotline, version: version, billers: billers, denominations: denominations,
            offline: offline, patience: patience, language: kiosk.language, voucherTemplate: hub.voucherTemplate)
    }
}
