import KioskCore

/// One screen ready to be drawn: its model, what is read aloud when it comes, and its one primary button.
struct ScreenContent {
    let title: String
    /// For the live region, so that audio guidance reads what arrives from devices.
    let announcement: String
    /// The verb of the screen. Nil where hands act elsewhere: at the slot, at the terminal, or on pictures.
    let primary: ButtonModel?
    let model: Any

    init(title: String, announcement: String, primary: ButtonModel? = nil, model: Any) {
        self.title = title
        self.announcement = announcement
        self.primary = primary
        self.model = model
    }

    init(_ view: KioskView, readers: BillReaders, texts: any Texts, today: CalendarDate) {
        let language = view.language
        switch view.screen {
        case .attract(let billers, let problem):
            self = AttractModel.content(
                billers, problem, readers: readers, hotline: view.hotline, today: today, texts: texts)
        case .billerChoice(let billers):
            self = BillerChoiceModel.content(billers, language: language, texts: texts)
        case .accountEntry(let biller, let digits, let problem):
            self = AccountEntryModel.content(biller, digits, problem, language: language, texts: texts)
        case .asking(let biller):
            self = WaitingModel.content(
                texts.asking, icon: biller.service.icon, detail: biller.name[language], texts: texts)
        case .billChoice(let statement, let ticked, let total):
            self = BillChoiceModel.content(statement, ticked, total, language: language, texts: texts)
        case .billExplained(let explanation):
            self = BillExplainedModel.content(explanation, language: language, texts: texts)
        case .methodChoice(let biller, let amount, let methods, let creditNote):
            self = MethodChoiceModel.content(
                biller.name[language], amount, methods, creditNote, hotline: view.hotline, texts: texts)
        case .cashConsent(let amount, let denominations):
            self = CashConsentModel.content(amount, denominations, texts: texts)
        case .preparing(let amount, let tender):
            self = WaitingModel.content(
                texts.preparing(tender), icon: tender.icon, detail: amount.description, texts: texts)
        case .cash(let progress): self = CashModel.content(progress, texts: texts)
        case .card(let amount, let prompt, let isAborting):
            self = HandsModel.content(amount, prompt, isAborting: isAborting, texts: texts)
        case .wallet(let amount, let prompt, let isAborting):
            self = HandsModel.content(amount, prompt, isAborting: isAborting, texts: texts)
        case .settling(let amount):
            self = WaitingModel.content(texts.settling, icon: "safe", detail: amount.description, texts: texts)
        case .done(let summary):
            self = DoneModel.content(summary, hotline: view.hotline, language: language, texts: texts)
        case .failed(let failure): self = FailedModel.content(failure, view: view, texts: texts)
        case .thanks: self = MessageModel.content(texts.thanks, icon: "done", texts: texts)
        case .outOfService(let reason):
            self = MessageModel.content(reason, hotline: view.hotline, texts: texts)
        }
    }
}

extension Service {
    /// The name of its pictogram among the symbols of `icons.mustache`.
    var icon: String {
        switch self {
        case .electricity: "electricity"
        case .water: "water"
        case .gas: "gas"
        case .telecom: "telecom"
        case .cableTelevision: "television"
        }
    }
}

extension TenderKind {
    var icon: String {
        switch self {
        case .cash: "cash"
        case .card: "card"
        case .wallet: "wallet"
        }
    }
}

/// A screen that waits for an answer, and shows that it goes on.
struct WaitingModel {
    let icon: String
    let heading: String
    let lead: String
    let detail: String

    static func content(_ message: Message, icon: String, detail: String, texts: any Texts) -> ScreenContent {
        ScreenContent(
            title: message.heading, announcement: texts.spoken(message),
            model: WaitingModel(icon: icon, heading: message.heading, lead: message.text, detail: detail))
    }
}

/// A screen that says one thing and asks for nothing: goodbye, or out of service.
struct MessageModel {
    let icon: String
    let isStopped: Bool
    let heading: String
    let lead: String
    let help: String?

    static func content(_ message: Message, icon: String, texts: any Texts) -> ScreenContent {
        ScreenContent(
            title: message.heading, announcement: texts.spoken(message),
            model: MessageModel(icon: icon, isStopped: false, heading: message.heading, lead: message.text, help: nil))
    }

    static func content(_ reason: OutOfServiceReason, hotline: String, texts: any Texts) -> ScreenContent {
        let message = texts.outOfService(reason)
        let isStopped = reason != .recovering
        return ScreenContent(
            title: message.heading, announcement: texts.spoken(message),
            model: MessageModel(
                icon: isStopped ? "stop" : "clock", isStopped: isStopped, heading: message.heading,
                lead: message.text, help: isStopped ? texts.nearestPayPoint(hotline: hotline) : nil))
    }
}
