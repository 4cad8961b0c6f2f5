import KioskCore

/// The monthly file of a small water or gas company: CSV in UTF-8, one line a bill, with the header
/// `account,holder,period,issued,due,usage,unit,usage_fee,surcharge,amount,paid_on`.
///
/// Amounts have at most two digits after the point and usage at most three; `paid_on` is empty while the bill is
/// open. Fields may be quoted as in RFC 4180, but not over several lines. The file is taken whole or not at all.
struct BillFile: Sendable {
    static let header = [
        "account", "holder", "period", "issued", "due", "usage", "unit", "usage_fee", "surcharge", "amount", "paid_on",
    ]
    /// The largest file read, in bytes: 100,000 households fit.
    static let largest = 16 * 1_024 * 1_024
    /// Faults reported at once; the rest shows after these are mended.
    static let mostFaults = 20

    struct Entry: Sendable {
        let holder: String
        let bill: StoredBill
    }

    /// What is wrong with a line, and what to write there.
    struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1; the header is line 1.
        let line: Int
        let message: String

        var description: String { "line \(line): \(message)" }
    }

    let entries: [Entry]

    init(_ text: String, of biller: Biller) throws(HubLedgerError) {
        guard text.utf8.count <= BillFile.largest else {
            throw BillFile.invalid(["The file is larger than \(BillFile.largest) bytes; split it."])
        }
        var faults: [Fault] = []
        var entries: [Entry] = []
        var lineOfBill: [BillID: Int] = [:]
        let lines = BillFile.lines(text)
        if lines.first.map({ BillFile.fields($0) }) != BillFile.header {
            faults.append(Fault(line: 1, message: "The header must be: \(BillFile.header.joined(separator: ","))"))
        }
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            guard faults.count < BillFile.mostFaults else { break }
            do throws(Fault) {
                let entry = try BillFile.entry(line, number: index + 1, biller)
                if let earlier = lineOfBill.updateValue(index + 1, forKey: entry.bill.id) {
                    throw Fault(line: index + 1, message: "The account has this period in line \(earlier) already.")
                }
                entries.append(entry)
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw BillFile.invalid(faults.map(\.description)) }
        self.entries = entries
    }

    private static func invalid(_ messages: [String]) -> HubLedgerError {
        HubLedgerError(
            code: .billFileInvalid,
            message: "Nothing was imported. Mend the file and import it again:\n" + messages.joined(separator: "\n"))
    }

    /// Lines without their endings, be they LF or CR LF, and without a byte order mark.
    private static func lines(_ text: String) -> [Substring.UnicodeScalarView] {
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        return scalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.last == "\r" ? $0.dropLast() : $0 }
            .map { Substring.UnicodeScalarView($0) }
    }

    /// The fields of a line; nil where a quote is not closed or stands in the middle of a field.
    static func fields(_ line: Substring.UnicodeScalarView) -> [String]? {
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var rest = line
        while true {
            if rest.first == "\"" {
                rest.removeFirst()
                while let quote = rest.firstIndex(of: "\"") {
                    field.append(contentsOf: rest[..<quote])
                    rest = rest[rest.index(after: quote)...]
                    guard rest.first == "\"" else { break }
                    field.append("\"")
                    rest.removeFirst()
                    guard rest.contains("\"") else { return nil }
                }
                guard rest.isEmpty || rest.first == "," else { return nil }
            } else {
                let end = rest.firstIndex(of: ",") ?? rest.endIndex
                field.append(contentsOf: rest[..<end])
                if field.contains("\"") { return nil }
                rest = rest[end...]
            }
            fields.append(String(field))
            field = String.UnicodeScalarView()
            guard rest.first == "," else { return fields }
            rest.removeFirst()
        }
    }
}
