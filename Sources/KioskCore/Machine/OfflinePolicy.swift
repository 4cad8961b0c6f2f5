/// What may be taken while the hub cannot be asked: for the whole kiosk, and for each biller that has caps of its own.
/// A payment is taken when both allow it. Amounts in minor units of the kiosk's currency.
package struct OfflinePolicy: Hashable, Sendable {
    package var tenders: [TenderKind]
    package var largestPaymentMinorUnits: Int64
    /// Payments that may wait in the queue at once.
    package var largestCount: Int
    package var largestTotalMinorUnits: Int64
    /// How old the oldest waiting payment may be.
    package var largestAge: Duration
    /// Caps of single billers, within the kiosk's own.
    package var billers: [BillerID: BillerCaps]

    /// What one biller lets a kiosk take in its name without an answer. Nil leaves it to the kiosk's caps.
    package struct BillerCaps: Hashable, Sendable {
        /// Nil: as the kiosk. Empty: this biller's bills are not paid offline.
        package var tenders: [TenderKind]?
        package var largestPaymentMinorUnits: Int64?
        package var largestCount: Int?
        package var largestTotalMinorUnits: Int64?
        package var largestAge: Duration?

        package init(
            tenders: [TenderKind]? = nil, largestPaymentMinorUnits: Int64? = nil, largestCount: Int? = nil,
            largestTotalMinorUnits: Int64? = nil, largestAge: Duration? = nil
        ) {
            self.tenders = tenders
            self.largestPaymentMinorUnits = largestPaymentMinorUnits
            self.largestCount = largestCount
            self.largestTotalMinorUnits = largestTotalMinorUnits
            self.largestAge = largestAge
        }
    }

    package init(
        tenders: [TenderKind] = [.cash], largestPaymentMinorUnits: Int64 = 100_000, largestCount: Int = 50,
        largestTotalMinorUnits: Int64 = 1_000_000, largestAge: Duration = .seconds(72 * 3_600),
        billers: [BillerID: BillerCaps] = [:]
    ) {
        self.tenders = tenders
        self.largestPaymentMinorUnits = largestPaymentMinorUnits
        self.largestCount = largestCount
        self.largestTotalMinorUnits = largestTotalMinorUnits
        self.largestAge = largestAge
        self.billers = billers
    }
}

/// The cap that kept a payment from being taken offline, so that screen and log can name it.
package struct OfflineLimit: Hashable, Codable, Sendable {
    package enum Cap: String, CaseIterable, Codable, Sendable {
        /// This amount alone is too much.
        case payment
        /// Too many payments wait already.
        case count
        /// The waiting payments and this one are too much together.
        case total
        /// The oldest waiting payment has waited too long.
        case age
    }

    package let cap: Cap
    /// Whether it is the biller's own cap, so that another biller's bill may still be paid.
    package let isOfBiller: Bool

    package init(cap: Cap, isOfBiller: Bool) {
        self.cap = cap
        self.isOfBiller = isOfBiller
    }
}

extension OfflinePolicy {
    /// A wallet is charged by the hub, so never without it.
    func allows(_ tender: TenderKind, of biller: BillerID) -> Bool {
        tender != .wallet && tenders.contains(tender) && billers[biller]?.tenders?.contains(tender) ?? true
    }

    /// The kiosk's own caps.
    var caps: BillerCaps {
        BillerCaps(
            largestPaymentMinorUnits: largestPaymentMinorUnits, largestCount: largestCount,
            largestTotalMinorUnits: largestTotalMinorUnits, largestAge: largestAge)
    }
}

extension OfflinePolicy.BillerCaps {
    /// The first cap that one more payment would pass. Age is by wall time, because the oldest one may come from an
    /// earlier boot.
    func met(by amount: Money, with waiting: OfflineTally, at now: WallTime) -> OfflineLimit.Cap? {
        if let largestPaymentMinorUnits, amount.minorUnits > largestPaymentMinorUnits { return .payment }
        if let largestCount, waiting.count >= largestCount { return .count }
        if let largestTotalMinorUnits, waiting.minorUnits + amount.minorUnits > largestTotalMinorUnits { return .total }
        if let largestAge, let oldest = waiting.oldest {
            let (age, overflow) = now.milliseconds.subtractingReportingOverflow(oldest.milliseconds)
            if overflow || age > largestAge.wholeMilliseconds { return .age }
        }
        return nil
    }
}
