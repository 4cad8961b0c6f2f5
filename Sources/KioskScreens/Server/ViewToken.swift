import KioskCore

/// Names a screen in its forms, so that a button of an older screen does nothing on a newer one.
///
/// It changes with what the screen is about (its kind, the biller, the bills, the amount, the payment) and with
/// the start of the server. It stays the same while the screen only counts on: digits keyed in, bills ticked,
/// notes inserted. A quick second touch therefore counts where it should, and the stop button works at any count.
struct ViewToken: Hashable {
    let text: String

    /// - Parameter boot: A random number of this start of the server, so that a page outlives no restart.
    init(_ screen: Screen, boot: UInt64) {
        // FNV-1a, 64 bits. Nobody gains by finding another screen with the same token: requests of other pages
        // are refused by their origin.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ boot
        for part in ViewToken.identity(of: screen) {
            for byte in part.utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        text = String(hash, radix: 16)
    }

    private static func identity(of screen: Screen) -> [String] {
        let kind = ScreenKind(screen).rawValue
        switch screen {
        case .attract, .thanks, .outOfService: return [kind]
        case .billerChoice(let billers): return [kind] + billers.map(\.id.text)
        case .accountEntry(let biller, _, _): return [kind, biller.id.text]
        case .asking(let biller): return [kind, biller.id.text]
        case .billChoice(let statement, _, _): return [kind, statement.inquiry, statement.account.text]
        case .billExplained(let explanation):
            // For a prepaid account the amount is what the buttons of this very screen change.
            let amount = explanation.amounts.isEmpty ? explanation.amount.description : ""
            return [kind, explanation.biller.id.text, explanation.account.text, amount]
                + explanation.bills.map(\.id.text)
        case .methodChoice(let biller, let amount, _, _): return [kind, biller.id.text, amount.description]
        case .cashConsent(let amount, _): return [kind, amount.description]
        case .preparing(let amount, let tender): return [kind, amount.description, tender.rawValue]
        case .cash(let progress): return [kind, progress.due.description]
        case .card(let amount, _, _), .wallet(let amount, _, _): return [kind, amount.description]
        case .settling(let amount): return [kind, amount.description]
        case .done(let summary): return [kind, summary.payment.text]
        case .failed(let failure): return [kind, failure.kind.rawValue, failure.receiptNumber ?? ""]
        }
    }
}

/// A screen's kind without what it shows: names its template, and itself in the page.
enum ScreenKind: String, CaseIterable {
    case attract, billerChoice, accountEntry, asking, billChoice, billExplained, methodChoice, cashConsent
    case preparing, cash, card, wallet, settling, done, failed, thanks, outOfService

    init(_ screen: Screen) {
        self =
            switch screen {
            case .attract: .attract
            case .billerChoice: .billerChoice
            case .accountEntry: .accountEntry
            case .asking: .asking
            case .billChoice: .billChoice
            case .billExplained: .billExplained
            case .methodChoice: .methodChoice
            case .cashConsent: .cashConsent
            case .preparing: .preparing
            case .cash: .cash
            case .card: .card
            case .wallet: .wallet
            case .settling: .settling
            case .done: .done
            case .failed: .failed
            case .thanks: .thanks
            case .outOfService: .outOfService
            }
    }

    /// The template that draws it; screens that only wait, only say something, or show what the hands do share one.
    var template: String {
        switch self {
        case .asking, .preparing, .settling: "waiting"
        case .thanks, .outOfService: "message"
        case .card, .wallet: "hands"
        case .attract, .billerChoice, .accountEntry, .billChoice, .billExplained, .methodChoice, .cashConsent, .cash,
            .done, .failed:
            rawValue
        }
    }
}
