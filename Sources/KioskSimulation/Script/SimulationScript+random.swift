import KioskCore
import SimulatedDisk

extension SimulationScript {
    /// How many visits a seed gives, when nobody says.
    package static let usualVisits = 6

    /// The script of a seed. Each visit draws from a seed of its own, so that another number of visits changes none.
    package static func random(seed: UInt64, visits: Int = usualVisits, at site: SimulatedSite) -> SimulationScript {
        var script = SimulationScript(seed: seed, visits: [])
        var mood = SplitMix64(seed: seed)
        // Some days are quiet and some are not.
        let troubleOf8 = [0, 2, 4, 6, 8][mood.below(5)]
        for index in 0..<visits {
            var dice = SplitMix64(seed: seed &* 0xD129_42F0_5A6D_CD27 &+ UInt64(index) &+ 1)
            script.visits.append(visit(&dice, site).withCreditNotes(seed: seed, index))
            while dice.chance(troubleOf8, of: 10), script.faults.count < mostFaults {
                script.faults.append(fault(&dice, visit: index))
            }
        }
        return script
    }

    /// Visits on a day, when days are asked for.
    package static let visitsADay = 40

    /// Whole days, with some forty visits each and hours in which nobody comes.
    package static func random(seed: UInt64, days: Int, at site: SimulatedSite) -> SimulationScript {
        var script = random(seed: seed, visits: days * visitsADay, at: site)
        var dice = SplitMix64(seed: seed ^ 0x5DEE_CE66)
        // Twice the mean, from nothing up: 86 400 s a day.
        for index in script.visits.indices { script.visits[index].gap = dice.below(2 * 86_400_000 / visitsADay) }
        return script
    }

    /// A short day on which much goes wrong: two visits close together, with two to five faults each.
    package static func rough(seed: UInt64, at site: SimulatedSite) -> SimulationScript {
        var script = SimulationScript(seed: seed, visits: [])
        for index in 0..<2 {
            var dice = SplitMix64(seed: seed &* 0xA24B_AED4_963E_E407 &+ UInt64(index) &+ 1)
            var visit = visit(&dice, site)
            visit.gap = 500 + dice.below(3_000)
            script.visits.append(visit.withCreditNotes(seed: seed, index))
            for _ in 0..<2 + dice.below(4) { script.faults.append(fault(&dice, visit: index)) }
        }
        return script
    }

    static let mostFaults = 64

    private static func visit(_ dice: inout SplitMix64, _ site: SimulatedSite) -> Visit {
        let household = site.households[dice.below(site.households.count)]
        let intention: SimulatedResident.Intention
        switch dice.below(10) {
        case 0...4: intention = .payWithNotes(notes(for: household.amount, &dice))
        case 5: intention = .stopAfterNotes(Array(notes(for: household.amount, &dice).dropLast(1 + dice.below(2))))
        case 6, 7: intention = .payByCard
        case 8:
            intention = .payByWallet(
                code: "13" + (1_000_000_000_000_00 + dice.below(1_000_000)).padded(to: 15) + String(dice.below(10)))
        default: intention = .cancelOnTerminal
        }
        let gap = dice.chance(1, of: 12) ? dice.below(3_600_000) : 500 + dice.below(90_000)
        return Visit(household, intention, gap: gap, patience: dice.chance(1, of: 10) ? 3 + dice.below(20) : nil)
    }

    /// Notes that are enough, often too much, and some more in the pocket.
    private static func notes(for amount: Money, _ dice: inout SplitMix64) -> [Money] {
        let kinds: [Int64] = [5_00, 10_00, 20_00, 50_00, 100_00]
        var sum: Int64 = 0
        var notes: [Money] = []
        while sum < amount.minorUnits + 20_00, notes.count < 16 {
            let note = kinds[dice.chance(1, of: 3) ? dice.below(5) : 2 + dice.below(3)]
            notes.append(Money(note, amount.currency))
            sum += note
        }
        return notes
    }

    private static func fault(_ dice: inout SplitMix64, visit: Int) -> FaultEvent {
        let after = Trigger.after(milliseconds: dice.below(dice.chance(1, of: 5) ? 120_000 : 25_000))
        let death: Death = dice.chance(1, of: 2) ? .process : .power(seed: dice.next())
        switch dice.below(26) {
        case 0...4: return FaultEvent(visit: visit, .step(1 + dice.below(90)), .kioskDies(death))
        case 5, 6: return FaultEvent(visit: visit, .change(1 + dice.below(90)), .kioskDies(death))
        case 7: return FaultEvent(visit: visit, .recoveryStep(1 + dice.below(20)), .kioskDies(death))
        case 8: return FaultEvent(visit: visit, .recoveryChange(1 + dice.below(12)), .kioskDies(death))
        case 9: return FaultEvent(visit: visit, .change(1 + dice.below(60)), .hubDies(death))
        case 10: return FaultEvent(visit: visit, after, .hubDies(death))
        case 11: return FaultEvent(visit: visit, after, .kioskDisk(diskTrouble(&dice)))
        case 12: return FaultEvent(visit: visit, after, .hubDisk(diskTrouble(&dice)))
        case 13:
            let seconds = 1 + dice.below(120)
            return FaultEvent(
                visit: visit, after,
                dice.chance(1, of: 2) ? .kioskDiskFull(seconds: seconds) : .kioskDiskReadOnly(seconds: seconds))
        case 14, 15: return FaultEvent(visit: visit, after, .line(weather(&dice), seconds: 1 + dice.below(400)))
        case 16, 17:
            let all = HubLineFault.allCases
            let faults = (0..<1 + dice.below(4)).map { _ in all[dice.below(all.count)] }
            return FaultEvent(visit: visit, after, .requests(faults))
        case 18: return FaultEvent(visit: visit, after, .clock(jumpSeconds: clockJump(&dice)))
        case 19, 20:
            return FaultEvent(
                visit: visit, after, .acceptor(AcceptorTrouble.allCases[dice.below(AcceptorTrouble.allCases.count)]))
        case 21, 22:
            return FaultEvent(
                visit: visit, after, .terminal(TerminalTrouble.allCases[dice.below(TerminalTrouble.allCases.count)]))
        case 23:
            return FaultEvent(
                visit: visit, after, .printer(PrinterTrouble.allCases[dice.below(PrinterTrouble.allCases.count)]))
        case 24: return FaultEvent(visit: visit, after, deviceLine(&dice))
        default: return FaultEvent(visit: visit, after, .residentLeaves)
        }
    }

    private static func deviceLine(_ dice: inout SplitMix64) -> Fault {
        let name = DeviceName.allCases[dice.below(DeviceName.allCases.count)]
        switch dice.below(4) {
        case 0: return .unplugged(name, milliseconds: 100 + dice.below(12_000))
        case 1: return .garbled(name, messages: 1 + dice.below(3))
        case 2: return .lost(name, messages: 1 + dice.below(3))
        default: return .byteByByte(name)
        }
    }

    private static func diskTrouble(_ dice: inout SplitMix64) -> DiskTrouble {
        let call = DiskTrouble.Call.allCases[dice.below(DiskTrouble.Call.allCases.count)]
        return DiskTrouble(
            call, nth: 1 + dice.below(20), seconds: dice.chance(1, of: 3) ? 1 + dice.below(60) : 0,
            losesUnsynced: dice.chance(1, of: 2))
    }

    private static func weather(_ dice: inout SplitMix64) -> LineWeather {
        if dice.chance(1, of: 3) { return LineWeather(isCut: true) }
        return LineWeather(
            lost: dice.below(60), repeated: dice.below(40), delay: dice.chance(1, of: 2) ? dice.below(40_000) : 0,
            seed: dice.next())
    }

    private static func clockJump(_ dice: inout SplitMix64) -> Int {
        let tenYears = 315_360_000
        return [-tenYears, tenYears, -86_400, 86_400, -3_600, 3_600, -7, 7][dice.below(8)]
    }
}

extension Visit {
    /// Every third who would pay in notes lays the credit notes of earlier visits on the scanner first. Drawn from a seed
    /// of its own, so that nothing else in a script depends on it.
    fileprivate func withCreditNotes(seed: UInt64, _ index: Int) -> Visit {
        var dice = SplitMix64(seed: seed &* 0x9FB2_1C65_1E98_DF25 &+ UInt64(index) &+ 1)
        guard case .payWithNotes(let notes) = intention, dice.chance(1, of: 3) else { return self }
        var visit = self
        visit.intention = .payWithCreditNotes(notes)
        return visit
    }
}
