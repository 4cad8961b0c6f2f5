import KioskCore

extension ChineseTexts {
    var methodChoice: String { "怎么付？" }

    func method(_ kind: TenderKind) -> String {
        switch kind {
        case .cash: "现金"
        case .card: "银行卡"
        case .wallet: "手机支付"
        }
    }

    func methodAccepts(_ kind: TenderKind) -> String {
        switch kind {
        case .cash: "收纸币，不收硬币"
        case .card: "插卡，输密码"
        case .wallet: "微信、支付宝、云闪付的付款码"
        }
    }

    func methodChange(_ kind: TenderKind) -> String {
        switch kind {
        case .cash: "不找零，多付的钱开余款凭条"
        case .card, .wallet: "正好扣款，没有手续费"
        }
    }

    var notNow: String { "暂时不能用" }

    func obstacle(_ obstacle: PaymentMethod.Obstacle, to kind: TenderKind, limit: OfflineLimit?) -> String {
        switch obstacle {
        case .deviceOutOfService: kind == .wallet ? "扫描口暂停使用。" : "这个设备暂停使用。"
        case .notOffline: "网络中断，恢复后才能用。"
        case .notTakenByBiller: "这家公司不收这种付法。"
        case .overOfflineLimit: overOfflineLimit(limit)
        case .cashBoxFull: "钱箱满了，等人来取。"
        case .outcomePending: "上一次还没有结果，正在核对。"
        }
    }

    func overOfflineLimit(_ limit: OfflineLimit?) -> String {
        switch (limit?.cap, limit?.isOfBiller ?? false) {
        case (.payment, false): "网络中断时，不能收这么大的金额。"
        case (.payment, true): "网络中断时，这家公司不收这么大的金额。"
        case (.count, false): "网络中断，等着入账的付款太多了，网络恢复后再收。"
        case (.count, true): "网络中断，这家公司等着入账的付款太多了，网络恢复后再收。"
        case (.total, false): "网络中断，本机能代收的金额已经满了，网络恢复后再收。"
        case (.total, true): "网络中断，替这家公司代收的金额已经满了，网络恢复后再收。"
        case (.age, false): "网络断得太久了，网络恢复后再收。"
        case (.age, true): "网络断得太久了，这家公司要等网络恢复后再收。"
        case (nil, _): "网络中断，网络恢复后再收。"
        }
    }

    func noMethod(hotline: String) -> String { "现在没有能用的付款方式。请稍后再来，或者打 \(hotline)。" }

    var layCreditNote: String { "有余款凭条，也可以把上面的二维码放到扫描口。" }

    func creditNoteRefusal(_ refusal: CreditNoteRefusal) -> String {
        switch refusal {
        case .notFound: "这张余款凭条还查不到。请收好，这次先用别的付法。"
        case .alreadyClaimed: "这张余款凭条已经用过了，不能再用。"
        case .otherCurrency: "这张余款凭条是别的货币。请收好，它还有效。"
        case .paymentOver: "这张账单不能用这张余款凭条了。请收好，它还有效。"
        case .offline: "网络中断，现在不能用余款凭条。请收好，它还有效。"
        case .cashNotTaken: "这张账单现在不能用余款凭条。请收好，它还有效。"
        case .tooMany: "一张账单不能再用更多的余款凭条。请收好，它还有效。"
        }
    }

    var cashConsent: String { "用现金付" }
    var notesTaken: String { "可以放这些纸币" }
    var oneNoteAtATime: String { "一次放一张，抚平，放进闪灯的口子。" }

    func changeAsCreditNote() -> String { "机器不找零。多放的钱印在余款凭条上，凭领款码拿回。" }

    var consentToCash: String { "明白了，开始放钱" }

    func preparing(_ kind: TenderKind) -> Message {
        switch kind {
        case .cash: Message("正在准备收钱", "请先不要放纸币。")
        case .card: Message("正在准备刷卡", "请先不要插卡。")
        case .wallet: Message("正在准备手机支付", "请打开手机上的付款码，先不要放。")
        }
    }

    var inserted: String { "已经放了" }
    var stillToPay: String { "还差" }
    var paidInFull: String { "够了" }
    var notesInside: String { "已经收下" }

    func cashActivity(_ activity: CashProgress.Activity) -> String {
        switch activity {
        case .waiting: "请放纸币，一次一张。"
        case .moving(let note): "正在收这张 \(note.shortDescription) 的纸币……"
        case .rejected(let reason):
            switch reason {
            case .notRecognised: "这张没有认出来，退给您了。请抚平，或者换一张。"
            case .denominationNotTaken: "这种面额不收，退给您了。请换一张。"
            case .badInsertion: "没有放好，退给您了。请轻轻放进去，再松手。"
            case .deviceTrouble: "机器没能收这张，退给您了。请再试一次。"
            }
        case .returned(let note): "\(note.shortDescription) 退给您了，请取走。"
        case .askingForCreditNote: "正在核对余款凭条，请先不要放纸币。"
        case .creditNoteRefused(let refusal): creditNoteRefusal(refusal)
        case .closing: "收好了，请不要再放。"
        }
    }

    func overpaid(_ amount: Money) -> String { "多放了 \(amount)，会给您开余款凭条。" }
    var stopCash: String { "不用现金了" }
    var stopCashWithMoneyInside: String { "停止，把钱还给我" }
    var moneyInsideIsSafe: String { "已放的钱不会丢。停止后开余款凭条，凭领款码拿回。" }

    func prompt(_ prompt: TerminalPrompt) -> Message {
        switch prompt {
        case .insertCard: Message("请插银行卡", "芯片一头朝前，插到底，先不要拔。")
        case .enterPIN: Message("请输密码", "用手挡住键盘，输完按绿色键。")
        case .wait: Message("正在扣款，请稍等", "请不要拔卡。")
        case .removeCard: Message("请拔卡", "把卡收好。")
        case .other: Message("请看刷卡机", "照刷卡机屏幕上的字做。")
        }
    }

    var aborting: Message { Message("正在取消刷卡", "请稍等，等刷卡机回答。") }

    func prompt(_ prompt: WalletPrompt) -> Message {
        switch prompt {
        case .showCode: Message("请把手机付款码放到扫描口", "打开微信、支付宝或云闪付，点“付款码”，屏幕朝着亮光。")
        case .notAPaymentCode: Message("这不是付款码", "请打开微信、支付宝或云闪付，点“付款码”，再放一次。")
        case .wait: Message("正在扣款，请稍等", "请不要关手机。")
        case .confirmOnPhone: Message("请在手机上输密码", "看您的手机，照手机上的字确认付款。")
        }
    }

    var abortingWallet: Message { Message("正在取消手机支付", "请稍等，确认没有扣款以后再走。") }
    var settling: Message { Message("钱收好了，正在入账", "请稍等，凭条马上出来。") }

    func done(_ standing: PaymentSummary.Standing, biller: String) -> Message {
        switch standing {
        case .settled: Message("付好了", "钱已经交给\(biller)。")
        case .pending: Message("钱收好了", "稍后自动交给\(biller)，您不用再付，也不用等。")
        }
    }

    func paper(_ paper: PaymentSummary.Paper) -> String {
        switch paper {
        case .printing: "正在打印凭条，请在出纸口等一等。"
        case .printed: "凭条打好了，请取走。"
        case .none: "凭条没有打出来。请用手机拍下这个屏幕，这就是凭证。"
        }
    }

    var paid: String { "已付" }
    var receiptNumber: String { "凭条号" }
    var billerReference: String { "入账号" }
    var voucher: String { "电子凭证，用手机扫一扫" }
    var codeIfRefused: String { "万一交不成，凭这个码取回全部的钱" }
    func creditNote(_ amount: Money) -> String { "多付的 \(amount) 是您的" }
    var claimCode: String { "领款码" }
    func howToClaim(hotline: String) -> String {
        "凭条可以在任何一台缴费机上付账单。也可以凭这个码到营业厅领钱，或者打 \(hotline)。"
    }
    func notes(_ denomination: Money, count: Int) -> String { "\(denomination.shortDescription) × \(count) 张" }
    func card(_ capture: CardCapture) -> String { "银行卡，尾号 \(capture.lastFour)，\(capture.amount)" }
    var creditNoteName: String { "余款凭条" }
    func usedCreditNote(_ note: CreditNote) -> String { "\(note.amount)，余款凭条 \(note.code)" }
    func wallet(_ receipt: WalletReceipt) -> String {
        let name =
            switch receipt.provider {
            case .weChatPay: "微信支付"
            case .alipay: "支付宝"
            case .unionPay: "云闪付"
            }
        return "\(name)，\(receipt.amount)"
    }

    var anotherBill: String { "再交一笔" }
    var reprint: String { "再打一张凭条" }
    var ratingQuestion: String { "这次用得怎么样？按一下" }

    func rating(_ points: Int) -> String {
        switch points {
        case ...1: "不满意"
        case 2: "一般"
        case 3: "满意"
        default: "很满意"
        }
    }
}
