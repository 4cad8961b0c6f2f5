import KioskCore

extension EnglishTexts {
    var methodChoice: String { "How do you want to pay?" }

    func method(_ kind: TenderKind) -> String {
        switch kind {
        case .cash: "Cash"
        case .card: "Bank card"
        case .wallet: "Mobile payment"
        }
    }

    func methodAccepts(_ kind: TenderKind) -> String {
        switch kind {
        case .cash: "Notes, no coins"
        case .card: "Insert the card, enter the PIN"
        case .wallet: "Payment code of WeChat, Alipay or UnionPay"
        }
    }

    func methodChange(_ kind: TenderKind) -> String {
        switch kind {
        case .cash: "No change: anything extra comes back as a credit note"
        case .card, .wallet: "The exact amount, no fee"
        }
    }

    var notNow: String { "Not now" }

    func obstacle(_ obstacle: PaymentMethod.Obstacle, to kind: TenderKind, limit: OfflineLimit?) -> String {
        switch obstacle {
        case .deviceOutOfService: kind == .wallet ? "The scanner is out of order." : "This device is out of order."
        case .notOffline: "The network is down. It works again when the network is back."
        case .notTakenByBiller: "This company does not take it."
        case .overOfflineLimit: overOfflineLimit(limit)
        case .cashBoxFull: "The cash box is full and waits to be emptied."
        case .outcomePending: "The last try has no answer yet. It is being checked."
        }
    }

    func overOfflineLimit(_ limit: OfflineLimit?) -> String {
        switch (limit?.cap, limit?.isOfBiller ?? false) {
        case (.payment, false): "The network is down, and this amount is too large until it is back."
        case (.payment, true): "The network is down, and this company takes no amount as large until it is back."
        case (.count, false): "The network is down, and too many payments wait already. Later, please."
        case (.count, true): "The network is down, and too many payments to this company wait already. Later, please."
        case (.total, false): "The network is down, and this kiosk may hold no more money until it is back."
        case (.total, true): "The network is down, and no more money may be held for this company until it is back."
        case (.age, false): "The network has been down for too long. It works again when the network is back."
        case (.age, true): "The network has been down for too long for this company. Later, please."
        case (nil, _): "The network is down. It works again when the network is back."
        }
    }

    func noMethod(hotline: String) -> String {
        "There is no way to pay just now. Please come back later, or call \(hotline)."
    }

    var layCreditNote: String { "Or lay a credit note from a kiosk on the scanner: its QR code." }

    func creditNoteRefusal(_ refusal: CreditNoteRefusal) -> String {
        switch refusal {
        case .notFound: "This credit note is not known yet. Keep it, and pay in another way today."
        case .alreadyClaimed: "This credit note was used already. It pays nothing any more."
        case .otherCurrency: "This credit note is in another currency. Keep it: it is still good."
        case .paymentOver: "This credit note could not be used for this bill. Keep it: it is still good."
        case .offline: "The network is down, so no credit note can be used now. Keep it: it is still good."
        case .cashNotTaken: "No credit note can be used for this bill just now. Keep it: it is still good."
        case .tooMany: "No more credit notes can be used for one bill. Keep it: it is still good."
        }
    }

    var cashConsent: String { "Pay in cash" }
    var notesTaken: String { "These notes are taken" }
    var oneNoteAtATime: String { "One note at a time, smoothed, into the slot that blinks." }

    func changeAsCreditNote() -> String {
        "The machine gives no change. Anything extra is printed on a credit note, and you get it back with its claim code."
    }

    var consentToCash: String { "I understand, start" }

    func preparing(_ kind: TenderKind) -> Message {
        switch kind {
        case .cash: Message("Getting ready for your notes", "Please insert nothing yet.")
        case .card: Message("Getting ready for your card", "Please insert nothing yet.")
        case .wallet: Message("Getting ready for your phone", "Open the payment code on it, and wait a moment.")
        }
    }

    var inserted: String { "Inserted" }
    var stillToPay: String { "Still to pay" }
    var paidInFull: String { "That is enough" }
    var notesInside: String { "Notes taken" }

    func cashActivity(_ activity: CashProgress.Activity) -> String {
        switch activity {
        case .waiting: "Please insert a note, one at a time."
        case .moving(let note): "Taking your \(note.shortDescription) note…"
        case .rejected(let reason):
            switch reason {
            case .notRecognised: "This note was not recognised and comes back. Smooth it, or take another."
            case .denominationNotTaken: "This note is not taken here and comes back. Please take another."
            case .badInsertion: "The note went in crooked and comes back. Push it gently, then let go."
            case .deviceTrouble: "The machine could not take this note. Please try again."
            }
        case .returned(let note): "\(note.shortDescription) comes back to you. Please take it."
        case .askingForCreditNote: "Your credit note is being checked. Please insert nothing."
        case .creditNoteRefused(let refusal): creditNoteRefusal(refusal)
        case .closing: "Done. Please insert no more notes."
        }
    }

    func overpaid(_ amount: Money) -> String { "\(amount) extra: you get a credit note for it." }
    var stopCash: String { "Stop, no cash" }
    var stopCashWithMoneyInside: String { "Stop, give my money back" }
    var moneyInsideIsSafe: String { "Your money is safe. If you stop, you get it back with a credit note." }

    func prompt(_ prompt: TerminalPrompt) -> Message {
        switch prompt {
        case .insertCard: Message("Insert your card", "Chip first, all the way in. Leave it there.")
        case .enterPIN: Message("Enter your PIN", "Hide the keys with your hand. Then press the green key.")
        case .wait: Message("Please wait", "The bank is asked. Leave the card in.")
        case .removeCard: Message("Take your card", "Put it away safely.")
        case .other: Message("Look at the card terminal", "Do what its display says.")
        }
    }

    var aborting: Message { Message("Cancelling the card payment", "One moment: the terminal must answer first.") }

    func prompt(_ prompt: WalletPrompt) -> Message {
        switch prompt {
        case .showCode:
            Message("Hold your payment code to the scanner", "Open WeChat, Alipay or UnionPay and touch “Pay”.")
        case .notAPaymentCode:
            Message("That is no payment code", "Open WeChat, Alipay or UnionPay, touch “Pay”, and hold it there again.")
        case .wait: Message("Please wait", "Your wallet is being asked. Leave the phone on.")
        case .confirmOnPhone: Message("Enter the password on your phone", "Look at your phone and do what it says.")
        }
    }

    var abortingWallet: Message {
        Message("Cancelling the payment by phone", "One moment: we make sure that nothing is charged.")
    }
    var settling: Message { Message("Your money is in, passing it on", "One moment: your slip comes next.") }

    func done(_ standing: PaymentSummary.Standing, biller: String) -> Message {
        switch standing {
        case .settled: Message("Paid", "The money is with \(biller).")
        case .pending: Message("Your money is in", "It goes to \(biller) by itself. Do not pay again; no need to wait.")
        }
    }

    func paper(_ paper: PaymentSummary.Paper) -> String {
        switch paper {
        case .printing: "Your slip is being printed. Please wait for it."
        case .printed: "Your slip is printed. Please take it."
        case .none: "No slip came out. Take a photo of this screen: it is your receipt."
        }
    }

    var paid: String { "Paid" }
    var receiptNumber: String { "Receipt" }
    var billerReference: String { "Reference" }
    var voucher: String { "Your receipt for the phone: scan it" }
    var codeIfRefused: String { "If the bill cannot be paid, this code gets all of your money back" }
    func creditNote(_ amount: Money) -> String { "The extra \(amount) is yours" }
    var claimCode: String { "Claim code" }
    func howToClaim(hotline: String) -> String {
        "Lay the slip on any of our machines to pay a bill with it. Or get the money with this code at a service "
            + "counter, or call \(hotline)."
    }

    func notes(_ denomination: Money, count: Int) -> String {
        "\(denomination.shortDescription) × \(count) \(count == 1 ? "note" : "notes")"
    }

    func card(_ capture: CardCapture) -> String { "Card ending in \(capture.lastFour), \(capture.amount)" }

    var creditNoteName: String { "Credit note" }
    func usedCreditNote(_ note: CreditNote) -> String { "\(note.amount), credit note \(note.code)" }

    func wallet(_ receipt: WalletReceipt) -> String {
        let name =
            switch receipt.provider {
            case .weChatPay: "WeChat Pay"
            case .alipay: "Alipay"
            case .unionPay: "UnionPay"
            }
        return "\(name), \(receipt.amount)"
    }

    var anotherBill: String { "Pay another bill" }
    var reprint: String { "Print the slip again" }
    var ratingQuestion: String { "How was it? Touch a face" }

    func rating(_ points: Int) -> String {
        switch points {
        case ...1: "Bad"
        case 2: "Fair"
        case 3: "Good"
        default: "Very good"
        }
    }
}
