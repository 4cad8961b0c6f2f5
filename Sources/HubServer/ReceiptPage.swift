import HTTPTypes
import HubLedger
import Hummingbird
import KioskAPI
import KioskCore
import KioskEvidence

extension HubService {
    /// Proves the text of a receipt's QR code with the key that its kiosk was enrolled with, now or in earlier years.
    func receipt(_ call: HubCall) async throws -> Response {
        // A form writes a space as a plus sign, which no receipt's code has.
        guard let text = call.query("text")?.replacing("+", with: " "), !text.isEmpty else {
            return ReceiptPage(text: "", finding: nil).response
        }
        let evidence: ReceiptEvidence
        do {
            evidence = try ReceiptEvidence(text)
        } catch {
            return ReceiptPage(text: text, finding: .refused(error)).response
        }
        let keys = try await ledger.perform { try $0.journalKeys(id: evidence.proof.signature.keyID) }
        let payment = PaymentID(evidence.leaf.payment)
        let voucher = try await ledger.perform { try $0.voucher(payment, now: call.now) }
        return ReceiptPage(text: text, finding: ReceiptPage.Finding(evidence, keys, voucher)).response
    }

    /// A receipt's code carries its proof behind the `#`, which no browser sends: only a script of the voucher's page
    /// sees it, and makes the link to the proof.
    func receiptScript(_ call: HubCall) -> Response {
        let source = """
            'use strict';
            const proof = location.hash.slice(1);
            const link = document.getElementById('proof');
            if (proof !== '' && link !== null) {
                link.href = '\(HubPath.receipts)?text=' + encodeURIComponent(proof);
                link.hidden = false;
            }

            """
        return Response(
            status: .ok, headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: source)))
    }
}

/// A form for the text of a receipt's code, and what it proves.
///
/// A proof says what the kiosk has written into its journal. What became of the money since, the hub's own books say.
struct ReceiptPage: Sendable {
    enum Finding: Sendable {
        case proven(JournalLeaf, kiosk: KioskID, voucher: HubVoucher?)
        /// Its signature may be good; no kiosk of this hub has the key.
        case unknownKey(String)
        case refused(EvidenceError)

        init(_ evidence: ReceiptEvidence, _ keys: [(kiosk: KioskID, key: VerifierKey)], _ voucher: HubVoucher?) {
            var failure: EvidenceError?
            for (kiosk, key) in keys {
                do {
                    try evidence.verify(with: key)
                    self = .proven(evidence.leaf, kiosk: kiosk, voucher: voucher?.kiosk == kiosk ? voucher : nil)
                    return
                } catch {
                    failure = error
                }
            }
            self = failure.map { .refused($0) } ?? .unknownKey(evidence.proof.signature.keyName)
        }
    }

    /// In characters: what is longer is no receipt's code.
    private static let longestShown = ReceiptEvidence.longestText

    let text: String
    let finding: Finding?

    var response: Response {
        let status: HTTPResponse.Status =
            switch finding {
            case .proven, nil: .ok
            case .unknownKey, .refused: .unprocessableContent
            }
        return page.response(status)
    }

    private var page: Page {
        Page(
            title: LocalizedText(zh: "小票验证", en: "Prove a receipt"),
            body: """
                \(result)
                <form action="\(HubPath.receipts)" method="get">
                <p><label for="text">小票二维码的内容 · Text of the receipt's QR code</label></p>
                <p><textarea id="text" name="text" rows="6" maxlength="\(ReceiptPage.longestShown)" required>\(
                    escaped(String(text.prefix(ReceiptPage.longestShown))))</textarea></p>
                <p><button>验证 · Prove</button></p></form>
                """)
    }

    private var result: String {
        switch finding {
        case nil: ""
        case .proven(let leaf, let kiosk, let voucher):
            state(
                LocalizedText(zh: "✓ 小票真实，由终端签名", en: "✓ Genuine: this kiosk has signed it"), isGood: true)
                + Page.table(rows(leaf, kiosk, voucher))
        case .unknownKey(let name):
            state(
                LocalizedText(
                    zh: "✗ 没有终端使用此签名密钥", en: "✗ No kiosk of ours signs with the key \(name): do not accept it"),
                isGood: false)
        case .refused(let error):
            state(LocalizedText(zh: "✗ 无法验证", en: "✗ Not proven. \(error.message)"), isGood: false)
        }
    }

    private func state(_ text: LocalizedText, isGood: Bool) -> String {
        """
        <p class="state\(isGood ? "" : " bad")">\(escaped(text.zh))<br><span lang="en">\(escaped(text.en))</span></p>
        """
    }

    private func rows(_ leaf: JournalLeaf, _ kiosk: KioskID, _ voucher: HubVoucher?) -> [(label: String, value: String)]
    {
        let amount = Currency(code: leaf.currency).map { Money(leaf.minorUnits, $0).description }
        let books =
            switch voucher?.state {
            case .settled: "已缴清 · settled"
            case .pending: "处理中 · settlement under way"
            case .refused, .credited: "款项待退 · owed to the resident"
            case .reversed: "已撤销 · reversed"
            case .prepared, .expired, .cancelled, nil: "尚未收到 · not heard of yet"
            }
        return [
            ("终端号 · Kiosk", kiosk.text), ("金额 · Taken", amount ?? "\(leaf.minorUnits) \(leaf.currency)"),
            ("时间 · Time", businessTime(WallTime(milliseconds: leaf.wallMilliseconds))),
            ("小票号 · Receipt", leaf.receiptNumber), ("缴费编号 · Payment", leaf.payment),
            ("日志条目 · Journal entry", "\(leaf.sequence) (\(leaf.kind))"), ("账务状态 · At the hub", books),
        ]
    }
}
