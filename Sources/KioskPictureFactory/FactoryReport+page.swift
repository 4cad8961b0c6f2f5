internal import KioskCore
internal import KioskVision

extension FactoryReport {
    var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Bill pictures, seed \(seed)</title>
        <style>\(FactoryReport.style)</style></head><body>
        <h1>Which bills are read</h1>
        <p>\(milliseconds.count) pictures of 1280 × 720 pixels, drawn from seed \(seed). Each fault has steps from 0 (none) \
        to \(PictureFault.steps) (worst), each of them on paper, on thermal paper and on a phone. <b>zbar</b> and \
        <b>zxing-cpp</b> are the libraries with their own defaults (zbar without DataBar); <b>ours</b> has \
        \(Int(CodeReader.frameBudget / .milliseconds(1))) ms of one core a picture.</p>
        \(totals)\(stops)\(billTable)\(passTable)
        \(CodeModules.symbologies.map(section).joined())
        </body></html>

        """
    }

    private static func row(_ name: String, _ count: TrialCount) -> String {
        "<tr><th>\(name)<td>\(count.pictures)<td>\(count.zbar)<td>\(count.zxing)<td>\(count.union)"
            + "<td class=\"\(count.ours > count.union ? "good" : "some")\"><b>\(count.ours)</b>"
            + "<td class=\"\(count.wrong > 0 ? "bad" : "good")\">\(count.wrong)"
    }

    private static let heads = "<th>pictures<th>zbar<th>zxing-cpp<th>either of them<th>ours<th>misread by ours"

    private var totals: String {
        let rows = bySymbology.map { symbology, count in
            FactoryReport.row("<a href=\"#\(symbology.rawValue)\">\(symbology.rawValue)</a>", count)
        }
        return "<h2>Pictures read</h2><table><tr><th>symbology\(FactoryReport.heads)\(rows.joined())</table>"
    }

    private var billTable: String {
        let rows = BillKind.allCases.compactMap { bill in
            bills[bill].map { FactoryReport.row("\(bill.rawValue) (\(bill.symbology.rawValue))", $0) }
        }
        return "<h2>By the bill</h2><table><tr><th>bill\(FactoryReport.heads)\(rows.joined())</table>"
    }

    /// For each symbology and fault three steps, side by side.
    private var stops: String {
        var text = "<h2>Where reading stops</h2><p>The step from which on nothing is read any more: zbar, zxing-cpp, "
        text += "<b>ours</b>. A dash: something is read at the worst step, too. Green: ours goes on for longest. "
        text += "Red: one of them goes on for longer.</p><table><tr><th rowspan=2>fault"
        for (symbology, _) in bySymbology { text += "<th colspan=3>\(symbology.rawValue)" }
        text += "<tr>" + bySymbology.map { _ in "<th>zbar<th>zxing<th>ours" }.joined()
        for fault in PictureFault.allCases {
            text += "<tr><th>\(fault.rawValue)"
            for (symbology, _) in bySymbology {
                let steps = steps(symbology, fault)
                func stop(_ count: (TrialCount) -> Int) -> Int {
                    FactoryReport.stop(steps, count) ?? PictureFault.steps + 1
                }
                let (zbar, zxing, ours) = (stop(\.zbar), stop(\.zxing), stop(\.ours))
                let kind = ours > max(zbar, zxing) ? "good" : ours < max(zbar, zxing) ? "bad" : ""
                func told(_ step: Int) -> String { step > PictureFault.steps ? "–" : "\(step)" }
                text += "<td>\(told(zbar))<td>\(told(zxing))<td class=\"\(kind)\"><b>\(told(ours))</b>"
            }
        }
        return text + "</table>"
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
            + "\(Int(sorted[sorted.count * 9 / 10].rounded())) ms, by the clock on the wall while all cores worked.</p>"
    }

    /// One symbology: for each fault how each step looks, who read how many of its pictures, and where that stops.
    private func section(_ symbology: Symbology) -> String {
        var text = "<h2 id=\"\(symbology.rawValue)\">\(symbology.rawValue)</h2><table><tr><th>fault<th>step"
        for step in 0...PictureFault.steps { text += "<th>\(step)" }
        text += "<th>stops at"
        for fault in PictureFault.allCases {
            let steps = steps(symbology, fault)
            text += "<tr><th rowspan=4>\(fault.rawValue)<td>looks like"
            for step in 0...PictureFault.steps {
                let entries = entries[FactoryReport.cell(symbology, fault, step)] ?? []
                text += "<td>" + (entries.isEmpty ? "" : picture(entries[step % entries.count]))
            }
            text += "<td>"
            text += row("zbar", steps, \.zbar) + row("zxing-cpp", steps, \.zxing) + row("ours", steps, \.ours)
        }
        return text + "</table>" + failures(of: symbology)
    }

    private func row(_ name: String, _ steps: [TrialCount], _ count: (TrialCount) -> Int) -> String {
        let cells = steps.map { step in
            let share =
                step.pictures == 0 ? "" : count(step) == step.pictures ? "good" : count(step) == 0 ? "bad" : "some"
            return "<td class=\"\(share)\">\(count(step)) of \(step.pictures)"
        }
        let stop = FactoryReport.stop(steps, count).map(String.init) ?? "–"
        return "<tr><td>\(name)\(cells.joined())<td>\(stop)"
    }

    /// The small picture; a link to the whole one where it was kept.
    private func picture(_ entry: Entry) -> String {
        let image = "<img loading=lazy alt=\"\(entry.name)\" src=\"\(FactoryReport.small)/\(entry.name).png\">"
        guard kept == .every || entry.isFailure else { return image }
        return "<a href=\"\(FactoryReport.pictures)/\(entry.name).png\">\(image)</a>"
    }

    private func failures(of symbology: Symbology) -> String {
        var failed: [Entry] = []
        for fault in PictureFault.allCases {
            for step in (fault == PictureFault.allCases[0] ? 0 : 1)...PictureFault.steps {
                let all = entries[FactoryReport.cell(symbology, fault, step)] ?? []
                failed += all.filter(\.isFailure)
            }
        }
        guard !failed.isEmpty else { return "<p>Everything was read.</p>" }
        let figures = failed.map { entry in
            let others = [entry.byZBar ? "zbar" : nil, entry.byZXing ? "zxing-cpp" : nil].compactMap { $0 }
            let note = others.isEmpty ? "" : " – read by <b>\(others.joined(separator: " and "))</b>"
            let wrong = entry.wrong.isEmpty ? "" : " – <b>misread as \(entry.wrong.joined(separator: ", "))</b>"
            return "<figure>\(picture(entry))<figcaption>\(entry.name)\(note)\(wrong)</figcaption></figure>"
        }
        let missed = failed.count { !$0.byOurs }
        let misread = failed.count { !$0.wrong.isEmpty }
        return
            "<details><summary>\(missed) pictures that ours did not read, and \(misread) that it misread</summary><div>"
            + figures.joined() + "</div></details>"
    }

    private static let style = """
        body{font:15px/1.5 sans-serif;margin:2em auto;max-width:1240px;padding:0 1em;color:#222}\
        table{border-collapse:collapse;margin:.5em 0 1.5em}\
        th,td{border:1px solid #ccc;padding:2px 8px;text-align:left}.good{background:#d4f0d4}.some{background:#fbeec0}\
        .bad{background:#f6cccc}td img{width:112px;display:block}\
        figure{display:inline-block;width:290px;margin:6px;vertical-align:top;font-size:12px}figure img{width:100%}\
        summary{cursor:pointer;font-weight:bold}
        """
}
