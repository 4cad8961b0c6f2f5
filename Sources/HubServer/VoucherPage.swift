import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

extension HubService {
    func voucher(_ call: HubCall) async throws -> Response {
        let id: PaymentID = try call.path("id")
        let voucher = try await ledger.perform { try $0.voucher(id, now: call.now) }
        return VoucherPage(voucher: voucher).response
    }
}

/// The electronic voucher that the QR code of a receipt opens, in Chinese and English.
struct VoucherPage: Sendable {
    /// Nil where the hub has not heard of the payment.
    let voucher: HubVoucher?

    var response: Response { page.response(voucher == nil ? .notFound : .ok) }

    var page: Page {
        Page(
            title: LocalizedText(zh: "电子缴费凭证", en: "Payment voucher"),
            body: """
                <p class="state">\(escaped(state.zh))<br><span lang="en">\(escaped(state.en))</span></p>
                \(Page.table(voucher.map(rows) ?? []))
                <p><a id="proof" hidden href="\(HubPath.receipts)">验证小票签名 · Prove this receipt</a></p>
                """,
            script: HubRoute.receiptScript.path())
    }

    private var state: LocalizedText {
        switch voucher?.state {
        case .settled: LocalizedText(zh: "✓ 已缴清", en: "✓ Paid and settled")
        case .pending: LocalizedText(zh: "… 款项已收，缴费处理中", en: "… Money received, settlement under way")
        case .refused:
            LocalizedText(
                zh: "! 未能缴费，款项全额退还，请凭小票上的领款码领取",
                en: "! Not settled: all of your money is owed to you; reclaim it with the code on your slip")
        case .credited:
            LocalizedText(
                zh: "款项全额退还，请凭小票上的领款码领取",
                en: "All of your money is owed to you; reclaim it with the code on your slip")
        case .reversed: LocalizedText(zh: "已撤销", en: "Reversed")
        case .prepared, .expired, .cancelled, nil:
            LocalizedText(
                zh: "尚未收到此笔款项的信息。若缴费时网络中断，请稍后再查；小票仍然有效。",
                en: "Nothing is known of this payment yet. If the network was down when you paid, look again later; "
                    + "your slip is valid.")
        }
    }

    private func rows(_ voucher: HubVoucher) -> [(label: String, value: String)] {
        var rows: [(label: String, value: String)] = []
        func add(_ zh: String, _ en: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append((label: "\(zh) · \(en)", value: value)) }
        }
        add("收费单位", "Biller", voucher.biller.map { "\($0.name.zh) · \($0.name.en)" })
        add("户号", "Account", voucher.maskedAccount)
        add("账期", "Period", voucher.periods.map(\.description).joined(separator: ", "))
        add("缴费金额", "Settled", voucher.settled.isPositive ? voucher.settled.description : nil)
        add("实收金额", "Received", voucher.tendered.description)
        add("待退金额", "Owed to you", voucher.credited.isPositive ? voucher.credited.description : nil)
        add("流水号", "Reference", voucher.reference)
        add("小票号", "Receipt", voucher.receiptNumber)
        add("终端号", "Kiosk", voucher.kiosk.text)
        add("时间", "Time", voucher.booked.map { businessTime($0) })
        add("缴费编号", "Payment", voucher.payment.text)
        add("服务热线", "Hotline", voucher.biller?.hotline)
        return rows
    }
}
