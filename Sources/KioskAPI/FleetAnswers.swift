package import KioskCore

/// What a kiosk says of itself, about once a minute.
package struct HeartbeatBody: Hashable, Codable, Sendable {
    package let kiosk: KioskID
    /// By the kiosk's wall clock.
    package let sent: WallTime
    package let version: String
    /// The number of the journal's last entry: it never goes back, unless an old image was restored.
    package let journalSequence: Int64
    /// The hash over the journal up to that entry, in hexadecimal.
    package let journalHead: String
    /// Submissions that wait to be sent.
    package let queued: Int
    /// The name of each device and its presence: `ready`, `absent`, `faulty`.
    package let devices: [String: String]

    package static let mostDevices = 16

    package init(
        kiosk: KioskID, sent: WallTime, version: String, journalSequence: Int64, journalHead: String, queued: Int,
        devices: [String: String]
    ) {
        self.kiosk = kiosk
        self.sent = sent
        self.version = version
        self.journalSequence = journalSequence
        self.journalHead = journalHead
        self.queued = queued
        self.devices = devices
    }

    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        bounds.check(kiosk, "kiosk")
        bounds.check(text: version, "version")
        if journalHead.utf8.count > 128 { bounds.fault("journalHead", "Send at most 64 bytes in hexadecimal.") }
        if journalSequence < 0 { bounds.fault("journalSequence", "The sequence is never negative.") }
        if queued < 0 { bounds.fault("queued", "The count is never negative.") }
        if devices.count > HeartbeatBody.mostDevices { bounds.fault("devices", "Send at most 16 devices.") }
        for (name, presence) in devices {
            bounds.check(text: name, "devices")
            bounds.check(text: presence, "devices")
        }
        try bounds.throwFirstFault()
    }
}

package struct HeartbeatAnswer: Hashable, Codable, Sendable {
    /// What the hub, as a witness of the journal, says of its head.
    package enum Journal: String, CaseIterable, Codable, Sendable {
        case accepted = "ACCEPTED"
        /// The sequence is lower than one seen before: an old image was restored.
        case older = "OLDER"
        /// The same sequence was seen with another hash: the journal was forked, or the disk cloned.
        case forked = "FORKED"
    }

    /// The hub's wall clock, for the kiosk to see how far its own is off.
    package let now: WallTime
    package let catalogueVersion: Int
    package let journal: Journal

    package init(now: WallTime, catalogueVersion: Int, journal: Journal) {
        self.now = now
        self.catalogueVersion = catalogueVersion
        self.journal = journal
    }
}

/// The answer to `GET /v1/reconciliations/{date}`: every payment booked on one business day.
package struct ReconciliationAnswer: Hashable, Codable, Sendable {
    package struct Entry: Hashable, Codable, Sendable {
        package let payment: PaymentID
        package let kiosk: KioskID
        package let receiptNumber: String
        package let state: PaymentAnswer.State
        package let reference: String
        package let tendered: Money
        package let settled: Money
        package let credited: Money

        package init(
            payment: PaymentID, kiosk: KioskID, receiptNumber: String, state: PaymentAnswer.State, reference: String,
            tendered: Money, settled: Money, credited: Money
        ) {
            self.payment = payment
            self.kiosk = kiosk
            self.receiptNumber = receiptNumber
            self.state = state
            self.reference = reference
            self.tendered = tendered
            self.settled = settled
            self.credited = credited
        }
    }

    /// The sums of one currency over the whole day, not of this page alone.
    package struct Totals: Hashable, Codable, Sendable {
        package let payments: Int
        package let tendered: Money
        package let settled: Money
        package let credited: Money

        package init(payments: Int, tendered: Money, settled: Money, credited: Money) {
            self.payments = payments
            self.tendered = tendered
            self.settled = settled
            self.credited = credited
        }
    }

    /// The business day: the day in Asia/Shanghai on which the hub booked the money.
    package let date: CalendarDate
    package let entries: [Entry]
    package let totals: [Totals]
    /// Pass it as `after` for the next page; nil on the last.
    package let next: String?

    package static let entriesPerPage = 500

    package init(date: CalendarDate, entries: [Entry], totals: [Totals], next: String?) {
        self.date = date
        self.entries = entries
        self.totals = totals
        self.next = next
    }
}

package struct HealthAnswer: Hashable, Codable, Sendable {
    package enum Status: String, CaseIterable, Codable, Sendable {
        case ok = "OK"
    }

    package let status: Status
    package let now: WallTime
    package let catalogueVersion: Int

    package init(now: WallTime, catalogueVersion: Int) {
        status = .ok
        self.now = now
        self.catalogueVersion = catalogueVersion
    }
}
