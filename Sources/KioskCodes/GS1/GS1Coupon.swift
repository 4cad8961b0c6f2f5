internal import KioskCore

/// What AIs (8110) and (8112) hold: North American coupons. No kiosk takes them; that they are read to the last digit
/// keeps anything else from being taken for one.
enum GS1Coupon {
    /// The North American coupon application guideline using GS1 DataBar Expanded: fixed fields, then optional ones in
    /// the order of the digit that announces each.
    static func finding(inCode part: [UInt8]) -> GS1Check.Finding? {
        var reader = CouponReader(part)
        reader.counted("company prefix", 0...6, plus: 6)
        reader.fixed("offer code", 6)
        reader.counted("save value", 1...5)
        reader.purchase()
        if reader.announces(1) {
            reader.digit("additional purchase rules", [0, 1, 2, 3])
            reader.purchase()
            reader.counted("second company prefix", 0...6, plus: 6, none: 9)
        }
        if reader.announces(2) {
            reader.purchase()
            reader.counted("third company prefix", 0...6, plus: 6, none: 9)
        }
        let expiry = reader.announces(3) ? reader.day("expiry") : nil
        if reader.announces(4), let start = reader.day("start"), let expiry, start > expiry {
            reader.find(.date, "the coupon ends before it begins.")
        }
        if reader.announces(5) { reader.counted("serial number", 0...9, plus: 6) }
        if reader.announces(6) { reader.counted("retailer", 1...7, plus: 6) }
        if reader.announces(9) {
            reader.digit("save value code", [0, 1, 2, 5, 6])
            reader.digit("item", [0, 1, 2])
            reader.digit("store coupon flag", Set(0...9))
            reader.digit("multiply flag", [0, 1])
        }
        return reader.end()
    }

    /// GS1's AI (8112) coupon data specification: format, funder, offer, serial number.
    static func finding(inOffer part: [UInt8]) -> GS1Check.Finding? {
        var reader = CouponReader(part)
        reader.digit("format", [0, 1])
        reader.counted("funder", 0...6, plus: 6)
        reader.fixed("offer code", 6)
        reader.counted("serial number", 0...9, plus: 6)
        return reader.end()
    }
}

/// Reads a coupon's digits from front to back and keeps the first thing that is wrong.
private struct CouponReader {
    private let part: [UInt8]
    private var place = 0
    private var finding: GS1Check.Finding?

    init(_ part: [UInt8]) {
        self.part = part
        if let stray = part.firstIndex(where: { !$0.isASCIIDigit }) {
            finding = GS1Check.Finding(.character, stray, "a coupon has digits alone.")
        }
    }

    mutating func find(_ code: CodeFault.Code, _ message: String) {
        if finding == nil { finding = GS1Check.Finding(code, place, message) }
    }

    /// Whether the optional field of this number comes next; takes the digit.
    mutating func announces(_ field: Int) -> Bool {
        guard finding == nil, place < part.count, Int(part[place]) - 48 == field else { return false }
        place += 1
        return true
    }

    private mutating func next(_ name: String) -> Int? {
        guard finding == nil else { return nil }
        guard place < part.count else {
            find(.length, "the coupon ends before its \(name).")
            return nil
        }
        place += 1
        return Int(part[place - 1]) - 48
    }

    mutating func digit(_ name: String, _ allowed: Set<Int>) {
        guard let digit = next(name), !allowed.contains(digit) else { return }
        place -= 1
        find(.value, "\(digit) is no \(name) of a coupon.")
    }

    mutating func fixed(_ name: String, _ count: Int) {
        guard finding == nil else { return }
        guard part.count - place >= count else { return find(.length, "the coupon ends within its \(name).") }
        place += count
    }

    /// A field whose length is the digit before it and `base`; `none` announces nothing.
    mutating func counted(_ name: String, _ lengths: ClosedRange<Int>, plus base: Int = 0, none: Int? = nil) {
        guard let length = next(name), length != none else { return }
        guard lengths.contains(length) else {
            place -= 1
            return find(.value, "\(length) is no length of a coupon's \(name).")
        }
        fixed(name, length + base)
    }

    /// Requirement, its code, and the family code.
    mutating func purchase() {
        counted("purchase requirement", 1...5)
        digit("purchase requirement code", [0, 1, 2, 3, 4, 9])
        fixed("family code", 3)
    }

    mutating func day(_ name: String) -> CalendarDate? {
        let start = place
        fixed("\(name) date", 6)
        guard finding == nil else { return nil }
        let day = CalendarDate(codeDigits: String(decoding: part[start..<place], as: UTF8.self))
        if day == nil {
            place = start
            find(.date, "there is no such \(name) day.")
        }
        return day
    }

    mutating func end() -> GS1Check.Finding? {
        if place < part.count { find(.trailing, "something stands behind the coupon's end.") }
        return finding
    }
}
