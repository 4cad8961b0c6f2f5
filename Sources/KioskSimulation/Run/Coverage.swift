import KioskCore

/// What was reached and what was done to the world, counted over one run or many.
package struct Coverage: Hashable, Sendable {
    package enum Mark: String, CaseIterable, Sendable {
        case start, failedStart, kill, powerCut, failedAppend, lostMessage, repeatedMessage, secondDeath
    }

    package private(set) var marks: [Mark: Int] = [:]
    package private(set) var faults: [String: Int] = [:]
    package private(set) var lineFaults: [HubLineFault: Int] = [:]
    package private(set) var screens: [String: Int] = [:]
    package private(set) var endings: [String: Int] = [:]

    package init() {}

    mutating func count(_ mark: Mark) { marks[mark, default: 0] += 1 }
    mutating func count(_ fault: HubLineFault?) { if let fault { lineFaults[fault, default: 0] += 1 } }
    mutating func count(_ fault: Fault) { faults[fault.kind, default: 0] += 1 }
    mutating func count(_ screen: Screen) { screens[screen.kind, default: 0] += 1 }
    mutating func count(ending: String) { endings[ending, default: 0] += 1 }

    package mutating func add(_ other: Coverage) {
        marks.merge(other.marks, uniquingKeysWith: +)
        faults.merge(other.faults, uniquingKeysWith: +)
        lineFaults.merge(other.lineFaults, uniquingKeysWith: +)
        screens.merge(other.screens, uniquingKeysWith: +)
        endings.merge(other.endings, uniquingKeysWith: +)
    }

    package var lines: [String] {
        [
            "faults:   " + Coverage.text(faults), "line:     " + Coverage.text(lineFaults.mapKeys(\.rawValue)),
            "deaths:   " + Coverage.text(marks.mapKeys(\.rawValue)), "screens:  " + Coverage.text(screens),
            "payments: " + Coverage.text(endings),
        ]
    }

    private static func text(_ counts: [String: Int]) -> String {
        counts.isEmpty
            ? "none" : counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

extension Dictionary where Value == Int {
    fileprivate func mapKeys(_ name: (Key) -> String) -> [String: Int] {
        [String: Int](map { (name($0.key), $0.value) }, uniquingKeysWith: +)
    }
}

extension Coverage {
    /// How often the kiosk's process died.
    package var deaths: Int { marks[.kill, default: 0] + marks[.powerCut, default: 0] }
}
