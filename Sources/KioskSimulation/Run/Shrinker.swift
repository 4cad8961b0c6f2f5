/// Makes the script of a failure short: it takes away faults and visits as long as the same law still breaks.
///
/// Delta debugging (A. Zeller, R. Hildebrandt: Simplifying and Isolating Failure-Inducing Input, IEEE TSE 28, 2002):
/// halves first, then smaller parts, then single ones. What is left is short, not always the shortest.
package struct Shrinker {
    /// Runs that are tried at most.
    package static let mostRuns = 400

    private let breaks: (SimulationScript) -> Bool
    package private(set) var runs = 0

    /// `breaks` says whether a script still breaks the law.
    package init(breaks: @escaping (SimulationScript) -> Bool) { self.breaks = breaks }

    package mutating func shrink(_ script: SimulationScript) -> SimulationScript {
        var best = script
        for _ in 0..<3 {
            let before = best
            best = cutVisitsAtEnd(best)
            best.faults = reduce(best.faults) { faults in
                var candidate = best
                candidate.faults = faults
                return candidate
            }
            let visits = reduce(Array(best.visits.indices)) { Shrinker.keeping($0, of: best) }
            best = Shrinker.keeping(visits, of: best)
            best = simplify(best)
            if best == before { break }
        }
        return best
    }

    private mutating func stillBreaks(_ candidate: SimulationScript) -> Bool {
        guard runs < Shrinker.mostRuns else { return false }
        runs += 1
        return breaks(candidate)
    }

    private mutating func cutVisitsAtEnd(_ script: SimulationScript) -> SimulationScript {
        var best = script
        while best.visits.count > 1 {
            let candidate = Shrinker.keeping(Array(best.visits.indices.dropLast()), of: best)
            guard stillBreaks(candidate) else { break }
            best = candidate
        }
        return best
    }

    /// The smallest part of a list with which the script still breaks the law.
    private mutating func reduce<Part>(_ parts: [Part], _ script: ([Part]) -> SimulationScript) -> [Part] {
        var parts = parts
        var pieces = 2
        while !parts.isEmpty {
            let size = max(1, (parts.count + pieces - 1) / pieces)
            var hasShrunk = false
            for start in stride(from: 0, to: parts.count, by: size) {
                var rest = parts
                rest.removeSubrange(start..<min(start + size, parts.count))
                if stillBreaks(script(rest)) {
                    parts = rest
                    pieces = max(pieces - 1, 2)
                    hasShrunk = true
                    break
                }
            }
            if hasShrunk { continue }
            if size == 1 { break }
            pieces = min(pieces * 2, parts.count)
        }
        return parts
    }

    /// Nobody waits long between visits, and faults come singly.
    private mutating func simplify(_ script: SimulationScript) -> SimulationScript {
        var best = script
        for index in best.visits.indices {
            var candidate = best
            candidate.visits[index].gap = 1_000
            candidate.visits[index].patience = nil
            if candidate != best, stillBreaks(candidate) { best = candidate }
        }
        for index in best.faults.indices {
            guard case .requests(let faults) = best.faults[index].fault, faults.count > 1 else { continue }
            var candidate = best
            candidate.faults[index].fault = .requests([faults[0]])
            if stillBreaks(candidate) { best = candidate }
        }
        return best
    }

    /// The script with these visits and the faults that belong to them.
    private static func keeping(_ visits: [Int], of script: SimulationScript) -> SimulationScript {
        var new: [Int: Int] = [:]
        for (place, visit) in visits.enumerated() { new[visit] = place }
        return SimulationScript(
            seed: script.seed, visits: visits.map { script.visits[$0] },
            faults: script.faults.compactMap { event in
                new[event.visit].map { FaultEvent(visit: $0, event.trigger, event.fault) }
            })
    }
}
