/// What happened. Past tense: nobody asks for permission here.
package enum KioskEvent: Hashable, Codable, Sendable {
    /// First event after the fold of the journal.
    case restarted(version: String)
    case residentChose(ResidentChoice)
    case codeRead(CodeReading)
    case scannerReported(DevicePresence)
    case noteAcceptorReported(NoteAcceptorReport)
    case printerReported(ReceiptPrinterReport)
    case terminalReported(PaymentTerminalReport)
    /// Something about the devices that concerns nobody's payment and that the journal is to hold.
    case incidentNoticed(Incident)
    case hubAnswered(HubAnswer)
    case hubReachable(Bool)
    case identitiesSupplied([FreshIdentity])
    /// A person decided about money that no machine can place. Recorded when `KioskMachine.refusal(of:for:)` is nil;
    /// otherwise nothing happens.
    case exceptionResolved(PaymentID, ExceptionResolution)
    /// A person emptied the cash box and counted it. The same id counts once.
    case cashBoxCollected(CollectionID, by: String, counted: [NoteCount])
    /// The hub, witness of the journal, judged its head.
    case journalJudged(JournalStanding)
    /// A wait ended: `KioskMachine.nextDeadline` passed.
    case deadlineReached
    /// The journal could not be written. What it was to hold did not happen for anybody.
    case recordFailed
    case stopRequested
}

/// What a resident touched.
package enum ResidentChoice: Hashable, Codable, Sendable {
    case language(Language)
    case largeType(Bool)
    case service(Service)
    case biller(BillerID)
    case digit(Int)
    case eraseDigit
    case submitAccount
    case tick(BillID, Bool)
    case confirmBills
    /// An amount to pay ahead, in minor units of the biller's currency.
    case amount(Int64)
    case pay
    case method(TenderKind)
    case consentToCash
    /// Stop taking notes and give back what can be given back.
    case stopCash
    case back
    case end
    case stay
    case anotherBill
    /// From 1 to 4.
    case rate(Int)
    case reprint
}
