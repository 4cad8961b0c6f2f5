import KioskCore

extension ChineseTexts {
    var whereIsMyMoney: String { "我的钱在哪里？" }
    var whatHappened: String { "怎么回事？" }
    var whatNow: String { "现在怎么办？" }

    func money(_ whereabouts: Failure.Whereabouts) -> String {
        switch whereabouts {
        case .notTaken: "没有收您的钱。"
        case .returned: "您放的钱已经全部退还，请取走。"
        case .owed(let amount, _): "\(amount) 是您的，我们替您保管。凭领款码拿回。"
        case .uncertain(let amount, let certain, _):
            certain.isZero
                ? "\(amount) 有没有收到，正在核对。收到了，就凭领款码还给您。"
                : "\(certain) 已经收到，是您的。另外 \(amount) 正在核对。都凭这个领款码拿回。"
        case .creditNoteUnknown(let certain, _):
            (certain.isZero ? "" : "\(certain) 已经收到，是您的。") + "余款凭条有没有用上，正在核对。用上了，钱就凭这个领款码拿回。"
        }
    }

    func failure(_ kind: Failure.Kind, limit: OfflineLimit?) -> Message {
        switch kind {
        case .cancelled: Message("已经取消", "您停止了这次付款，账单还没有交。")
        case .accountUnknown: Message("没有找到这个户号", "收费公司那里没有这个号码，可能是旧账单。")
        case .accountBlocked: Message("这个户号不能在这里交", "收费公司要求这个户号到营业厅办理。")
        case .alreadyPaid: Message("这张账单已经交过了", "收费公司已经收到这张账单的钱，不用再付。")
        case .nothingDue: Message("没有要交的费用", "这个户号现在不欠费，不用付款。")
        case .billChanged: Message("账单有变化", "您付款时，收费公司改了账单，金额和刚才不一样。")
        case .amountNotAllowed: Message("这个金额不能收", "收费公司不收这个金额。")
        case .paymentInProgress: Message("这个户号正在付款", "可能家里有人正在别处付同一张账单。")
        case .hubUnavailable: Message("现在联系不上收费公司", "网络或者对方系统没有回答。")
        case .hubUnavailableNotOffline: Message("现在不能付这张账单", "网络中断，这家公司的账单要等网络恢复才能付。")
        case .offlineLimitReached: Message("暂时不能收这笔钱", overOfflineLimit(limit))
        case .cardDeclined: Message("银行没有同意扣款", "可能是余额不够、卡有限额，或者密码不对。")
        case .cardCancelled: Message("刷卡取消了", "刷卡机上按了取消，没有扣款。")
        case .cardNotInserted: Message("没有等到卡", "刷卡机等了一会儿，没有卡插进来。")
        case .cardNotReadable: Message("没有读出这张卡", "卡可能放反了、脏了，或者芯片坏了。")
        case .cardOutcomeUnknown: Message("扣款结果还不知道", "刷卡机没有回答，我们正在和银行核对。")
        case .walletCodeNotTaken: Message("付款码没有用上", "付款码一分钟换一次，可能过期了。没有扣款。")
        case .walletFundsInsufficient: Message("手机里的钱不够", "可能是余额不够，或者卡有限额。没有扣款。")
        case .walletDeclined: Message("手机支付没有成功", "微信、支付宝或云闪付没有同意扣款。没有扣款。")
        case .walletCancelled: Message("手机支付取消了", "没有等到您在手机上确认，已经取消，没有扣款。")
        case .walletOutcomeUnknown: Message("扣款结果还不知道", "没有收到手机支付的回答，我们正在核对。")
        case .creditNoteOutcomeUnknown: Message("余款凭条还在核对", "没有收到余款凭条的核对结果，我们正在查询。")
        case .terminalTrouble: Message("刷卡机出了问题", "刷卡机没有做完，已经通知工作人员。")
        case .noteAcceptorTrouble: Message("收钞口出了问题", "收钞口没有做完，已经通知工作人员。")
        case .settlementRefused: Message("这笔钱没能入账", "收费公司没有收下这笔钱，原因正在核对。")
        case .interrupted: Message("付款中断了", "付款时停过电或者机器重新启动，您的钱都有记录。")
        case .suspenseNote: Message("有一张纸币没有记到账上", "机器停顿的时候收进了一张纸币，已经记录下来。")
        }
    }

    func next(_ step: Failure.Step, hotline: String) -> String {
        switch step {
        case .tryAgain: "可以再试一次。"
        case .otherMethod: "可以换一种付法。"
        case .keepSlip: "请收好凭条，领钱要用。"
        case .copyCode: "请用手机拍下这个屏幕，或者抄下号码。"
        case .callHotline: "有疑问请打 \(hotline)，说出本机编号。"
        case .doNotPayAgain: "请不要再付这张账单，结果出来前不用管。"
        case .comeBackLater: "请过一会儿再来。账单还没有交。"
        case .takeNotes: "请取走退出来的纸币。"
        }
    }

    func failurePaper(_ paper: PaymentSummary.Paper) -> String {
        switch paper {
        case .printing: "正在打印凭条，请在出纸口等一等。"
        case .printed: "凭条打好了，请取走。"
        case .none: "没有打凭条，请记下屏幕上的号码。"
        }
    }

    var tryAgain: String { "再试一次" }
    var otherMethod: String { "换一种付法" }
    var finish: String { "知道了，结束" }
    var thanks: Message { Message("谢谢您，再见", "请带好账单、凭条和银行卡。") }

    func outOfService(_ reason: OutOfServiceReason) -> Message {
        switch reason {
        case .storage: Message("暂停服务", "本机不能保存记录，为了您的钱安全，先不收款。")
        case .stopping: Message("暂停服务", "本机正在维护，很快恢复。")
        case .journalRefused: Message("暂停服务", "本机的记录要由工作人员检查，为了您的钱安全，先不收款。")
        case .devices: Message("暂停服务", "本机的设备出了问题，工作人员正在处理。")
        case .recovering: Message("请稍等", "本机刚刚重新启动，正在核对上一笔付款。")
        }
    }

    func nearestPayPoint(hotline: String) -> String { "急着缴费？请打 \(hotline)，告诉您最近的缴费点。" }
}
