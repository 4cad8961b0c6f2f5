import HubLedger
import KioskAPI
import KioskCore
import KioskEvidence

/// Values of every type that goes over the wire, with every field that can be there.
enum APISamples {
    /// What the hub with the demonstration's bills answers, and what a kiosk would ask it.
    static func all() throws -> [(String, any Encodable)] {
        let ledger = try HubOverHTTP().ledger
        let now = HubOverHTTP.morning
        var samples: [(String, any Encodable)] = [("CatalogueAnswer", try ledger.catalogue(since: nil))]
        for (biller, account) in [
            (DemoBillers.electricity, DemoBillers.overdueElectricityAccount),
            (DemoBillers.television, DemoBillers.demoTelevisionAccount),
            (DemoBillers.telecom, DemoBillers.slowTelecomAccount),
        ] {
            let inquiry = Inquiry(biller: biller, account: account)
            samples += [
                ("Inquiry", inquiry), ("InquiryAnswer", try ledger.inquire(inquiry, now: now)),
                ("HistoryAnswer", try ledger.history(biller, account, now: now)),
            ]
        }
        let code = ClaimCode(random: [UInt8](repeating: 3, count: 11))
        let money = Money(86_40, .cny)
        let card = CardCapture(
            amount: money, terminalReceiptNumber: 1, traceNumber: 2, authorisationCode: "A", lastFour: "4242",
            cardName: "UnionPay", terminalID: "T")
        let receipt = WalletReceipt(amount: money, provider: .alipay, reference: "W1")
        let allocation = Allocation(bill: "b-1", period: BillingPeriod("2026-10"), amount: money)
        let submission = Submission(
            payment: "p-1", kind: .advice, kiosk: "k-1", receiptNumber: "R", biller: "zj-power",
            account: "3300123456", allocations: [allocation, Allocation(bill: nil, period: nil, amount: money)],
            tenders: [
                .notes(denomination: Money(100_00, .cny), count: 2), .card(card), .wallet(receipt),
                .creditNote(CreditNote(code: code, amount: money)),
            ], claimCode: code, taken: now)
        let answer = PaymentAnswer(
            payment: "p-1", state: .refused, amount: money, expires: now, reference: "H1", settled: money,
            refusal: HubRefusal(reason: .alreadyPaid, message: "m"), creditNote: CreditNote(code: code, amount: money))
        let entry = ReconciliationAnswer.Entry(
            payment: "p-1", kiosk: "k-1", receiptNumber: "R", state: .settled, reference: "H1", tendered: money,
            settled: money, credited: .zero(.cny))
        let totals = ReconciliationAnswer.Totals(
            payments: 1, tendered: money, settled: money, credited: .zero(.cny))
        let difference = PaymentDifference(payment: "p-1", kind: .otherAmount, kiosk: money, hub: .zero(.cny))
        return samples + journalAndMoney(money, difference, at: now) + [
            (
                "PaymentOrder",
                PaymentOrder(
                    payment: "p-1", kiosk: "k-1", inquiry: "q-1", biller: "zj-power", account: "3300123456",
                    allocations: [allocation], tender: .card)
            ), ("SubmissionBody", SubmissionBody(submission)), ("PaymentAnswer", answer),
            ("PaymentAnswer", PaymentAnswer(payment: "p-1", state: .prepared)),
            ("ClaimBody", ClaimBody(claim: "c-1", kiosk: "k-1")),
            ("ClaimBody", ClaimBody(CreditNoteClaim(payment: "p-1", kiosk: "k-1", code: code, currency: .cny))),
            (
                "CreditNoteAnswer",
                CreditNoteAnswer(
                    code: code, amount: money, state: .claimed, payment: "p-1", issued: now, claim: "c-1",
                    claimedBy: "k-1", claimed: now, usedBy: "p-2")
            ),
            (
                "HeartbeatBody",
                HeartbeatBody(
                    kiosk: "k-1", sent: now, version: "1", queued: 0, devices: ["scanner": "ready"])
            ), ("HeartbeatAnswer", HeartbeatAnswer(now: now, catalogueVersion: 1)),
            (
                "ReconciliationAnswer",
                ReconciliationAnswer(
                    date: CalendarDate(daysSince1970: 0), entries: [entry], totals: [totals],
                    differences: [.init(kiosk: "k-1", collection: "c-1", difference: difference)], next: "H1")
            ), ("HealthAnswer", HealthAnswer(now: now, catalogueVersion: 1)),
            ("HubErrorBody", HubErrorBody(HubError(.busy, "m", hintAfterSeconds: 5))),
        ]
    }

    private static func journalAndMoney(
        _ money: Money, _ difference: PaymentDifference, at now: WallTime
    ) -> [(String, any Encodable)] {
        let hash = MerkleHash.emptyTree.base64
        let charge = WalletCharge(
            payment: "p-1", kiosk: "k-1", amount: money,
            code: WalletCode(provider: .weChatPay, digits: "134567890123456780"))
        let cash = PaymentCash(payment: "p-1", cash: money)
        return [
            ("WalletChargeBody", WalletChargeBody(charge)),
            (
                "WalletAnswer",
                WalletAnswer(
                    payment: "p-1", state: .declined, amount: money, provider: .unionPay, reference: "W1",
                    reason: .neverSent)
            ),
            (
                "JournalHeadBody",
                JournalHeadBody(
                    verifierKey: "k+0+A", checkpoint: "k", from: 1, proof: [hash], run: "r-1", ordinal: 1)
            ),
            ("JournalHeadAnswer", JournalHeadAnswer(standing: .otherKey, size: 1, root: hash)),
            ("JournalSizeAnswer", JournalSizeAnswer(size: 1)),
            (
                "CashCollection",
                CashCollection(
                    id: "c-1", kiosk: "k-1", by: "Lin", counted: [NoteCount(denomination: money, count: 1)],
                    payments: [cash], uncertain: [cash], taken: now)
            ),
            ("CollectionAnswer", CollectionAnswer(collection: "c-1", differences: [difference])),
            (
                "DayStatement",
                DayStatement(
                    kiosk: "k-1", date: CalendarDate(daysSince1970: 0),
                    lines: [DayStatement.Line(payment: "p-1", taken: money, isFinal: true)])
            ),
            (
                "DayAnswer",
                DayAnswer(kiosk: "k-1", date: CalendarDate(daysSince1970: 0), differences: [difference])
            ),
            (
                "AlarmsAnswer",
                AlarmsAnswer(
                    alarms: [
                        HubAlarm(
                            id: 1, kind: .dayDiffers, kiosk: "k-1", payment: "p-1", message: "m", raised: now,
                            seen: now, count: 1, acknowledged: now, acknowledgedBy: "Lin")
                    ], open: 0)
            ),
        ]
    }
}
