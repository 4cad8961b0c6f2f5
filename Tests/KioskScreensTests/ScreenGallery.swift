import KioskCore

/// One sample of every screen there is, for tests and for designers.
enum ScreenGallery {
    struct Page: Sendable, CustomStringConvertible {
        let name: String
        let view: KioskView

        var description: String { "\(name) \(view.language.rawValue)\(view.isLargeType ? " large" : "")" }
    }

    /// Every screen in both languages and both sizes of type.
    static let pages: [Page] = Language.allCases.flatMap { language in
        [false, true].flatMap { isLarge in
            samples.map { Page(name: $0.name, view: view($0, language, isLarge: isLarge)) }
        }
    }

    struct Sample: Sendable {
        let name: String
        let screen: Screen
        var notices: [Notice] = []
        var secondsUntilEnd: Int?
        var canGoBack = true
        var canEnd = true
    }

    static func view(
        _ sample: Sample, _ language: Language = .english, isLarge: Bool = false
    ) -> KioskView {
        KioskView(
            kiosk: "HZ-0417", hotline: "0571-8805 1234", language: language, isLargeType: isLarge,
            screen: sample.screen, notices: sample.notices, secondsUntilEnd: sample.secondsUntilEnd,
            canGoBack: sample.canGoBack, canEnd: sample.canEnd)
    }

    static func view(_ screen: Screen, _ language: Language = .english) -> KioskView {
        view(Sample(name: "", screen: screen), language)
    }

    static let samples: [Sample] = idle + reading + paying + failures + ends

    private static let idle: [Sample] =
        [Sample(name: "attract", screen: .attract(billers: billers, problem: nil), canGoBack: false, canEnd: false)]
        + readingProblems.map { name, problem in
            Sample(
                name: "attract-\(name)", screen: .attract(billers: billers, problem: problem), canGoBack: false,
                canEnd: false)
        }
        + [
            Sample(
                name: "attract-noticed", screen: .attract(billers: billers, problem: nil),
                notices: [.networkDown, .printerWithoutPaper], canGoBack: false, canEnd: false),
            Sample(
                name: "attract-many-notices", screen: .attract(billers: billers, problem: nil),
                notices: [.networkDown, .printerWithoutPaper, .scannerOutOfService, .noteAcceptorOutOfService],
                canGoBack: false, canEnd: false),
        ]

    static let readingProblems: [(String, ReadingProblem)] = [
        ("notABill", .notABill), ("damagedBill", .damagedBill), ("walletCode", .walletCode),
        ("unknownBiller", .unknownBiller("7700123")), ("creditNote", .creditNote(claimCode)),
    ]

    private static let reading: [Sample] =
        [
            Sample(name: "billerChoice", screen: .billerChoice([electricity, telecom, water])),
            Sample(name: "accountEntry", screen: .accountEntry(electricity, digits: "", problem: nil)),
            Sample(
                name: "accountEntry-long",
                screen: .accountEntry(television, digits: "8571001234567890", problem: .accountUnknown)),
            Sample(name: "accountEntry-typed", screen: .accountEntry(water, digits: "330102", problem: nil)),
        ]
        + AccountProblem.allCases.map {
            Sample(
                name: "accountEntry-\($0.rawValue)",
                screen: .accountEntry(electricity, digits: "3301020417", problem: $0))
        } + [
            Sample(name: "asking", screen: .asking(electricity)),
            Sample(
                name: "billChoice",
                screen: .billChoice(
                    statement, ticked: statement.openBills.map(\.id),
                    total: statement.openBills.map(\.amountDue).total(.cny))),
            Sample(name: "billChoice-none", screen: .billChoice(statement, ticked: [], total: .zero(.cny))),
            Sample(name: "billExplained", screen: .billExplained(explanation([bill]))),
            Sample(
                name: "billExplained-warned", screen: .billExplained(explanation([bill])),
                notices: [.noteAcceptorOutOfService], secondsUntilEnd: 28),
            Sample(name: "billExplained-two", screen: .billExplained(explanation([overdueBill, bill]))),
            Sample(name: "billExplained-mismatch", screen: .billExplained(explanation([mismatchedBill]))),
            Sample(name: "billExplained-printed", screen: .billExplained(printedCode)),
            Sample(name: "billExplained-prepaid", screen: .billExplained(prepaid(chosen: nil))),
            Sample(name: "billExplained-prepaid-chosen", screen: .billExplained(prepaid(chosen: yuan(100)))),
        ]

    private static let paying: [Sample] =
        [
            Sample(
                name: "methodChoice",
                screen: .methodChoice(
                    biller: electricity, amount: due,
                    methods: [
                        PaymentMethod(kind: .cash, obstacle: nil), PaymentMethod(kind: .card, obstacle: nil),
                        PaymentMethod(kind: .wallet, obstacle: nil),
                    ], creditNote: nil)),
            Sample(name: "cashConsent", screen: .cashConsent(amount: due, denominations: denominations)),
            Sample(name: "preparing-cash", screen: .preparing(amount: due, .cash)),
            Sample(name: "preparing-card", screen: .preparing(amount: due, .card)),
            Sample(name: "preparing-wallet", screen: .preparing(amount: due, .wallet)),
            Sample(name: "cash-empty", screen: .cash(cash([], .waiting))),
            Sample(name: "cash-moving", screen: .cash(cash([(20, 1)], .moving(yuan(50)))), canEnd: false),
            Sample(name: "cash-returned", screen: .cash(cash([(20, 1)], .returned(yuan(10)))), canEnd: false),
            Sample(
                name: "cash-enough", screen: .cash(cash([(50, 1), (20, 1), (10, 2)], .closing)), canGoBack: false,
                canEnd: false),
            Sample(name: "settling", screen: .settling(amount: due), canGoBack: false, canEnd: false),
        ]
        + PaymentMethod.Obstacle.allCases.map { obstacle in
            Sample(
                name: "methodChoice-\(obstacle.rawValue)",
                screen: .methodChoice(
                    biller: electricity, amount: due,
                    methods: [
                        PaymentMethod(kind: .cash, obstacle: nil), PaymentMethod(kind: .card, obstacle: obstacle),
                        PaymentMethod(kind: .wallet, obstacle: .notOffline),
                    ], creditNote: nil))
        }
        + [
            Sample(
                name: "methodChoice-none",
                screen: .methodChoice(
                    biller: electricity, amount: due,
                    methods: [
                        PaymentMethod(kind: .cash, obstacle: .cashBoxFull),
                        PaymentMethod(kind: .card, obstacle: .notOffline),
                    ], creditNote: nil))
        ]
        + NoteRejection.allCases.map {
            Sample(name: "cash-\($0.rawValue)", screen: .cash(cash([(50, 1)], .rejected($0))), canEnd: false)
        }
        + TerminalPrompt.allCases.map {
            Sample(name: "card-\($0.rawValue)", screen: .card(amount: due, prompt: $0, isAborting: false))
        }
        + OfflineLimit.all.map { limit in
            Sample(
                name: "methodChoice-over-\(limit.name)",
                screen: .methodChoice(
                    biller: electricity, amount: due,
                    methods: TenderKind.allCases.map {
                        PaymentMethod(kind: $0, obstacle: .overOfflineLimit, limit: limit)
                    }, creditNote: nil), notices: [.networkDown])
        }
        + CreditNoteRefusal.allCases.flatMap { refusal in
            [
                Sample(
                    name: "methodChoice-creditNote-\(refusal.rawValue)",
                    screen: .methodChoice(
                        biller: electricity, amount: due,
                        methods: TenderKind.allCases.map { PaymentMethod(kind: $0, obstacle: nil) },
                        creditNote: refusal)),
                Sample(
                    name: "cash-creditNote-\(refusal.rawValue)",
                    screen: .cash(cash([(50, 1)], .creditNoteRefused(refusal))), canEnd: false),
            ]
        }
        + [Sample(name: "cash-creditNote", screen: .cash(cash([], .askingForCreditNote)))]
        + WalletPrompt.allCases.map {
            Sample(name: "wallet-\($0.rawValue)", screen: .wallet(amount: due, prompt: $0, isAborting: false))
        }
        + [
            Sample(
                name: "wallet-aborting", screen: .wallet(amount: due, prompt: .wait, isAborting: true),
                canGoBack: false, canEnd: false),
            Sample(
                name: "card-aborting", screen: .card(amount: due, prompt: .insertCard, isAborting: true),
                canGoBack: false, canEnd: false),
        ]

    private static let failures: [Sample] = Failure.Kind.allCases.map { kind in
        Sample(name: "failed-\(kind.rawValue)", screen: .failed(failure(kind)))
    }

    private static let ends: [Sample] =
        PaymentSummary.Paper.allCases.map {
            Sample(
                name: "done-\($0.rawValue)",
                screen: .done(summary(.settled(reference: "ZJ20261121000417"), paper: $0, change: nil)))
        } + [
            Sample(name: "done-pending", screen: .done(summary(.pending, paper: .printed, change: nil))),
            Sample(
                name: "done-change",
                screen: .done(
                    summary(.settled(reference: "ZJ20261121000417"), paper: .none, change: Money(426, .cny)))),
            Sample(name: "thanks", screen: .thanks, canGoBack: false, canEnd: false),
        ]
        + OutOfServiceReason.allCases.map {
            Sample(name: "outOfService-\($0.rawValue)", screen: .outOfService($0), canGoBack: false, canEnd: false)
        }
}

extension OfflineLimit {
    static let all = Cap.allCases.flatMap { cap in
        [false, true].map { OfflineLimit(cap: cap, isOfBiller: $0) }
    }

    var name: String { cap.rawValue + (isOfBiller ? "-of-biller" : "") }
}
