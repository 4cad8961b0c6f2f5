import Foundation
import KioskCore
import Testing

@testable import KioskScreens

@Suite struct PageRenderingTests {
    static let renderer = PageRenderer(isDark: false, boot: 1)
    static let today = CalendarDate(daysSince1970: 20_778)

    static func page(_ view: KioskView) -> String { renderer.page(view, today: today) }

    /// Every page of the gallery, drawn once for all tests.
    static let drawn = ScreenGallery.pages.map { (page: $0, html: page($0.view)) }

    static func occurrences(of part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    @Test func everyScreenIsAWholePageInItsLanguage() {
        for (page, html) in Self.drawn {
            let type = page.view.isLargeType ? "large" : ""
            #expect(html.contains("<html lang=\"\(page.view.language.rawValue)\" class=\"\(type)\">"), "\(page)")
            #expect(Self.occurrences(of: "<main ", in: html) == 1, "\(page)")
            #expect(Self.occurrences(of: "<h1", in: html) == 1, "\(page)")
            #expect(Self.occurrences(of: "aria-live=\"polite\"", in: html) == 1, "\(page)")
            let hasKioskAndHotline = html.contains("HZ-0417") && html.contains("0571-8805 1234")
            #expect(hasKioskAndHotline, "\(page)")
        }
    }

    @Test func nothingIsLeftEmpty() {
        let empty = ["<h1></h1>", "<h2></h2>", "<p></p>", "<b></b>", "<li></li>", "polite\"></p>", "Optional(", "{{"]
        for (page, html) in Self.drawn {
            let found = empty.filter(html.contains)
            #expect(found.isEmpty, "\(page)")
            let wordless = html.components(separatedBy: "<button").dropFirst().filter { button in
                let content = button.components(separatedBy: "</button>")[0].drop { $0 != ">" }
                let words = content.split(separator: "<").compactMap { $0.split(separator: ">").last }
                return !words.contains { $0.contains { $0.isLetter || $0.isNumber } }
            }
            #expect(wordless.isEmpty, "\(page)")
        }
    }

    @Test func thereIsAtMostOnePrimaryButton() {
        for (page, html) in Self.drawn {
            #expect(Self.occurrences(of: "class=\"primary\"", in: html) <= 1, "\(page)")
        }
    }

    @Test(arguments: [
        "accountEntry": "submit-account", "billChoice": "confirm-bills", "billExplained": "pay",
        "billExplained-prepaid-chosen": "pay", "cashConsent": "consent-cash", "done-printed": "another-bill",
        "failed-cardDeclined": "back", "failed-hubUnavailable": "another-bill", "failed-alreadyPaid": "end",
    ]) func theVerbOfTheScreenIsThePrimaryButton(_ name: String, _ handle: String) throws {
        let sample = try #require(ScreenGallery.samples.first { $0.name == name })
        let html = Self.page(ScreenGallery.view(sample))
        let primary = try #require(html.components(separatedBy: "class=\"primary\"").dropFirst().first)
        #expect(primary.prefix { $0 != ">" }.contains("data-choice=\"\(handle)\""))
    }

    @Test(arguments: Language.allCases) func whatABillerWritesIsTextAndNeverMarkup(_ language: Language) {
        let attack = "<script>alert(1)</script>\"'&"
        let biller = ScreenGallery.biller("x", attack, attack, .water)
        let screens: [Screen] = [
            .billerChoice([biller]), .accountEntry(biller, digits: "1", problem: .accountBlocked), .asking(biller),
            .billExplained(ScreenGallery.explanation([ScreenGallery.bill], biller: biller)),
            .methodChoice(biller: biller, amount: ScreenGallery.due, methods: [], creditNote: nil),
            .attract(billers: [biller], problem: .unknownBiller(attack)),
            .done(ScreenGallery.summary(.pending, paper: .none, change: nil, biller: biller)),
        ]
        for screen in screens {
            let html = Self.page(ScreenGallery.view(screen, language))
            #expect(!html.contains("<script>alert"))
            #expect(html.contains("&lt;script&gt;"))
        }
    }

    @Test func everyNameInATemplateIsOneOfAModel() throws {
        var names: Set<String> = []
        for page in ScreenGallery.pages where !page.view.isLargeType {
            Self.collect(PageModel(page.view, isDark: true, today: Self.today, boot: 1), into: &names)
        }
        for (template, bytes) in PageRenderer.templates {
            for tag in String(decoding: bytes, as: UTF8.self).components(separatedBy: "{{").dropFirst() {
                let name = tag.prefix { $0 != "}" }.drop { "#^/".contains($0) }
                if name == "." || name.hasPrefix(">") { continue }
                #expect(names.contains(String(name)), "\(name) in \(template)")
            }
        }
    }

    private static func collect(_ value: Any, into names: inout Set<String>) {
        for child in Mirror(reflecting: value).children {
            if let label = child.label { names.insert(label) }
            collect(child.value, into: &names)
        }
    }

    @Test func theAccountAndTheHolderAreMasked() {
        for (page, html) in Self.drawn where page.name.hasPrefix("bill") || page.name.hasPrefix("done") {
            #expect(!html.contains("3301020417") && !html.contains("13805711234"))
        }
    }

    @Test func noPageHasInlineScriptOrStyle() {
        for (_, html) in Self.drawn {
            #expect(!html.contains(" style=") && !html.contains("<style"))
            #expect(!html.contains(" onclick=") && !html.contains("javascript:"))
            #expect(
                Self.occurrences(of: "<script", in: html)
                    == Self.occurrences(of: "<script src=\"/screens.js\"", in: html))
        }
    }

    @Test func aFailureSaysWhereTheMoneyIsBeforeWhatHappenedAndWhatNow() throws {
        for (page, html) in Self.drawn where page.name.hasPrefix("failed") {
            let texts = page.view.language.texts
            let money = try #require(html.range(of: ">\(texts.whereIsMyMoney)<"))
            let happened = try #require(html.range(of: ">\(texts.whatHappened)<"))
            let now = try #require(html.range(of: ">\(texts.whatNow)<"))
            #expect(money.upperBound < happened.lowerBound && happened.upperBound < now.lowerBound)
        }
    }

    @Test func moneyOwedIsNamedWithItsCode() {
        for (page, html) in Self.drawn where page.name == "failed-cancelled" || page.name == "done-change" {
            #expect(html.contains(ScreenGallery.claimCode.description))
        }
    }

    @Test func theCountOfInsertedMoneyIsInTheLiveRegion() {
        let view = ScreenGallery.view(.cash(ScreenGallery.cash([(50, 1), (20, 1)], .waiting)))
        let live = Self.page(view).components(separatedBy: "aria-live=\"polite\">")[1].prefix { $0 != "<" }
        #expect(live.contains("¥70.00") && live.contains("¥16.40"))
    }

    @Test func thePaymentMethodsCashConversionAndATelephoneNumberAreShownWhereOneChooses() {
        for (page, html) in Self.drawn where page.name == "attract" || page.name.hasPrefix("methodChoice") {
            let help = page.view.language.texts.cashConversion(hotline: page.view.hotline)
            #expect(html.contains(help))
        }
    }

    @Test func theTipOfTheDayChangesAtMidnight() {
        let view = ScreenGallery.view(.attract(billers: ScreenGallery.billers, problem: nil))
        let tips = Set((0..<7).map { Self.renderer.page(view, today: Self.today.adding(days: $0)) })
        #expect(tips.count == 7)
        #expect(Self.renderer.page(view, today: CalendarDate(daysSince1970: -3)).contains(EnglishTexts().tips[4]))
    }

    @Test func barsAreAsLongAsTheUseTheyStandFor() throws {
        let chart = try #require(
            UsageChartModel(ScreenGallery.explanation([ScreenGallery.bill]), texts: EnglishTexts()))
        #expect(chart.bars.count == 12)
        // The largest month of the samples is 307 kWh, the smallest 142.
        #expect(chart.bars.map { Int($0.length) }.max() == 100)
        #expect(chart.bars.map { Int($0.length) }.min() == 46)
        #expect(chart.bars.last?.isThisBill == true)
        #expect(chart.bars.last?.figure == "195")
    }
}
