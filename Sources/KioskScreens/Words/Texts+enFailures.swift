import KioskCore

extension EnglishTexts {
    var whereIsMyMoney: String { "Where is my money?" }
    var whatHappened: String { "What happened?" }
    var whatNow: String { "What now?" }

    func money(_ whereabouts: Failure.Whereabouts) -> String {
        switch whereabouts {
        case .notTaken: "No money was taken."
        case .returned: "All notes came back to you. Please take them."
        case .owed(let amount, _): "\(amount) is yours and is kept for you. You get it back with the claim code."
        case .uncertain(let amount, let certain, _):
            certain.isZero
                ? "Whether \(amount) was taken is being checked. If it was, you get it back with the claim code."
                : "\(certain) was taken and is yours. Another \(amount) is being checked. One claim code is for all of it."
        case .creditNoteUnknown(let certain, _):
            (certain.isZero ? "" : "\(certain) was taken and is yours. ")
                + "Whether your credit note was taken is being checked. If it was, its money is yours under this code."
        }
    }

    func failure(_ kind: Failure.Kind, limit: OfflineLimit?) -> Message {
        switch kind {
        case .cancelled: Message("Cancelled", "You stopped this payment. The bill is not paid yet.")
        case .accountUnknown:
            Message("This account was not found", "The company does not know this number. The bill may be an old one.")
        case .accountBlocked:
            Message("This account cannot be paid here", "The company asks to settle it at a service counter.")
        case .alreadyPaid:
            Message("This bill is paid already", "The company has the money for it. You need not pay again.")
        case .nothingDue: Message("Nothing to pay", "Nothing is due on this account.")
        case .billChanged:
            Message(
                "The bill has changed",
                "While you were paying, the company changed the bill. The amount is different now.")
        case .amountNotAllowed: Message("This amount is not taken", "The company does not take this amount.")
        case .paymentInProgress:
            Message("This account is being paid", "Somebody may be paying the same bill at another place just now.")
        case .hubUnavailable:
            Message("The company cannot be reached", "The network or the company's system gave no answer.")
        case .hubUnavailableNotOffline:
            Message("This bill cannot be paid now", "The network is down, and bills of this company need it.")
        case .offlineLimitReached:
            Message("This cannot be taken for now", overOfflineLimit(limit))
        case .cardDeclined:
            Message("The bank did not agree", "The balance or a limit may be too low, or the PIN was not right.")
        case .cardCancelled:
            Message("Card payment cancelled", "Cancel was pressed on the terminal. Nothing was charged.")
        case .cardNotInserted: Message("No card was inserted", "The terminal waited, and no card came.")
        case .cardNotReadable:
            Message("The card could not be read", "It may be the wrong way round, dirty, or its chip is worn.")
        case .cardOutcomeUnknown:
            Message("The bank's answer is still out", "The terminal gave no answer. We are asking the bank.")
        case .walletCodeNotTaken:
            Message(
                "The payment code did not work",
                "Codes change every minute: it may be an old one. Nothing was charged.")
        case .walletFundsInsufficient:
            Message("There is not enough in the wallet", "The balance or a limit is too low. Nothing was charged.")
        case .walletDeclined: Message("The wallet did not agree", "It refused the payment. Nothing was charged.")
        case .walletCancelled:
            Message("Payment by phone cancelled", "It was not confirmed on the phone in time. Nothing was charged.")
        case .walletOutcomeUnknown:
            Message("The wallet's answer is still out", "No answer came about the payment by phone. We are asking.")
        case .creditNoteOutcomeUnknown:
            Message("The credit note is still being checked", "No answer came about your credit note. We are asking.")
        case .terminalTrouble: Message("The card terminal has trouble", "It did not finish. Our staff has been told.")
        case .noteAcceptorTrouble: Message("The note slot has trouble", "It did not finish. Our staff has been told.")
        case .settlementRefused:
            Message("The money could not be passed on", "The company did not take it. The reason is being checked.")
        case .interrupted:
            Message(
                "The payment was interrupted",
                "The power failed or the kiosk restarted. All of your money is on record.")
        case .suspenseNote:
            Message("One note belongs to no bill", "A note came in while the kiosk was interrupted. It is on record.")
        }
    }

    func next(_ step: Failure.Step, hotline: String) -> String {
        switch step {
        case .tryAgain: "You can try again."
        case .otherMethod: "You can pay in another way."
        case .keepSlip: "Keep the slip: you need it to get the money."
        case .copyCode: "Take a photo of this screen, or copy the code."
        case .callHotline: "Questions? Call \(hotline) and say the kiosk number."
        case .doNotPayAgain: "Do not pay this bill again until the answer is there."
        case .comeBackLater: "Please come back later. The bill is not paid yet."
        case .takeNotes: "Take the notes that came back."
        }
    }

    func failurePaper(_ paper: PaymentSummary.Paper) -> String {
        switch paper {
        case .printing: "Your slip is being printed. Please wait for it."
        case .printed: "Your slip is printed. Please take it."
        case .none: "No slip came out. Please note the number on the screen."
        }
    }

    var tryAgain: String { "Try again" }
    var otherMethod: String { "Pay in another way" }
    var finish: String { "I understand, finish" }
    var thanks: Message { Message("Thank you, goodbye", "Please take your bill, your slip and your card.") }

    func outOfService(_ reason: OutOfServiceReason) -> Message {
        switch reason {
        case .storage:
            Message(
                "Out of service", "This kiosk cannot keep its records, so it takes no money: yours would not be safe.")
        case .stopping: Message("Out of service", "This kiosk is being looked after and will be back soon.")
        case .journalRefused:
            Message(
                "Out of service",
                "Our staff must check the records of this kiosk first. It takes no money: yours would not be safe.")
        case .devices: Message("Out of service", "A device of this kiosk has trouble. Our staff is working on it.")
        case .recovering: Message("One moment, please", "The kiosk has just restarted and checks the last payment.")
        }
    }

    func nearestPayPoint(hotline: String) -> String {
        "In a hurry? Call \(hotline): we name the nearest place to pay."
    }
}
