import HTTPTypes
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

/// The electronic voucher that the QR code of a receipt opens: one page without scripts, in Chinese and English.
struct VoucherPage: Sendable {
    /// Nil where the hub has not heard of the payment.
    let voucher: HubVoucher?

    var response: Response {
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        return Response(
            status: voucher == nil ? .notFound : .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    var html: String {
        let rows = voucher.map(rows) ?? []
        let body = rows.map { "<tr><th>\(escaped($0.label))</th><td>\(escaped($0.value))</td></tr>" }
            .joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="zh-Hans"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex"><title>缴费凭证 · Payment voucher</title>
            <style>
            body{font:18px/1.5 "Noto Sans CJK SC",sans-serif;margin:0 auto;max-width:36em;padding:1em;color:#111}
            h1{font-size:1.4em}p.state{font-size:1.2em;font-weight:bold;border-left:.4em solid #2563eb;padding:.4em .8em}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5em;border-bottom:1px solid #ccc;
            vertical-align:top}th{font-weight:normal;color:#444}td{font-variant-numeric:tabular-nums}
            </style></head><body>
            <h1>电子缴费凭证<br><span lang="en">Payment voucher</span></h1>
            <p class="state">\(escaped(state.zh))<br><span lang="en">\(escaped(state.en))</span></p>
            <table>
            \(body)
            </table></body></html>

            """
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

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
    }
}
