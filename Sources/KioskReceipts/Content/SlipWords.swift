import KioskCore

/// The sentences of one slip, in both languages.
struct SlipWords: Sendable {
    struct Explanation: Sendable {
        let `where`: LocalizedText
        let what: LocalizedText
        let now: LocalizedText
    }

    let title: LocalizedText
    let banner: LocalizedText
    let amountLabel: LocalizedText
    let amount: Money
    /// Nil when all went as it should.
    let explanation: Explanation?
    /// How money that is or may be owed is reclaimed; nil when nothing is.
    let howToClaim: LocalizedText?
    let farewell: LocalizedText

    static func of(_ facts: ReceiptFacts) -> SlipWords {
        switch facts.kind {
        case .settled(_, let note): settled(facts, note)
        case .pending: pending(facts)
        case .refused(let reason, let note):
            credit(
                LocalizedText(zh: "未缴成 钱归您", en: "Not paid. The money is yours"), note, refused(reason, facts), facts)
        case .cancelled(let note):
            credit(
                LocalizedText(zh: "已取消 钱归您", en: "Cancelled. The money is yours"), note,
                stopped(
                    LocalizedText(
                        zh: "付清之前您取消了缴费，账单没有缴。", en: "You stopped before the bill was paid. It is still open."),
                    facts), facts)
        case .interrupted(let note):
            credit(
                LocalizedText(zh: "未缴成 钱归您", en: "Not paid. The money is yours"), note,
                stopped(
                    LocalizedText(
                        zh: "机器在付清之前出了故障，账单没有缴。这不是您的错。",
                        en: "The machine failed before the bill was paid. It is still open. This was not your fault."),
                    facts), facts)
        case .cardUnknown(let charged):
            notice(
                LocalizedText(zh: "请勿重复付款", en: "Please do not pay again"),
                LocalizedText(zh: "可能已扣金额", en: "Amount that may be charged"), charged, cardUnknown, facts)
        case .walletUnknown(let charged):
            notice(
                LocalizedText(zh: "请勿重复付款", en: "Please do not pay again"),
                LocalizedText(zh: "可能已扣金额", en: "Amount that may be charged"), charged, walletUnknown, facts)
        case .creditNoteUnknown(let counted):
            notice(
                LocalizedText(zh: "请勿重复付款", en: "Please do not pay again"),
                LocalizedText(zh: "余款凭条之外已收", en: "Received besides the credit note"), counted,
                creditNoteUnknown, facts)
        case .noteUnplaced(let note, let counted):
            notice(
                LocalizedText(zh: "纸币待清点", en: "A note is to be counted"),
                LocalizedText(zh: "待清点的纸币", en: "Note to be counted"), note, unplaced(note, counted: counted), facts)
        case .suspense(let note):
            credit(LocalizedText(zh: "纸币待领取", en: "A note waits for its owner"), note, suspense, facts)
        case .examined(let taken):
            notice(
                LocalizedText(zh: "人工核查中", en: "Being checked by a person"),
                LocalizedText(zh: "已收金额", en: "Money received"), taken, examined, facts)
        }
    }

    private static func settled(_ facts: ReceiptFacts, _ note: CreditNote?) -> SlipWords {
        SlipWords(
            title: LocalizedText(zh: "缴费凭证", en: "Payment receipt"),
            banner: LocalizedText(zh: "缴费成功", en: "Paid"),
            amountLabel: LocalizedText(zh: "缴费金额", en: "Amount paid"), amount: facts.amountDue, explanation: nil,
            howToClaim: note.map { _ in howToReclaim(facts.site.hotline) },
            farewell: LocalizedText(
                zh: "请核对并保管好这张凭证，谢谢！", en: "Please check and keep this receipt. Thank you."))
    }

    private static func pending(_ facts: ReceiptFacts) -> SlipWords {
        let hotline = facts.site.hotline
        return SlipWords(
            title: LocalizedText(zh: "收款凭证", en: "Receipt for money"),
            banner: facts.isOffline
                ? LocalizedText(zh: "待入账 断网时收款", en: "PENDING: taken without network")
                : LocalizedText(zh: "已收款 待入账", en: "Money received, not yet posted"),
            amountLabel: LocalizedText(zh: "已收金额", en: "Money received"), amount: facts.taken,
            explanation: waiting(facts),
            howToClaim: LocalizedText(
                zh: change(facts)[.simplifiedChinese]
                    + "如果无法入账，全部的钱仍是您的：带上这张凭证到营业厅，或拨打 \(hotline)，报领款码取回。",
                en: change(facts)[.english]
                    + "If it cannot be posted, all of the money stays yours: bring this slip to the service hall or "
                    + "call \(hotline) and give the claim code."),
            farewell: keep)
    }

    /// What is owed whatever becomes of the bill, because more was put in than is due.
    private static func change(_ facts: ReceiptFacts) -> LocalizedText {
        guard facts.change.isPositive else { return LocalizedText(same: "") }
        return LocalizedText(
            zh: "余款 \(facts.change) 凭领款码取回。", en: "Your change of \(facts.change) is yours under this code. ")
    }

    /// All of the money is owed, for certain.
    private static func credit(
        _ banner: LocalizedText, _ note: CreditNote, _ explanation: Explanation, _ facts: ReceiptFacts
    ) -> SlipWords {
        SlipWords(
            title: LocalizedText(zh: "退款凭证", en: "Credit note"), banner: banner,
            amountLabel: LocalizedText(zh: "应退给您", en: "Owed to you"), amount: note.amount, explanation: explanation,
            howToClaim: howToReclaim(facts.site.hotline), farewell: keep)
    }

    /// What is owed is not known yet.
    private static func notice(
        _ banner: LocalizedText, _ amountLabel: LocalizedText, _ amount: Money, _ explanation: Explanation,
        _ facts: ReceiptFacts
    ) -> SlipWords {
        SlipWords(
            title: LocalizedText(zh: "情况说明", en: "Notice"), banner: banner, amountLabel: amountLabel, amount: amount,
            explanation: explanation, howToClaim: howToAsk(facts.site.hotline), farewell: keep)
    }

    private static let keep = LocalizedText(zh: "请保管好这张凭证。", en: "Please keep this slip.")

    private static func howToReclaim(_ hotline: String) -> LocalizedText {
        LocalizedText(
            zh: "在任何一台缴费机上，选怎么付时把下面的二维码放上扫描口，就能付账单。也可以带上这张凭证到营业厅，"
                + "或拨打 \(hotline)，报领款码取回。请勿把领款码告诉别人。",
            en: "It pays bills at any of our machines: when asked how to pay, lay the QR code below on the scanner. "
                + "Or bring this slip to the service hall, or call \(hotline) and give the claim code. Show the code "
                + "to nobody else.")
    }

    private static func howToAsk(_ hotline: String) -> LocalizedText {
        LocalizedText(
            zh: "查询结果请拨打 \(hotline)，报领款码。应退的钱凭此码取回。",
            en: "To ask what came of it, call \(hotline) and give the claim code. Money owed is paid under it.")
    }
}
