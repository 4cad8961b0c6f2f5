import KioskCore

/// What the template of the whole page draws: the fixed frame, and one screen within it.
///
/// Models are values of texts and flags, read by the templates through reflection; they hold sentences, because
/// templates hold none.
struct PageModel {
    let lang: String
    let pageClass: String
    let title: String
    let boot: String
    let hasCamera: Bool
    let token: String
    let screenName: String
    let announcement: String

    let stepsLabel: String
    let steps: [StepModel]
    let otherLanguage: ButtonModel
    let otherLanguageTag: String
    let typeSize: ButtonModel

    let look: String
    let stopped: String
    let notices: [String]
    let countdown: CountdownModel?
    let primary: ButtonModel?
    let back: ButtonModel?
    let end: ButtonModel?

    let kioskLabel: String
    let kiosk: String
    let hotlineLabel: String
    let hotline: String
    let connectionLost: String
    let moreBelow: String

    let template: String
    let screen: Any

    init(_ view: KioskView, isDark: Bool, readers: BillReaders = .scanner, today: CalendarDate, boot: UInt64) {
        let texts = view.language.texts
        let kind = ScreenKind(view.screen)
        let content = ScreenContent(view, readers: readers, texts: texts, today: today)
        let other: Language = view.language == .english ? .simplifiedChinese : .english
        lang = view.language.rawValue
        pageClass = (view.isLargeType ? ["large"] : []).appending(isDark ? "dark" : nil).joined(separator: " ")
        title = content.title
        hasCamera = readers.hasCamera
        self.boot = String(boot, radix: 16)
        token = ViewToken(view.screen, boot: boot).text
        screenName = kind.rawValue
        announcement = content.announcement
        stepsLabel = texts.stepsLabel
        steps = [VisitStep.read, .pay, .take].map { StepModel($0, current: view.screen.step, texts: texts) }
        otherLanguage = ButtonModel(.language(other), texts.otherLanguage)
        otherLanguageTag = other.rawValue
        typeSize = ButtonModel(
            .largeType(!view.isLargeType), view.isLargeType ? texts.normalType : texts.largerType)
        look = texts.look
        stopped = texts.stopped
        notices = view.notices.map(texts.notice)
        countdown = view.secondsUntilEnd.map { CountdownModel(seconds: $0, texts: texts) }
        primary = content.primary
        back = view.canGoBack ? ButtonModel(.back, texts.back) : nil
        end = view.canEnd ? ButtonModel(.end, texts.end) : nil
        kioskLabel = texts.kiosk
        kiosk = view.kiosk.text
        hotlineLabel = texts.hotline
        hotline = view.hotline
        connectionLost = texts.connectionLost
        moreBelow = texts.moreBelow
        template = kind.template
        screen = content.model
    }
}

extension [String] {
    fileprivate func appending(_ element: String?) -> [String] {
        element.map { self + [$0] } ?? self
    }
}

/// A button: what it chooses, and its words.
struct ButtonModel {
    let code: String
    let handle: String
    let label: String

    init(_ choice: ResidentChoice, _ label: String) {
        let code = ChoiceCode(choice)
        self.code = code.text
        handle = code.handle
        self.label = label
    }
}

struct StepModel {
    let number: Int
    let label: String
    let isCurrent: Bool
    let isPassed: Bool

    init(_ step: VisitStep, current: VisitStep?, texts: any Texts) {
        number = step.rawValue
        label = texts.step(step)
        isCurrent = step == current
        isPassed = step.rawValue < (current?.rawValue ?? 0)
    }
}

/// The seconds left before the visit ends by itself, and the button against it. The page counts down between pushes.
struct CountdownModel {
    let seconds: Int
    let before: String
    let after: String
    let stay: ButtonModel

    init(seconds: Int, texts: any Texts) {
        self.seconds = max(0, seconds)
        (before, after) = texts.countdown
        stay = ButtonModel(.stay, texts.goOn)
    }
}
