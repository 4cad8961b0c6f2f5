import KioskCore

// For each slip that tells of trouble: where the money is, what happened, what to do now.
extension SlipWords {
    static func waiting(_ facts: ReceiptFacts) -> Explanation {
        if facts.isOffline { return waitingForNetwork(facts) }
        return Explanation(
            where: whereMoneyIs(facts),
            what: LocalizedText(
                zh: "暂时还没有收到收费单位的入账确认。", en: "The biller has not confirmed the payment yet."),
            now: LocalizedText(
                zh: "请保管好这张凭证，不要重复缴费。机器会自动完成入账。",
                en: "Keep this slip and do not pay again. The machine completes the payment by itself."))
    }

    /// The money was taken while nobody could be asked, and is passed on later.
    private static func waitingForNetwork(_ facts: ReceiptFacts) -> Explanation {
        let hotline = facts.site.hotline
        return Explanation(
            where: whereMoneyIs(facts),
            what: LocalizedText(
                zh: "收款时网络中断，收费单位还不知道这笔钱。网络恢复后，机器会自动交给收费单位。",
                en: "The network was down when the money was taken, so the biller does not know of it yet. The machine "
                    + "passes it on by itself when the network is back."),
            now: LocalizedText(
                zh: "请保管好这张凭证，不要重复缴费。过几天账单还显示没缴，请拨打 \(hotline)，报领款码。",
                en: "Keep this slip and do not pay again. Should the bill still be open in a few days, call \(hotline) "
                    + "and give the claim code."))
    }

    static func refused(_ reason: HubRefusal.Reason, _ facts: ReceiptFacts) -> Explanation {
        Explanation(where: whereMoneyIs(facts), what: what(reason), now: reclaimNow)
    }

    static func stopped(_ what: LocalizedText, _ facts: ReceiptFacts) -> Explanation {
        Explanation(where: whereMoneyIs(facts), what: what, now: reclaimNow)
    }

    static let cardUnknown = Explanation(
        where: LocalizedText(
            zh: "可能还在您的银行卡里，也可能已经扣款，目前还不知道。",
            en: "It may still be on your card, or it may have been charged. We do not know yet."),
        what: LocalizedText(
            zh: "刷卡设备没有回复结果。", en: "The card machine did not answer with the result."),
        now: LocalizedText(
            zh: "请不要重复付款。机器会继续查询：已扣款就入账，不能入账就退给您；没扣款，您的钱没有动。",
            en: "Please do not pay again. The machine keeps asking. If the card was charged, the bill is paid or "
                + "the money is owed to you. If not, your money was not touched."))

    static let walletUnknown = Explanation(
        where: LocalizedText(
            zh: "可能还在您的手机钱包里，也可能已经扣款，目前还不知道。",
            en: "It may still be in your phone's wallet, or it may have been charged. We do not know yet."),
        what: LocalizedText(
            zh: "没有收到手机支付的结果。", en: "No answer came about the payment by phone."),
        now: LocalizedText(
            zh: "请不要重复付款。机器会继续查询：已扣款就入账，不能入账就退给您；没扣款，您的钱没有动。也可以看看手机上的付款记录。",
            en: "Please do not pay again. The machine keeps asking. If the wallet was charged, the bill is paid or the "
                + "money is owed to you. If not, your money was not touched. Your phone's list of payments shows it "
                + "too."))

    static let creditNoteUnknown = Explanation(
        where: LocalizedText(
            zh: "可能还在原来的余款凭条上，也可能已经转到这张凭证的领款码下，目前还不知道。两张请都收好。",
            en: "It may still be on your credit note, or it may be on record under the claim code of this slip. We do "
                + "not know yet. Keep both."),
        what: LocalizedText(
            zh: "没有收到余款凭条的核对结果。", en: "No answer came about the credit note."),
        now: LocalizedText(
            zh: "请不要重复付款。机器会继续查询：余款够缴账单就入账，不够就凭这张凭证的领款码退给您；没有用上，原来的凭条照样有效。",
            en:
                "Please do not pay again. The machine keeps asking. If the credit note was taken, the bill is paid with "
                + "it or its money is owed to you under this code. If not, the credit note is as good as before."))

    static func unplaced(_ note: Money, counted: Money) -> Explanation {
        Explanation(
            where: LocalizedText(
                zh: "一张 \(note) 纸币在机器里的位置不明。" + (counted.isPositive ? "另有 \(counted) 已确认收到。" : ""),
                en: "The machine cannot tell where your \(note) note is. "
                    + (counted.isPositive ? "Another \(counted) is counted for certain." : "")),
            what: LocalizedText(
                zh: "机器在收纸币时出了故障。这不是您的错。",
                en: "The machine failed while it took the note. This was not your fault."),
            now: LocalizedText(
                zh: "请保管好这张凭证。工作人员开箱清点后，应退的钱会退给您。",
                en: "Keep this slip. Our staff will open the cash box and count; what is owed is paid to you."))
    }

    static let suspense = Explanation(
        where: LocalizedText(zh: "这张纸币在机器的钱箱里，已登记。", en: "The note lies in the cash box and is on record."),
        what: LocalizedText(
            zh: "机器收到了一张不属于任何缴费的纸币。", en: "The machine took in a note that belongs to no payment."),
        now: LocalizedText(
            zh: "如果是您放入的，请凭领款码取回。", en: "If you put it in, claim it with the code below."))

    static let examined = Explanation(
        where: LocalizedText(zh: "您的钱已收到，已登记。", en: "Your money was received and is on record."),
        what: LocalizedText(
            zh: "入账结果前后不一致，需要人工核查。", en: "The answers about this payment do not agree. A person checks it."),
        now: LocalizedText(
            zh: "请保管好这张凭证，不要重复缴费。", en: "Keep this slip and do not pay again."))

    private static let reclaimNow = LocalizedText(
        zh: "请保管好这张凭证，凭下面的领款码取回。", en: "Keep this slip and reclaim the money with the code below.")

    /// In the cash box, captured from a card, paid by a wallet, or owed before: residents ask the one or the other.
    private static func whereMoneyIs(_ facts: ReceiptFacts) -> LocalizedText {
        for tender in facts.tenders {
            switch tender {
            case .notes: continue
            case .card:
                return LocalizedText(
                    zh: "已从您的银行卡扣款，钱已登记，仍属于您。",
                    en: "Your card was charged. The money is on record under your claim code.")
            case .wallet:
                return LocalizedText(
                    zh: "已从您的手机钱包扣款，钱已登记，仍属于您。",
                    en: "Your phone's wallet was charged. The money is on record under your claim code.")
            case .creditNote: continue
            }
        }
        let isAllOwedBefore = facts.tenders.allSatisfy { if case .creditNote = $0 { true } else { false } }
        if isAllOwedBefore, !facts.tenders.isEmpty {
            return LocalizedText(
                zh: "原来余款凭条上的钱已登记在新的领款码下，仍属于您。",
                en: "The money of your credit note is on record under a new claim code.")
        }
        return LocalizedText(
            zh: "纸币在机器的钱箱里，不能由机器退出。钱已登记，仍属于您。",
            en: "The notes lie in the cash box; the machine cannot give them back. The money is on record under "
                + "your claim code.")
    }

    private static func what(_ reason: HubRefusal.Reason) -> LocalizedText {
        switch reason {
        case .alreadyPaid:
            LocalizedText(zh: "这笔账单已经缴过了。", en: "This bill had already been paid.")
        case .accountUnknown, .billerUnknown:
            LocalizedText(zh: "收费单位查不到这个户号。", en: "The biller does not know this account.")
        case .accountBlocked:
            LocalizedText(zh: "这个户号目前不能缴费，请咨询收费单位。", en: "This account takes no payments now. Ask the biller.")
        case .billChanged:
            LocalizedText(zh: "账单金额有变动，没有入账。", en: "The bill has changed, so it was not paid.")
        case .amountNotAllowed:
            LocalizedText(zh: "收费单位不接受这个金额。", en: "The biller does not take this amount.")
        case .tenderNotAllowed:
            LocalizedText(zh: "收费单位不接受这种付款方式。", en: "The biller does not take this way of paying.")
        case .inquiryExpired, .preparationExpired:
            LocalizedText(zh: "付款超过了时限，账单没有缴。", en: "Paying took too long, so the bill was not paid.")
        case .paymentInProgress:
            LocalizedText(zh: "这个户号同时有另一笔缴费在进行。", en: "Another payment for this account was under way.")
        case .cancelled:
            LocalizedText(zh: "缴费已取消，账单没有缴。", en: "The payment was cancelled. The bill is still open.")
        case .requestInvalid:
            LocalizedText(
                zh: "收费单位没有接受这笔缴费，账单没有缴。",
                en: "The biller did not take this payment. The bill is still open.")
        }
    }
}
