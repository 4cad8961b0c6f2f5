/// What a printer says of itself when it is asked for its device id (USB Device Class Definition for Printing Devices
/// 1.1, section 4.2.1; keys and values as IEEE 1284-2000, clause 7.6 has them): `MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;`.
///
/// The text comes from the device and is bounded: `largestSize` bytes are read, and of each value the first
/// `longestValue` printable characters.
package struct PrinterDeviceID: Hashable, Sendable {
    package private(set) var manufacturer: String?
    package private(set) var model: String?
    /// The languages it says it speaks, in capitals.
    package private(set) var commandSets: [String] = []
    /// Its class, for example `PRINTER`.
    package private(set) var deviceClass: String?
    package private(set) var serial: String?

    package static let largestSize = 1_024
    package static let longestValue = 64
    package static let mostCommandSets = 16

    /// `bytes` without the two bytes of length in front.
    package init(_ bytes: [UInt8]) {
        for pair in bytes.prefix(PrinterDeviceID.largestSize).split(separator: UInt8(ascii: ";")) {
            guard let colon = pair.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = PrinterDeviceID.text(pair[..<colon]).uppercased()
            let value = PrinterDeviceID.text(pair[pair.index(after: colon)...])
            guard !value.isEmpty else { continue }
            switch key {
            case "MFG", "MANUFACTURER": manufacturer = manufacturer ?? value
            case "MDL", "MODEL": model = model ?? value
            case "CMD", "COMMAND SET":
                let more = value.split(separator: ",").map { PrinterDeviceID.trimmed(String($0)).uppercased() }
                commandSets += more.filter { !$0.isEmpty }.prefix(
                    PrinterDeviceID.mostCommandSets - commandSets.count)
            case "CLS", "CLASS": deviceClass = deviceClass ?? value
            case "SN", "SERN", "SERIALNUMBER": serial = serial ?? value
            default: break
            }
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let printable = bytes.filter { (0x20..<0x7F).contains($0) }
        return trimmed(String(decoding: printable.prefix(longestValue), as: UTF8.self))
    }

    private static func trimmed(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    /// Languages of pages and labels that no receipt printer needs beside ESC/POS. A printer that says another word,
    /// as many a clone does, is believed to speak ESC/POS.
    private static let otherLanguages: Set<String> = [
        "PCL", "PCL3", "PCL3GUI", "PCL5", "PCL5C", "PCL5E", "PCL6", "PCLXL", "PJL", "MLC", "POSTSCRIPT", "PS", "PDF",
        "XPS", "URF", "PWG", "ESCPL2", "BDC", "D4", "ZPL", "ZPL II", "EPL", "EPL2", "CPCL", "DPL", "TSPL", "TSPL2",
        "SBPL", "GDI", "HBPL", "SPL",
    ]

    /// Why this is certainly no printer of receipts, for technicians; nil when it may well be one.
    package var refusal: String? {
        guard !commandSets.isEmpty, commandSets.allSatisfy(PrinterDeviceID.otherLanguages.contains) else { return nil }
        let name = [manufacturer, model].compactMap { $0 }.joined(separator: " ")
        return "\(name.isEmpty ? "This printer" : name) says it speaks \(commandSets.joined(separator: ", ")) and not "
            + "ESC/POS: set it to ESC/POS, or connect a receipt printer."
    }
}
