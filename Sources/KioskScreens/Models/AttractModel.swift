import KioskCore

/// Nobody is here yet: where the bill goes, the services as pictures, the tip of the day.
struct AttractModel {
    let heading: String
    let lead: String
    /// What the camera sees, in words; nil without a camera.
    let sight: String?
    /// What to do while the screen shows what the camera sees, where that is not what to do without.
    let sightLead: String?
    let problem: Message?
    let withoutBill: String
    let services: [ServiceModel]
    let takesWallet: Bool
    let methods: String
    let cashHelp: String
    let tipHeading: String
    let tip: String

    static func content(
        _ billers: [Biller], _ problem: ReadingProblem?, readers: BillReaders, hotline: String, today: CalendarDate,
        texts: any Texts
    ) -> ScreenContent {
        let offered = Set(billers.map(\.service))
        let said = problem.map { texts.readingProblem($0, hotline: hotline) }
        // With both, the scanner is named first: it is there while the camera is out.
        let invitation = texts.attract(readers == .camera ? .camera : .scanner)
        let greeting = said ?? invitation
        let tenders = Set(billers.flatMap(\.tenders))
        let model = AttractModel(
            heading: invitation.heading, lead: invitation.text, sight: readers.hasCamera ? texts.sight : nil,
            sightLead: readers == .both ? texts.attract(.both).text : nil,
            problem: said,
            withoutBill: texts.attractWithoutBill,
            services: Service.allCases.filter(offered.contains).map {
                ServiceModel(icon: $0.icon, button: ButtonModel(.service($0), texts.service($0)))
            },
            takesWallet: tenders.contains(.wallet),
            methods: texts.paymentMethods(TenderKind.allCases.filter(tenders.contains)),
            cashHelp: texts.cashConversion(hotline: hotline),
            tipHeading: texts.tipOfTheDay, tip: texts.tips[today.daysSince1970.remainder(of: texts.tips.count)])
        return ScreenContent(
            title: invitation.heading, announcement: texts.spoken(greeting), model: model)
    }
}

struct ServiceModel {
    let icon: String
    let button: ButtonModel
}

extension Int {
    /// The remainder that is never negative, for a positive count: days before 1970 have tips, too.
    fileprivate func remainder(of count: Int) -> Int {
        let remainder = self % count
        return remainder < 0 ? remainder + count : remainder
    }
}

/// Several companies of one service, or the two that claim a code.
struct BillerChoiceModel {
    let heading: String
    let lead: String
    let billers: [BillerModel]

    struct BillerModel {
        let icon: String
        let serviceName: String
        let button: ButtonModel
    }

    static func content(_ billers: [Biller], language: Language, texts: any Texts) -> ScreenContent {
        let message = texts.billerChoice
        return ScreenContent(
            title: message.heading, announcement: texts.spoken(message),
            model: BillerChoiceModel(
                heading: message.heading, lead: message.text,
                billers: billers.map {
                    BillerModel(
                        icon: $0.service.icon, serviceName: texts.service($0.service),
                        button: ButtonModel(.biller($0.id), $0.name[language]))
                }))
    }
}

/// Digits keyed in, for want of a bill or a scanner.
struct AccountEntryModel {
    let icon: String
    let billerName: String
    let heading: String
    let lead: String
    let accountProblem: String?
    /// What is keyed in, in groups of four, to be compared with the bill.
    let typed: String
    /// A dot for each digit still missing.
    let missing: String
    let keys: [ButtonModel]
    let zero: ButtonModel
    let erase: ButtonModel

    static func content(
        _ biller: Biller, _ digits: String, _ problem: AccountProblem?, language: Language, texts: any Texts
    ) -> ScreenContent {
        let label = biller.accountLabel[language]
        let message = texts.accountEntry(label: label, digits: biller.accountDigits)
        let said = problem.map {
            texts.accountProblem($0, digits: biller.accountDigits, hotline: biller.hotline)
        }
        let (typed, missing) = grouped(digits, atLeast: biller.accountDigits.lowerBound)
        let model = AccountEntryModel(
            icon: biller.service.icon, billerName: biller.name[language], heading: message.heading,
            lead: message.text, accountProblem: said, typed: typed, missing: missing,
            keys: (1...9).map { ButtonModel(.digit($0), String($0)) }, zero: ButtonModel(.digit(0), "0"),
            erase: ButtonModel(.eraseDigit, texts.erase))
        let heard = digits.isEmpty ? texts.spoken(message) : digits.map(String.init).joined(separator: " ")
        return ScreenContent(
            title: message.heading, announcement: said ?? heard,
            primary: ButtonModel(.submitAccount, texts.submitAccount), model: model)
    }

    /// Digits and dots in groups of four: `3301 02` and `·· ····`.
    private static func grouped(_ digits: String, atLeast count: Int) -> (typed: String, missing: String) {
        let places = Array(digits) + Array(repeating: "·", count: max(0, min(count, 40) - digits.count))
        var typed = ""
        var missing = ""
        for (index, place) in places.enumerated() {
            let gap = index > 0 && index % 4 == 0 ? "\u{2009}\u{2009}" : ""
            if index < digits.count { typed += gap + String(place) } else { missing += gap + String(place) }
        }
        return (typed, missing)
    }
}
