import Foundation

/// A failure as somebody reads it who was not there: the law, the script that breaks it, and the story.
package struct FailureReport: Sendable {
    package let seed: UInt64
    package let breach: Breach
    /// The shortest script found that breaks the same law.
    package let script: SimulationScript
    package let story: [String]

    /// Lines of the story that are told; the rest is at its beginning, and left out.
    package static let longestStory = 160

    /// Shrinks the script of a failed run and plays the result once more, listening.
    package init(_ simulation: Simulation, breach: Breach) throws {
        let (site, bug, law) = (simulation.site, simulation.bug, breach.law)
        var shrinker = Shrinker { script in
            let outcome = try? Simulation(site: site, script: script, bug: bug).run()
            return outcome?.breaches.first?.law == law
        }
        script = shrinker.shrink(simulation.script)
        var lines: [String] = []
        var last = Simulation(site: site, script: script, bug: bug)
        last.narrator = { time, words in lines.append("\(FailureReport.clock(time))  \(words)") }
        let outcome = try last.run()
        seed = simulation.script.seed
        self.breach = outcome.breaches.first ?? breach
        story = lines
    }

    /// Minutes, seconds and milliseconds.
    package static func clock(_ time: Duration) -> String {
        let all = Int(time.components.seconds)
        let thousandths = Int(time.components.attoseconds / 1_000_000_000_000_000)
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        return "\(padded(all / 60, 3)):\(padded(all % 60, 2)).\(padded(thousandths, 3))"
    }

    package var text: String {
        let told = story.suffix(FailureReport.longestStory)
        let leftOut = story.count - told.count
        return """
            seed \(seed) broke \(breach.law.words)
              \(breach.words)

            the shortest script that does so (\(script.visits.count) visits, \(script.faults.count) faults):
            \(script.text)

            the story\(leftOut > 0 ? ", without its first \(leftOut) lines" : ""):
            \(told.joined(separator: "\n"))
            """
    }
}

extension SimulationScript {
    /// As JSON, the form in which `kiosksim run --script` takes it.
    package var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    package init(text: String) throws { self = try JSONDecoder().decode(SimulationScript.self, from: Data(text.utf8)) }
}
