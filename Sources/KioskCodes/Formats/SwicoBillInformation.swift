internal import KioskCore

/// The bill information of a Swiss QR-bill in Swico's syntax, `//S1/10/…/11/190512/40/2:10;0:30`: fields of a number and
/// a value between slashes. Read for its last day to pay alone.
struct SwicoBillInformation: Hashable, Sendable {
    let fields: [String: String]

    /// Nil for another syntax. `\/` and `\\` stand for the characters themselves.
    init?(_ text: String) {
        guard text.hasPrefix("//S1/") else { return nil }
        var parts: [String] = [""]
        var isEscaped = false
        for character in text.dropFirst(5) {
            if isEscaped || (character != "\\" && character != "/") {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                parts.append("")
            }
        }
        var fields: [String: String] = [:]
        for index in stride(from: 0, to: parts.count - 1, by: 2) { fields[parts[index]] = parts[index + 1] }
        self.fields = fields
    }

    /// The invoice's day (11) and the days until it is due without discount (40, `0:30`).
    var due: CalendarDate? {
        guard let issued = fields["11"].flatMap({ CalendarDate(codeDigits: $0) }) else { return nil }
        let terms = (fields["40"] ?? "").split(separator: ";").map { $0.split(separator: ":") }
        let net = terms.first { $0.count == 2 && Double(String($0[0])) == 0 }
        return net.flatMap { Int($0[1]) }.flatMap { (0...3_650).contains($0) ? issued.adding(days: $0) : nil }
    }
}
