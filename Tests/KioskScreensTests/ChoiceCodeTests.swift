import KioskCore
import Testing

@testable import KioskScreens

@Suite struct ChoiceCodeTests {
    static let choices: [ResidentChoice] =
        Language.allCases.map(ResidentChoice.language) + Service.allCases.map(ResidentChoice.service)
        + TenderKind.allCases.map(ResidentChoice.method) + (0...9).map(ResidentChoice.digit)
        + (1...4).map(ResidentChoice.rate)
        + [
            .largeType(true), .largeType(false), .biller("zj:power-1"), .eraseDigit, .submitAccount,
            .tick("B:2026-10", true), .tick("B:2026-10", false), .confirmBills, .amount(5_000), .pay, .consentToCash,
            .stopCash, .back, .end, .stay, .anotherBill, .reprint,
        ]

    @Test(arguments: choices) func aChoiceComesBackAsItWasWritten(_ choice: ResidentChoice) {
        #expect(ChoiceCode(choice).choice == choice)
    }

    @Test(arguments: [
        "", ":", "pay:", "paid", "digit:", "digit:10", "digit:-1", "digit:٣", "digit:+1", "rate:0", "rate:5",
        "amount:0", "amount:-1", "amount:99999999999", "amount:9999999999999999999999", "tick:1", "tick:2:B", "tick:1:",
        "biller:", "language:fr", "method:coins", "large-type:yes", "service:", "back:1",
    ]) func whatNoButtonSendsIsNoChoice(_ text: String) {
        #expect(ChoiceCode(text: text).choice == nil)
    }

    @Test func anIdentifierIsBounded() {
        let longest = String(repeating: "x", count: ChoiceCode.longestIdentifier)
        #expect(ChoiceCode(text: "biller:" + longest).choice == .biller(BillerID(longest)))
        #expect(ChoiceCode(text: "biller:" + longest + "x").choice == nil)
    }

    @Test func buttonsAreFoundByTheirHandles() {
        #expect(ChoiceCode(.method(.cash)).handle == "method-cash")
        #expect(ChoiceCode(.consentToCash).handle == "consent-cash")
        #expect(ChoiceCode(.tick("B-2026-10", false)).handle == "tick-B-2026-10")
        #expect(ChoiceCode(.tick("B-2026-10", true)).handle == "tick-B-2026-10")
        #expect(ChoiceCode(.service(.water)).handle == "service-water")
    }
}

@Suite struct ViewTokenTests {
    private func token(_ screen: Screen, boot: UInt64 = 1) -> String { ViewToken(screen, boot: boot).text }

    @Test func theStopButtonWorksAtAnyCount() {
        let before = token(.cash(ScreenGallery.cash([], .waiting)))
        let after = token(.cash(ScreenGallery.cash([(50, 1)], .rejected(.badInsertion))))
        #expect(before == after)
    }

    @Test func digitsAndTicksDoNotStopTheNextTouch() {
        let biller = ScreenGallery.electricity
        #expect(
            token(.accountEntry(biller, digits: "", problem: nil))
                == token(.accountEntry(biller, digits: "33", problem: .wrongLength)))
        #expect(
            token(.billChoice(ScreenGallery.statement, ticked: [], total: .zero(.cny)))
                == token(.billChoice(ScreenGallery.statement, ticked: ["B-2026-10"], total: ScreenGallery.due)))
        #expect(
            token(.billExplained(ScreenGallery.prepaid(chosen: nil)))
                == token(.billExplained(ScreenGallery.prepaid(chosen: ScreenGallery.yuan(50)))))
    }

    @Test func everyOtherScreenHasATokenOfItsOwn() {
        let screens: [Screen] = [
            .attract(billers: [], problem: nil), .asking(ScreenGallery.electricity), .asking(ScreenGallery.water),
            .billExplained(ScreenGallery.explanation([ScreenGallery.bill])),
            .billExplained(ScreenGallery.explanation([ScreenGallery.overdueBill])),
            .cashConsent(amount: ScreenGallery.yuan(1), denominations: []),
            .cashConsent(amount: ScreenGallery.yuan(2), denominations: []),
            .preparing(amount: ScreenGallery.yuan(1), .cash), .preparing(amount: ScreenGallery.yuan(1), .card),
            .settling(amount: ScreenGallery.yuan(1)), .thanks,
        ]
        #expect(Set(screens.map { token($0) }).count == screens.count)
    }

    @Test func aPageFromBeforeARestartIsAnOlderScreen() {
        #expect(token(.thanks, boot: 1) != token(.thanks, boot: 2))
    }
}
