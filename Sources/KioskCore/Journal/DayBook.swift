/// The payments of each business day, until kiosk and hub have compared them.
///
/// A payment belongs to the day on which its submission says the money was taken: one day, whatever the wall clock does
/// before or after. A line that comes to a day compared already opens that day again, and all of it is compared anew.
struct DayBook: Hashable, Sendable {
    struct Day: Hashable, Codable, Sendable {
        fileprivate(set) var lines: [DayStatement.Line] = []
        fileprivate(set) var isCompared = false
        fileprivate var places: [PaymentID: Int] = [:]

        private enum CodingKeys: CodingKey {
            case lines, isCompared
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            for text in try container.decode([String].self, forKey: .lines) {
                guard let line = DayStatement.Line(text: text) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .lines, in: container, debugDescription: "'\(text)' is no line of a day.")
                }
                add(line)
            }
            isCompared = try container.decode(Bool.self, forKey: .isCompared)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(lines.map(\.text), forKey: .lines)
            try container.encode(isCompared, forKey: .isCompared)
        }

        fileprivate mutating func add(_ line: DayStatement.Line) {
            places[line.payment] = lines.count
            lines.append(line)
        }

        func line(of payment: PaymentID) -> DayStatement.Line? { places[payment].map { lines[$0] } }
    }

    fileprivate(set) var days: [CalendarDate: Day] = [:]
    /// Days up to this one were compared and have left memory: a late line of theirs comes alone.
    private(set) var forgottenUntil: CalendarDate?

    /// Compared days that stay, for lines that come late and for what the hub says of a payment at midnight.
    static let comparedDaysKept = 2
    /// Minutes that the billers' clock is ahead of Greenwich: Asia/Shanghai, which knows no summer time. It is no setting:
    /// changed between two days, it would put a payment into two of them, or none.
    package static let offsetMinutes = 480
    /// Days within which a wall clock is believed: 1970 to 9998.
    private static let believedDays: ClosedRange<Int64> = 0...2_932_000

    static func date(of time: WallTime) -> CalendarDate {
        let shifted = time.milliseconds.addingReportingOverflow(Int64(offsetMinutes) * 60_000)
        let day = (shifted.overflow ? Int64.max : shifted.partialValue) / 86_400_000
        return CalendarDate(daysSince1970: Int(min(max(day, believedDays.lowerBound), believedDays.upperBound)))
    }

    mutating func queued(_ submission: Submission) {
        days[DayBook.date(of: submission.taken), default: Day()].add(
            DayStatement.Line(payment: submission.payment, taken: submission.tendered, isFinal: false))
        days[DayBook.date(of: submission.taken)]?.isCompared = false
    }

    mutating func becameFinal(_ submission: Submission) {
        let date = DayBook.date(of: submission.taken)
        guard let place = days[date]?.places[submission.payment] else { return }
        days[date]?.lines[place] = DayStatement.Line(
            payment: submission.payment, taken: submission.tendered, isFinal: true)
    }

    mutating func compared(_ date: CalendarDate) {
        days[date]?.isCompared = true
        let old = days.filter(\.value.isCompared).keys.sorted().dropLast(DayBook.comparedDaysKept)
        for date in old {
            days[date] = nil
            forgottenUntil = max(forgottenUntil ?? date, date)
        }
    }

    /// Days that have ended and were not compared, oldest first. A day ahead of the clock has ended too: it comes from
    /// a clock that was wrong.
    func finished(today: CalendarDate) -> [CalendarDate] {
        days.filter { $0.key != today && !$0.value.isCompared }.keys.sorted()
    }

    var hasUncompared: Bool { days.contains { !$0.value.isCompared } }

    /// The line of a payment, on whichever day it is.
    func line(of payment: PaymentID) -> DayStatement.Line? {
        for day in days.values { if let line = day.line(of: payment) { return line } }
        return nil
    }
}

extension DayBook: Codable {
    private struct Entry: Codable {
        let date: CalendarDate
        let day: Day
    }

    private enum CodingKeys: CodingKey {
        case days, forgottenUntil
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        for entry in try container.decode([Entry].self, forKey: .days) { days[entry.date] = entry.day }
        forgottenUntil = try container.decodeIfPresent(CalendarDate.self, forKey: .forgottenUntil)
    }

    /// In order of the days, so that the same book is always the same text.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            days.sorted { $0.key < $1.key }.map { Entry(date: $0.key, day: $0.value) }, forKey: .days)
        try container.encodeIfPresent(forgottenUntil, forKey: .forgottenUntil)
    }
}

/// A line as a snapshot keeps it, in one text: a kiosk has thousands, and each start reads them all.
extension DayStatement.Line {
    fileprivate var text: String {
        "\(payment.text) \(taken.minorUnits) \(taken.currency.code) \(isFinal ? "final" : "open")"
    }

    fileprivate init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, let minorUnits = Int64(parts[1]), let currency = Currency(code: String(parts[2])),
            ["final", "open"].contains(parts[3])
        else { return nil }
        self.init(
            payment: PaymentID(String(parts[0])), taken: Money(minorUnits, currency), isFinal: parts[3] == "final")
    }
}
