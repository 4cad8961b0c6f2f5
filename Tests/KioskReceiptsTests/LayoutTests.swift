import KioskCore
import KioskReceipts
import Testing

struct LayoutTests {
    @Test(arguments: [
        ("电费", ColumnMetric.terminal, 4), ("电费", .paper, 4), ("K0417", .terminal, 5), ("×", .terminal, 1),
        ("×", .paper, 2), ("￥80", .terminal, 4), ("e\u{301}", .terminal, 1), ("（户）", .terminal, 6),
    ])
    func columnsAreCounted(_ text: String, _ metric: ColumnMetric, _ columns: Int) {
        #expect(metric.width(of: text) == columns)
    }

    @Test(arguments: [16, 20, 32, 48], [ColumnMetric.paper, .terminal])
    func noLineIsWiderThanItsPaper(_ columns: Int, _ metric: ColumnMetric) {
        let name = "浙江省丽水市龙泉市竹垟畲族乡供电服务有限责任公司（自助缴费专用账户）"
        let english = "Zhejiang Electric Power Company Limited, Supercalifragilisticexpialidocious Branch of Longquan"
        for text in [name, english, name + english, "  " + name, "一二，三四。五六！", ""] {
            let lines = metric.wrap(text, columns: columns)
            for line in lines { #expect(metric.width(of: line) <= columns, "\(line)") }
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test func latinWordsStayWhole() {
        #expect(
            ColumnMetric.paper.wrap("Keep this slip and do not pay", columns: 16) == [
                "Keep this slip", "and do not pay",
            ])
    }

    @Test func noLineBeginsWithAClosingMark() {
        for columns in 6...20 {
            for line in ColumnMetric.paper.wrap("请保管好，不要重复缴费。机器会自动完成，谢谢！", columns: columns).dropFirst() {
                #expect(!"，。！".contains(line.first ?? " "), "\(columns): \(line)")
            }
        }
    }

    @Test func rowsEndAtTheRightEdge() {
        let receipt = Receipt(
            languages: .both,
            elements: [
                .row(label: LocalizedText(zh: "户号", en: "Account no."), value: LocalizedText(same: "33******4567")),
                .row(
                    label: LocalizedText(zh: "收费单位", en: "Biller"),
                    value: LocalizedText(zh: "浙江省电力公司龙泉供电所竹垟服务站", en: "Longquan Station")),
            ])
        for columns in [32, 48] {
            let text = PlainTextReceipt.render(receipt, columns: columns)
            for line in text.split(separator: "\n") where line != "收费单位 Biller" {
                #expect(ColumnMetric.terminal.width(of: line) == columns, "\(line)")
            }
        }
    }

    @Test func aLongBillerNameWrapsBeneathItsLabel() {
        let name = String(repeating: "浙江省电力公司", count: 5)
        let receipt = Receipt(
            languages: .chinese,
            elements: [.row(label: LocalizedText(same: "收费单位"), value: LocalizedText(same: name))])
        let lines = PlainTextReceipt.render(receipt, columns: 32).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0] == "收费单位")
        #expect(lines.dropFirst().joined().filter { $0 != " " } == name)
    }

    @Test func theSameTextIsNotSaidTwice() {
        let receipt = Receipt(languages: .both, elements: [.text(LocalizedText(same: "K0417"))])
        #expect(PlainTextReceipt.render(receipt) == "K0417\n")
    }
}
