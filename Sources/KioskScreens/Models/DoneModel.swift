import KioskCore
import KioskPictures

/// Paid: where the money is, the slip, the voucher for the phone, change under its code, another bill, a rating.
struct DoneModel {
    let isPending: Bool
    let heading: String
    let lead: String
    let amountLabel: String
    let amount: String
    let paper: String
    let isPrinting: Bool
    let isWithoutPaper: Bool
    let facts: [Fact]
    let change: Claim?
    let voucher: VoucherModel?
    let ratingQuestion: String
    let ratings: [Rating]
    let reprint: ButtonModel?

    struct Fact {
        let label: String
        let value: String
    }

    struct Rating {
        let icon: String
        let button: ButtonModel
    }

    static func content(
        _ summary: PaymentSummary, hotline: String, language: Language, texts: any Texts
    ) -> ScreenContent {
        let biller = summary.biller
        let message = texts.done(summary.standing, biller: biller.name[language])
        let model = DoneModel(
            isPending: summary.standing == .pending, heading: message.heading, lead: message.text,
            amountLabel: texts.paid, amount: summary.paid.description, paper: texts.paper(summary.paper),
            isPrinting: summary.paper == .printing, isWithoutPaper: summary.paper == .none,
            facts: facts(summary, language: language, texts: texts),
            change: claim(summary, hotline: hotline, texts: texts),
            voucher: VoucherModel(summary.voucher, caption: texts.voucher),
            ratingQuestion: texts.ratingQuestion,
            ratings: (1...4).reversed().map {
                Rating(icon: "face-\($0)", button: ButtonModel(.rate($0), texts.rating($0)))
            },
            reprint: !summary.canReprint || summary.paper == .printing ? nil : ButtonModel(.reprint, texts.reprint))
        return ScreenContent(
            title: message.heading, announcement: texts.join([texts.spoken(message), model.paper]),
            primary: ButtonModel(.anotherBill, texts.anotherBill), model: model)
    }

    /// Change is the resident's in any case; until the biller has the money, so is all of it, under the same code.
    private static func claim(_ summary: PaymentSummary, hotline: String, texts: any Texts) -> Claim? {
        guard let code = summary.codeIfRefused ?? summary.creditNote?.code else { return nil }
        let about = [
            summary.creditNote.map { texts.creditNote($0.amount) },
            summary.codeIfRefused.map { _ in texts.codeIfRefused },
        ]
        return Claim(
            about: texts.join(about.compactMap { $0 }), label: texts.claimCode, code: code.description,
            how: texts.howToClaim(hotline: hotline))
    }

    private static func facts(_ summary: PaymentSummary, language: Language, texts: any Texts) -> [Fact] {
        var facts = [
            Fact(label: summary.biller.accountLabel[language], value: summary.account.masked),
            Fact(label: texts.receiptNumber, value: summary.receiptNumber),
        ]
        if case .settled(let reference) = summary.standing {
            facts.append(Fact(label: texts.billerReference, value: reference))
        }
        let notes = summary.tenders.filter(\.isNotes).map { TenderLine.text($0, texts: texts) }
        if !notes.isEmpty { facts.append(Fact(label: texts.method(.cash), value: notes.joined(separator: ", "))) }
        for tender in summary.tenders where !tender.isNotes {
            facts.append(
                Fact(
                    label: tender.kind.map(texts.method) ?? texts.creditNoteName,
                    value: TenderLine.text(tender, texts: texts)))
        }
        return facts
    }
}

extension Tender {
    fileprivate var isNotes: Bool { kind == .cash }

    /// Nil for a credit note, which is no method of its own.
    fileprivate var kind: TenderKind? {
        switch self {
        case .notes: .cash
        case .card: .card
        case .wallet: .wallet
        case .creditNote: nil
        }
    }
}

/// Money that is owed to the resident, and the code to get it back with.
struct Claim {
    let about: String?
    let label: String
    let code: String
    let how: String
}

/// The voucher's QR code as one path of an inline picture.
struct VoucherModel {
    let path: String
    /// Modules along one side, with the quiet zone on both.
    let side: Int
    let quietZone: Int
    let caption: String

    /// Nil when the text is not to be had as a QR code: the receipt number stands beside it anyway.
    init?(_ text: String, caption: String) {
        guard let symbol = try? QRSymbol(text: text) else { return nil }
        path = symbol.svgPath
        side = symbol.side + 2 * QRSymbol.quietZone
        quietZone = QRSymbol.quietZone
        self.caption = caption
    }
}
