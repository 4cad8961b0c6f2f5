internal import KioskCore
internal import KioskVision

/// The factory's report, as one page: at which step each symbology stops being read, by whom, and what was not read.
struct FactoryReport {
    private struct Cell: Hashable {
        let symbology: Symbology
        let fault: PictureFault
        let step: Int
    }

    private struct Failure {
        let name: String
        let byZBar: Bool
        let byZXing: Bool
        let wrong: [String]
    }

    let seed: UInt64
    private var cells: [Cell: TrialCount] = [:]
    private var counts: [Symbology: TrialCount] = [:]
    private var failures: [Symbology: [Failure]] = [:]
    private var passes: [DecodingPass: Int] = [:]
    private var milliseconds: [Double] = []

    init(seed: UInt64) { self.seed = seed }

    mutating func add(_ trial: PictureTrial) {
        let picture = trial.picture
        let cell = Cell(symbology: picture.symbology, fault: picture.fault, step: picture.step)
        cells[cell, default: TrialCount()].add(trial)
        counts[picture.symbology, default: TrialCount()].add(trial)
        if let pass = trial.pass { passes[pass, default: 0] += 1 }
        milliseconds.append(trial.elapsed / .milliseconds(1))
        guard !trial.ours || !trial.wrong.isEmpty else { return }
        failures[picture.symbology, default: []].append(
            Failure(
                name: picture.name, byZBar: trial.zbar, byZXing: trial.zxing,
                wrong: trial.wrong.map { "\($0.symbology.rawValue) \($0.text)" }))
    }

    var bySymbology: [(symbology: Symbology, count: TrialCount)] {
        CodeModules.symbologies.compactMap { symbology in counts[symbology].map { (symbology, $0) } }
    }

    var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Bill pictures, seed \(seed)</title>
        <style>\(FactoryReport.style)</style></head><body>
        <h1>Which bills are read</h1>
        <p>Seed \(seed). \(milliseconds.count) pictures of 1280 × 720 pixels. Each fault has steps from 0 (none) to \
        \(PictureFault.steps) (worst), with one picture on paper, on thermal paper and on a phone each. <b>zbar</b> and \
        <b>zxing-cpp</b> are the libraries with their own defaults; <b>ours</b> has \
        \(CodeReader.frameBudget / .milliseconds(1)) ms of one core a picture.</p>
        \(totals)\(passTable)
        \(CodeModules.symbologies.map(section).joined())
        </body></html>

        """
    }

    private var totals: String {
        let rows = bySymbology.map { symbology, count in
            "<tr><th>\(symbology.rawValue)<td>\(count.pictures)<td>\(count.zbar)<td>\(count.zxing)<td>\(count.union)"
                + "<td><b>\(count.ours)</b><td class=\(count.wrong > 0 ? "bad" : "good")>\(count.wrong)"
        }
        return "<h2>Pictures read</h2><table><tr><th>symbology<th>pictures<th>zbar<th>zxing-cpp<th>either of them"
            + "<th>ours<th>misread by ours\(rows.joined())</table>"
    }

    private var passTable: String {
        let sorted = milliseconds.sorted()
        guard !sorted.isEmpty else { return "" }
        let rows = DecodingPass.allCases.compactMap { pass in
            passes[pass].map { "<tr><th>\(pass.rawValue)<td>\($0)" }
        }
        return
            "<h2>What it took</h2><table><tr><th>pass<th>pictures\(rows.joined())</table><p>Half of the pictures took "
            + "at most \(Int(sorted[sorted.count / 2].rounded())) ms, nine in ten "
            + "\(Int(sorted[sorted.count * 9 / 10].rounded())) ms, by the clock on the wall.</p>"
    }

    /// One symbology: for each fault the last step at which everything was read, and the counts of each step.
    private func section(_ symbology: Symbology) -> String {
        var text = "<h2 id=\"\(symbology.rawValue)\">\(symbology.rawValue)</h2><table><tr><th>fault<th>by"
        for step in 0...PictureFault.steps { text += "<th>\(step)" }
        text += "<th>stops at"
        for fault in PictureFault.allCases {
            let steps = (0...PictureFault.steps).map { step in
                cells[Cell(symbology: symbology, fault: fault, step: step)] ?? TrialCount()
            }
            text += "<tr><th rowspan=3>\(fault.rawValue)"
            text += row("zbar", steps, \.zbar) + "<tr>" + row("zxing-cpp", steps, \.zxing) + "<tr>"
            text += row("ours", steps, \.ours)
        }
        return text + "</table>" + pictures(of: symbology)
    }

    private func row(_ name: String, _ steps: [TrialCount], _ count: (TrialCount) -> Int) -> String {
        let stop = steps.firstIndex { $0.pictures > 0 && count($0) == 0 }
        let cells = steps.map { step in
            let share =
                step.pictures == 0 ? "" : count(step) == step.pictures ? "good" : count(step) == 0 ? "bad" : "some"
            return "<td class=\"\(share)\">\(count(step))/\(step.pictures)"
        }
        return "<td>\(name)\(cells.joined())<td>\(stop.map(String.init) ?? "–")"
    }

    private func pictures(of symbology: Symbology) -> String {
        guard let failed = failures[symbology], !failed.isEmpty else { return "<p>Everything was read.</p>" }
        let figures = failed.map { failure in
            let others = [failure.byZBar ? "zbar" : nil, failure.byZXing ? "zxing-cpp" : nil].compactMap { $0 }
            let note = others.isEmpty ? "" : " – read by \(others.joined(separator: " and "))"
            let wrong = failure.wrong.isEmpty ? "" : " – misread as \(failure.wrong.joined(separator: ", "))"
            return "<figure><a href=\"pictures/\(failure.name).png\"><img loading=lazy alt=\"\" "
                + "src=\"pictures/\(failure.name).png\"></a><figcaption>\(failure.name)\(note)\(wrong)</figcaption></figure>"
        }
        return "<details><summary>\(failed.count) pictures that ours did not read, or misread</summary><div>"
            + figures.joined() + "</div></details>"
    }

    private static let style = """
        body{font:15px/1.5 sans-serif;margin:2em auto;max-width:1100px;color:#222}table{border-collapse:collapse}\
        th,td{border:1px solid #ccc;padding:2px 8px;text-align:left}.good{background:#d4f0d4}.some{background:#fbeec0}\
        .bad{background:#f6cccc}figure{display:inline-block;width:320px;margin:6px;vertical-align:top;font-size:12px}\
        img{width:100%}
        """
}
