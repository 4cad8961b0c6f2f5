import KioskCore

/// Simplified Chinese, as one would say it across a counter.
struct ChineseTexts: Texts {
    let back = "返回"
    let end = "结束"
    let kiosk = "本机编号"
    let hotline = "服务热线"
    let otherLanguage = "English"
    let largerType = "大字"
    let normalType = "标准字"
    let stepsLabel = "缴费分三步"

    func step(_ step: VisitStep) -> String {
        switch step {
        case .read: "看账单"
        case .pay: "付款"
        case .take: "取凭条"
        }
    }

    let look = "请注意"
    let stopped = "已停止"

    func notice(_ notice: Notice) -> String {
        switch notice {
        case .networkDown: "网络暂时中断。您付的钱不会丢，网络恢复后自动入账。"
        case .printerWithoutPaper: "凭条纸用完了。付款后凭证显示在屏幕上，请用手机拍下来。"
        case .printerOutOfService: "打印机暂停使用。付款后凭证显示在屏幕上，请用手机拍下来。"
        case .scannerOutOfService: "扫描口暂停使用。请按屏幕上的图，输入户号缴费。"
        case .noteAcceptorOutOfService: "暂时不能收现金。"
        case .cardReaderOutOfService: "暂时不能刷银行卡。"
        }
    }

    let countdown = (before: "还有", after: "秒自动结束")
    let goOn = "我还在，继续"
    let connectionLost = "请稍等，屏幕正在恢复……"
    let moreBelow = "下面还有"

    func date(_ date: CalendarDate) -> String { "\(date.year)年\(date.month)月\(date.day)日" }
    func period(_ period: BillingPeriod) -> String { "\(period.year)年\(period.month)月" }
    func shortMonth(_ month: Int) -> String { "\(month)月" }
    func join(_ sentences: [String]) -> String { sentences.joined() }
    let fullStop = "。"
    func labelled(_ label: String, _ value: String) -> String { "\(label)：\(value)" }

    func service(_ service: Service) -> String {
        switch service {
        case .electricity: "电费"
        case .water: "水费"
        case .gas: "燃气费"
        case .telecom: "电话费"
        case .cableTelevision: "有线电视费"
        }
    }

    func attract(_ readers: BillReaders) -> Message {
        switch readers {
        case .scanner: Message("把账单放到扫描口", "有条码的一面朝着亮光，不用按屏幕。")
        case .camera: Message("请把账单对准摄像头", "让条码或二维码进到框里，不用按屏幕。")
        case .both: Message("把账单放到扫描口", "也可以把条码对准画面里的框，不用按屏幕。")
        }
    }

    let sight = "摄像头看到的画面：请把账单上的条码对进框里"
    let attractWithoutBill = "没带账单？请按要交的费用"

    func paymentMethods(_ kinds: [TenderKind]) -> String {
        let names = kinds.map { kind in
            switch kind {
            case .cash: "现金（纸币）"
            case .card: "银行卡"
            case .wallet: "手机付款码"
            }
        }
        return "可以用：" + names.joined(separator: "、")
    }

    func cashConversion(hotline: String) -> String {
        "要换零钱、用现金有困难？请打 \(hotline)，告诉您最近的免费兑换点。"
    }

    let tipOfTheDay = "今日提醒"
    let tips = [
        "出门前，请关好燃气阀门和水龙头。",
        "闻到燃气味：先开窗，不开灯、不点火，到屋外再打电话。",
        "电线发热、插座发黑，请停用并找电工检查。",
        "洗衣机、热水器放在谷时用，电费更便宜。",
        "水表在家里不用水时还在走，可能有漏水，请检查。",
        "有人打电话让您转账交电费，请先挂断，再打账单上的电话核对。",
        "燃气软管用满八年要换，请看管子上的日期。",
    ]

    func readingProblem(_ problem: ReadingProblem, hotline: String) -> Message {
        switch problem {
        case .notABill: Message("没有认出账单", "请找到账单上的条码或二维码，朝着亮光再放一次。")
        case .damagedBill: Message("条码看不清", "请把账单抚平，再放一次。还不行，就按下面的图，输入户号。")
        case .walletCode: Message("这是手机付款码", "请先放账单，选好怎么付以后，再放付款码。")
        case .unknownBiller(let company):
            Message("这家公司的账单，本机不能收", "条码上写的公司是 \(company)。请打账单上的电话，或者打 \(hotline)。")
        case .creditNote(let code):
            Message("这是余款凭条", "要用它付账单，请先放账单，选怎么付的时候再放它。也可以凭领款码 \(code) 到营业厅领钱，或者打 \(hotline)。")
        }
    }

    let billerChoice = Message("是哪家公司的账单？", "公司名字印在账单最上面。")

    func accountEntry(label: String, digits: ClosedRange<Int>) -> Message {
        Message("请输入\(label)", "在账单上找“\(label)”，\(count(digits))数字。")
    }

    private func count(_ digits: ClosedRange<Int>) -> String {
        digits.count == 1 ? "一共\(digits.lowerBound)位" : "\(digits.lowerBound)到\(digits.upperBound)位"
    }

    let erase = "退一格"
    let submitAccount = "查账单"

    func accountProblem(_ problem: AccountProblem, digits: ClosedRange<Int>, hotline: String) -> String {
        switch problem {
        case .wrongLength: "位数不对，应该是\(count(digits))。请对照账单数一数。"
        case .accountUnknown: "没有找到这个号码。请对照账单，再看一遍。"
        case .accountBlocked: "这个号码现在不能在本机缴费。请打 \(hotline) 问一问。"
        case .nothingDue: "这个号码没有要交的费用，不用付款。"
        }
    }

    let asking = Message("正在查账单", "一般几秒钟，请稍等。")
    let billChoice = Message("要交哪几张？", "已经帮您全选。不想交的，按一下去掉勾。")
    let ticked = "交"
    let notTicked = "不交"
    let nothingTicked = "请至少选一张账单。"
    func confirmBills(_ total: Money) -> String { "继续，一共 \(total)" }
    func dueBy(_ date: CalendarDate) -> String { "请在\(self.date(date))前交" }
    let overdue = "已过期"
    let holder = "户名"
    let billingPeriod = "账期"
    let amountToPay = "要付"
    let columns = BillColumns(item: "项目", quantity: "用量", price: "单价", amount: "金额")
    func tier(_ tier: Int) -> String { "第\(tier)档" }

    func timeOfUse(_ time: TimeOfUse) -> String {
        switch time {
        case .peak: "峰时"
        case .valley: "谷时"
        }
    }

    let latePenalty = "逾期费"
    let total = "合计"

    func linesDoNotAddUp(hotline: String) -> String {
        "各行加起来和合计不一样，以公司的合计为准。有疑问请打 \(hotline)。"
    }

    func fromPrintedCode(biller: String) -> String {
        "现在联系不上\(biller)。这里只有账单条码上写的内容。"
    }

    func usageChart(unit: String?) -> String {
        if let unit { "近十二个月的用量（\(unit)）" } else { "近十二个月的金额" }
    }

    let thisBill = "本期"
    let balance = "余额"
    let howMuchToAdd = "要充多少？"
    func pay(_ amount: Money) -> String { "付款 \(amount)" }
}
