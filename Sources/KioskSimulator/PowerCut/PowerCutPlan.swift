import SimulatedDisk

/// What one cycle is to be: how somebody pays, when the hub is out of reach, and when the power goes.
///
/// Made of a seed alone. The machine that is cut is a real one and its speed is not ours: a seed brings back the same
/// payment and the same moment of it, to the millisecond as the host counts, and not the same instruction.
package struct PowerCutPlan: Hashable, Sendable {
    package enum Tender: Hashable, Sendable {
        /// Whole yuan each; then the resident touches "stop" when the notes are less than the amount.
        case notes([Int], stops: Bool)
        case card
    }

    /// How far the resident has come.
    package enum Step: Hashable, Sendable, CustomStringConvertible {
        case billLaid
        case tenderChosen
        /// Note by note, from 1; a card is 1.
        case moneyGiven(Int)
        case stopped
        case done

        package var description: String {
            switch self {
            case .billLaid: "the bill was laid"
            case .tenderChosen: "the tender was chosen"
            case .moneyGiven(let count): "giving money \(count)"
            case .stopped: "stopping"
            case .done: "the thanks"
            }
        }
    }

    package enum Line: Hashable, Sendable {
        case connected
        /// Pulled out once the resident has come so far, and plugged in after the recovery that follows.
        case pulledAfter(Step)
        /// Out before the bill is laid: an offline payment.
        case pulledFromTheStart
    }

    package let number: Int
    package let tender: Tender
    package let line: Line
    /// The power goes so long after this step.
    package let step: Step
    package let delay: Duration
    /// The power goes once more, so long after the kiosk's program was started again.
    package let secondDeath: Duration?
    /// What the drive's own cache comes to when the power goes.
    package let fate: CachedDriveFate

    /// The cycle of this number of this kiosk.
    package init(seed: UInt64, lane: Int, number: Int) {
        // Two numbers that differ by one give unrelated dice.
        var mixer = SplitMix64(seed: seed &+ UInt64(lane) << 32)
        var dice = SplitMix64(seed: mixer.next() &+ UInt64(number))
        self.number = number
        let isOffline = dice.chance(1, of: 6)
        let tender = isOffline ? Tender.notes([50, 20, 20], stops: false) : PowerCutPlan.tender(&dice)
        self.tender = tender
        let steps = PowerCutPlan.steps(of: tender)
        let place = PowerCutPlan.place(in: steps, &dice)
        step = steps[place]
        delay = dice.milliseconds(below: place == 0 ? 1_000 : 3_500)
        if isOffline {
            line = .pulledFromTheStart
        } else if place > 0, dice.chance(1, of: 3) {
            line = .pulledAfter(steps[1 + dice.below(place)])
        } else {
            line = .connected
        }
        secondDeath = dice.chance(1, of: 4) ? dice.milliseconds(below: 9_000) : nil
        fate = dice.pick(.lost, .kept, .torn, .torn)
    }

    private static func tender(_ dice: inout SplitMix64) -> Tender {
        if dice.chance(2, of: 5) { return .card }
        return dice.pick(
            .notes([50], stops: false), .notes([20, 20, 10], stops: false), .notes([20, 50], stops: false),
            .notes([10, 20], stops: true))
    }

    /// The resident's way, in order.
    package static func steps(of tender: Tender) -> [Step] {
        switch tender {
        case .card: [.billLaid, .tenderChosen, .moneyGiven(1), .done]
        case .notes(let notes, let stops):
            [.billLaid, .tenderChosen] + notes.indices.map { .moneyGiven($0 + 1) } + (stops ? [.stopped] : [])
                + [.done]
        }
    }

    /// Seldom before there is money in it, mostly while it is given.
    private static func place(in steps: [Step], _ dice: inout SplitMix64) -> Int {
        if dice.chance(1, of: 8) { return dice.below(2) }
        return 2 + dice.below(steps.count - 2)
    }
}

extension PowerCutPlan {
    /// The plan in a few words, for the report.
    package var summary: String {
        let tender =
            switch tender {
            case .card: "card"
            case .notes(let notes, let stops):
                "notes " + notes.map(String.init).joined(separator: "+") + (stops ? " and stop" : "")
            }
        let line =
            switch line {
            case .connected: ""
            case .pulledAfter(let step): ", hub lost after \(step)"
            case .pulledFromTheStart: ", hub out of reach"
            }
        return tender + line
    }
}
