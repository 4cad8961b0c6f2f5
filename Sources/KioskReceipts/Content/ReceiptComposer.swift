package import KioskCore

/// Writes a slip: what happened in one glance, then the amount, then where the money is, what happened and what
/// to do, then the details for whoever looks it up.
///
/// Residents are old: words are plain, the amount is large, and no failure is told by a code alone.
package struct ReceiptComposer: Sendable {
    private let facts: ReceiptFacts
    private let words: SlipWords

    package static func compose(_ facts: ReceiptFacts, languages: ReceiptLanguages) -> Receipt {
        let composer = ReceiptComposer(facts: facts, words: SlipWords.of(facts))
        return Receipt(languages: languages, elements: composer.elements)
    }

    private var elements: [ReceiptElement] {
        head + [.banner(words.banner), .amount(label: words.amountLabel, value: words.amount.description)]
            + body + details + foot
    }

    /// On a receipt the bill comes first; where something went wrong, the money does.
    private var body: [ReceiptElement] {
        if case .settled = facts.kind { return [.rule(.light)] + bill + money + claim }
        return explanation + claim + bill + money
    }

    private var head: [ReceiptElement] {
        let title: [ReceiptElement] = [
            .title(words.title), .text(facts.site.place, .center), .feed(1),
        ]
        guard facts.isCopy else { return title }
        return [.banner(LocalizedText(zh: "副本", en: "COPY"))] + title
    }

    /// Where the money is, what happened, what to do now.
    private var explanation: [ReceiptElement] {
        guard let explanation = words.explanation else { return [] }
        return [
            .rule(.light),
            .heading(LocalizedText(zh: "您的钱在哪里", en: "Where your money is")), .text(explanation.where), .feed(1),
            .heading(LocalizedText(zh: "发生了什么", en: "What happened")), .text(explanation.what), .feed(1),
            .heading(LocalizedText(zh: "现在怎么办", en: "What to do now")), .text(explanation.now),
        ]
    }

    /// The code under which money can be reclaimed, with a QR code for the next kiosk's scanner.
    private var claim: [ReceiptElement] {
        guard let howToClaim = words.howToClaim else { return [] }
        return [
            .feed(1),
            .code(label: LocalizedText(zh: "领款码", en: "Claim code"), value: facts.claimCode.description),
            .text(howToClaim),
            .qr(
                ClaimCode.printedPrefix + facts.claimCode.text,
                caption: LocalizedText(zh: "领款码二维码", en: "Claim code as QR")),
            .rule(.light),
        ]
    }

    private var bill: [ReceiptElement] {
        guard let biller = facts.biller else { return [] }
        var elements: [ReceiptElement] = [
            .row(label: LocalizedText(zh: "收费单位", en: "Biller"), value: biller.name),
            .row(label: LocalizedText(zh: "缴费项目", en: "Service"), value: biller.service.receiptName),
        ]
        if let account = facts.maskedAccount {
            elements.append(.row(label: biller.accountLabel, value: LocalizedText(same: account)))
        }
        elements += facts.items.map { item in
            let label =
                item.period.map { LocalizedText(zh: "\($0.year)年\($0.month)月账单", en: "Bill \($0)") }
                ?? LocalizedText(zh: "预存", en: "Paid ahead")
            return .row(label: label, value: LocalizedText(same: item.amount.description))
        }
        if facts.items.count > 1 {
            elements.append(
                .row(
                    label: LocalizedText(zh: "应缴合计", en: "Total due"),
                    value: LocalizedText(same: facts.amountDue.description), isBold: true))
        }
        return elements + [.rule(.light)]
    }

    private var money: [ReceiptElement] {
        guard !facts.tenders.isEmpty else { return [] }
        var elements: [ReceiptElement] = facts.tenders.flatMap(rows)
        if facts.tenders.count > 1 {
            elements.append(
                .row(
                    label: LocalizedText(zh: "实收合计", en: "Received"),
                    value: LocalizedText(same: facts.taken.description), isBold: true))
        }
        if let rest {
            elements.append(
                .row(
                    label: LocalizedText(zh: "余款（凭领款码取回）", en: "Credit"),
                    value: LocalizedText(same: rest.description), isBold: rest.isPositive))
        }
        return elements + [.rule(.light)]
    }

    /// What is left over from paying the bill; nil on slips of money that pays no bill.
    private var rest: Money? {
        switch facts.kind {
        case .settled(_, let note): note?.amount ?? .zero(facts.currency)
        case .pending: facts.change
        case .refused, .cancelled, .interrupted, .cardUnknown, .walletUnknown, .creditNoteUnknown,
            .noteUnplaced, .suspense, .examined:
            nil
        }
    }

    private func rows(_ tender: Tender) -> [ReceiptElement] {
        switch tender {
        case .notes(let denomination, let count):
            let major = denomination.minorUnits / denomination.currency.minorUnitsPerMajorUnit
            let counted = "\(denomination.currency.sign)\(major) × \(count) = \(tender.amount)"
            return [.row(label: LocalizedText(zh: "现金", en: "Cash"), value: LocalizedText(same: counted))]
        case .card(let capture):
            return [
                .row(
                    label: LocalizedText(zh: "银行卡", en: "Card"),
                    value: LocalizedText(same: capture.amount.description)),
                .row(
                    label: LocalizedText(same: "  \(capture.cardName)"),
                    value: LocalizedText(same: "**** \(capture.lastFour)")),
                .row(
                    label: LocalizedText(zh: "  授权码", en: "Auth code"),
                    value: LocalizedText(same: capture.authorisationCode)),
            ]
        case .wallet(let receipt):
            return [
                .row(label: receipt.provider.receiptName, value: LocalizedText(same: receipt.amount.description)),
                .row(
                    label: LocalizedText(zh: "  交易号", en: "  Reference"),
                    value: LocalizedText(same: receipt.reference)),
            ]
        case .creditNote(let note):
            return [
                .row(
                    label: LocalizedText(zh: "余款凭条", en: "Credit note"),
                    value: LocalizedText(same: note.amount.description)),
                .row(
                    label: LocalizedText(zh: "  领款码（已用）", en: "  Code, used up"),
                    value: LocalizedText(same: note.code.description)),
            ]
        }
    }

    private var details: [ReceiptElement] {
        var elements: [ReceiptElement] = [
            .row(
                label: LocalizedText(zh: "时间", en: "Time"),
                value: LocalizedText(same: facts.time.text(offsetMinutes: facts.site.utcOffsetMinutes))),
            .row(label: LocalizedText(zh: "自助机", en: "Kiosk"), value: LocalizedText(same: facts.site.kiosk.text)),
            .row(
                label: LocalizedText(zh: "凭证号", en: "Receipt no."), value: LocalizedText(same: facts.receiptNumber)),
        ]
        if case .settled(let reference, _) = facts.kind {
            elements.append(
                .row(label: LocalizedText(zh: "入账参考号", en: "Reference"), value: LocalizedText(same: reference)))
        }
        elements.append(
            .row(label: LocalizedText(zh: "支付编号", en: "Payment id"), value: LocalizedText(same: facts.payment.text)))
        return elements
    }

    private var foot: [ReceiptElement] {
        var elements: [ReceiptElement] = [.rule(.light)]
        if let voucher = facts.voucher {
            elements.append(.qr(voucher, caption: LocalizedText(zh: "电子凭证", en: "Electronic voucher")))
        }
        elements.append(
            .text(
                LocalizedText(zh: "服务热线 \(facts.site.hotline)", en: "Help by telephone: \(facts.site.hotline)"),
                .center, isBold: true))
        if let biller = facts.biller, biller.hotline != facts.site.hotline {
            elements.append(
                .text(
                    LocalizedText(zh: "账单咨询 \(biller.hotline)", en: "Questions about the bill: \(biller.hotline)"),
                    .center))
        }
        return elements + [.text(words.farewell, .center), .feed(1)]
    }
}

extension Service {
    /// What the service is called on a slip.
    package var receiptName: LocalizedText {
        switch self {
        case .electricity: LocalizedText(zh: "电费", en: "Electricity")
        case .water: LocalizedText(zh: "水费", en: "Water")
        case .gas: LocalizedText(zh: "燃气费", en: "Gas")
        case .telecom: LocalizedText(zh: "通信费", en: "Telephone")
        case .cableTelevision: LocalizedText(zh: "有线电视费", en: "Cable television")
        }
    }
}

extension WalletProvider {
    /// What the wallet is called on a slip.
    package var receiptName: LocalizedText {
        switch self {
        case .weChatPay: LocalizedText(zh: "微信支付", en: "WeChat Pay")
        case .alipay: LocalizedText(zh: "支付宝", en: "Alipay")
        case .unionPay: LocalizedText(zh: "云闪付", en: "UnionPay")
        }
    }
}

extension WallTime {
    /// `2026-11-21 20:08`, `offsetMinutes` east of Greenwich.
    package func text(offsetMinutes: Int) -> String {
        let local = milliseconds + Int64(offsetMinutes) * 60_000
        let minuteOfDay = Int((local % 86_400_000 + 86_400_000) % 86_400_000 / 60_000)
        let date = CalendarDate(self, offsetMinutes: offsetMinutes)
        return "\(date) \((minuteOfDay / 60).padded(to: 2)):\((minuteOfDay % 60).padded(to: 2))"
    }
}
