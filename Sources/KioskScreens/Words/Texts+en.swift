import KioskCore

/// Plain English: short words, the thing to do first.
struct EnglishTexts: Texts {
    let back = "Back"
    let end = "End"
    let kiosk = "Kiosk"
    let hotline = "Help line"
    let otherLanguage = "中文"
    let largerType = "Large text"
    let normalType = "Normal text"
    let stepsLabel = "Paying in three steps"

    func step(_ step: VisitStep) -> String {
        switch step {
        case .read: "Read"
        case .pay: "Pay"
        case .take: "Take"
        }
    }

    let look = "Please note"
    let stopped = "Stopped"

    func notice(_ notice: Notice) -> String {
        switch notice {
        case .networkDown: "The network is down. What you pay is safe and is passed on when the network is back."
        case .printerWithoutPaper:
            "There is no paper for slips. Your receipt appears on the screen: take a photo of it."
        case .printerOutOfService:
            "The printer is out of order. Your receipt appears on the screen: take a photo of it."
        case .scannerOutOfService: "The scanner is out of order. Touch a picture and key in your account number."
        case .noteAcceptorOutOfService: "Cash cannot be taken for now."
        case .cardReaderOutOfService: "Cards cannot be taken for now."
        }
    }

    let countdown = (before: "This ends in", after: "seconds")
    let goOn = "I am here, go on"
    let connectionLost = "One moment, please. The screen is coming back."
    let moreBelow = "More below"

    func date(_ date: CalendarDate) -> String { "\(date.day) \(monthName(date.month)) \(date.year)" }
    func period(_ period: BillingPeriod) -> String { "\(monthName(period.month)) \(period.year)" }
    func shortMonth(_ month: Int) -> String { String(monthName(month).prefix(3)) }
    func join(_ sentences: [String]) -> String { sentences.joined(separator: " ") }
    let fullStop = ". "
    func labelled(_ label: String, _ value: String) -> String { "\(label): \(value)" }

    private func monthName(_ month: Int) -> String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return names[(month - 1) % names.count]
    }

    func service(_ service: Service) -> String {
        switch service {
        case .electricity: "Electricity"
        case .water: "Water"
        case .gas: "Gas"
        case .telecom: "Telephone"
        case .cableTelevision: "Cable TV"
        }
    }

    func attract(_ readers: BillReaders) -> Message {
        switch readers {
        case .scanner:
            Message("Lay your bill on the scanner", "Turn the bar code to the light. No need to touch the screen.")
        case .camera:
            Message("Hold your bill to the camera", "Bring the code into the frame. No need to touch the screen.")
        case .both:
            Message("Lay your bill on the scanner", "Or hold its code into the frame. No need to touch the screen.")
        }
    }

    let sight = "What the camera sees: bring the code of your bill into the frame"
    let attractWithoutBill = "No bill with you? Touch what you want to pay"

    func paymentMethods(_ kinds: [TenderKind]) -> String {
        let names = kinds.map { kind in
            switch kind {
            case .cash: "notes"
            case .card: "a bank card"
            case .wallet: "a payment code on your phone"
            }
        }
        return "You can pay with " + names.dropLast().joined(separator: ", ")
            + (names.count > 1 ? " or " : "") + (names.last ?? "")
    }

    func cashConversion(hotline: String) -> String {
        "Need smaller notes, or help with cash? Call \(hotline): we name the nearest place that changes money free."
    }

    let tipOfTheDay = "Tip of the day"
    let tips = [
        "Before you go out, close the gas valve and the taps.",
        "You smell gas? Open the windows, touch no switch, and call from outside.",
        "A warm cable or a black socket: stop using it and ask an electrician.",
        "Wash and heat water in the off-peak hours: it costs less.",
        "The water meter turns though no tap is open? Look for a leak.",
        "Somebody asks by telephone for money for your bill? Hang up, and call the number on the bill.",
        "A gas hose must be changed after eight years: read the date on it.",
    ]

    func readingProblem(_ problem: ReadingProblem, hotline: String) -> Message {
        switch problem {
        case .notABill:
            Message("This is not the code of a bill", "Find the bar code on your bill and lay it to the light again.")
        case .damagedBill:
            Message(
                "The bar code cannot be read",
                "Smooth the bill and lay it down again. Or touch a picture below and key in the account number.")
        case .walletCode:
            Message(
                "This is a payment code from a phone", "Please lay your bill first. The payment code comes later."
            )
        case .unknownBiller(let company):
            Message(
                "Bills of this company are not taken here",
                "The code names the company \(company). Call the number on your bill, or \(hotline).")
        case .creditNote(let code):
            Message(
                "This is a credit note",
                "To pay with it, lay your bill first, and this note when you are asked how to pay. Or get the money at a "
                    + "service counter with the code \(code); questions: \(hotline).")
        }
    }

    let billerChoice = Message("Which company sent the bill?", "Its name stands at the top of the bill.")

    func accountEntry(label: String, digits: ClosedRange<Int>) -> Message {
        Message("Key in the \(label.lowercasedFirst)", "Find it on your bill: \(count(digits)).")
    }

    private func count(_ digits: ClosedRange<Int>) -> String {
        digits.count == 1 ? "\(digits.lowerBound) digits" : "\(digits.lowerBound) to \(digits.upperBound) digits"
    }

    let erase = "Delete"
    let submitAccount = "Find my bill"

    func accountProblem(_ problem: AccountProblem, digits: ClosedRange<Int>, hotline: String) -> String {
        switch problem {
        case .wrongLength: "The number should have \(count(digits)). Please compare it with your bill."
        case .accountUnknown: "This number was not found. Please compare it with your bill."
        case .accountBlocked: "This account cannot be paid here now. Please call \(hotline)."
        case .nothingDue: "Nothing is due on this account. You need not pay."
        }
    }

    let asking = Message("Looking for your bill", "This takes a few seconds.")
    let billChoice = Message("Which bills do you want to pay?", "All are chosen. Touch a bill to leave it out.")
    let ticked = "Pay"
    let notTicked = "Leave"
    let nothingTicked = "Please choose at least one bill."
    func confirmBills(_ total: Money) -> String { "Continue with \(total)" }
    func dueBy(_ date: CalendarDate) -> String { "Due by \(self.date(date))" }
    let overdue = "Overdue"
    let holder = "Name"
    let billingPeriod = "Period"
    let amountToPay = "To pay"
    let columns = BillColumns(item: "Item", quantity: "Quantity", price: "Price", amount: "Amount")
    func tier(_ tier: Int) -> String { "Tier \(tier)" }

    func timeOfUse(_ time: TimeOfUse) -> String {
        switch time {
        case .peak: "Peak"
        case .valley: "Off-peak"
        }
    }

    let latePenalty = "Late fee"
    let total = "Total"

    func linesDoNotAddUp(hotline: String) -> String {
        "The lines do not add up to the total. The company's total counts. Questions? Call \(hotline)."
    }

    func fromPrintedCode(biller: String) -> String {
        "\(biller) cannot be reached now. This is what the code on your bill says."
    }

    func usageChart(unit: String?) -> String {
        if let unit { "Use in the last twelve months (\(unit))" } else { "Bills of the last twelve months" }
    }

    let thisBill = "This bill"
    let balance = "Balance"
    let howMuchToAdd = "How much do you want to add?"
    func pay(_ amount: Money) -> String { "Pay \(amount)" }
}

extension String {
    /// The text with a small first letter, to stand within a sentence.
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
