/// Comparing with the hub: each emptied cash box, and each business day when it is over.
extension KioskMachine {
    /// After each event: the next report that is due, collections before days.
    mutating func report(at now: KioskInstant) {
        guard !hasStopped else { return }
        setNextLook(at: now)
        guard desk.mayBegin(at: now) else { return }
        if let collection = ledger.box.unreported.first {
            begin(.collection(collection.id), at: now)
            perform(.hub(.reportCollection(collection)))
        } else if let look = desk.nextLook, look <= now {
            reportDay(at: now)
        }
    }

    /// The calendar is looked at while a day waits to be compared, and never later than its own end.
    private mutating func setNextLook(at now: KioskInstant) {
        guard ledger.days.hasUncompared else {
            desk.nextLook = nil
            return
        }
        if desk.nextLook == nil { desk.nextLook = now.advanced(by: untilNextLook(at: now)) }
    }

    private func untilNextLook(at now: KioskInstant) -> Duration {
        let day: Int64 = 86_400_000
        let offset = Int64(DayBook.offsetMinutes) * 60_000 - reportDelay.wholeMilliseconds
        let (local, overflow) = now.wall.milliseconds.addingReportingOverflow(offset)
        guard !overflow else { return ReportDesk.longestLook }
        let left = day - ((local % day) + day) % day
        return min(.milliseconds(left), ReportDesk.longestLook)
    }

    private mutating func reportDay(at now: KioskInstant) {
        desk.nextLook = now.advanced(by: untilNextLook(at: now))
        let settledPast = DayBook.date(of: WallTime(milliseconds: clockOfReports(at: now)))
        let today = DayBook.date(of: now.wall)
        let finished = ledger.days.finished(today: today).filter { $0 < settledPast || $0 > today }
        guard let date = finished.first, let lines = ledger.days.days[date]?.lines else { return }
        guard isHubReachable, !queue.isHeld(at: now) else {
            desk.nextLook = now.advanced(by: ReportDesk.lookWithoutHub)
            return
        }
        desk.nextLook = now
        begin(.day(date, lines: lines.count), at: now)
        perform(.hub(.reportDay(DayStatement(kiosk: settings.kiosk, date: date, lines: lines))))
    }

    /// The wall clock as this kiosk's reports read it: late by the kiosk's own share of half an hour.
    private func clockOfReports(at now: KioskInstant) -> Int64 {
        let (late, overflow) = now.wall.milliseconds.subtractingReportingOverflow(reportDelay.wholeMilliseconds)
        return overflow ? .min : late
    }

    private var reportDelay: Duration {
        ReportDesk.spread * Int(stableHash(settings.kiosk.text, 0) % 1_000) / 1_000
    }

    private mutating func begin(_ report: ReportDesk.Report, at now: KioskInstant) {
        desk.began(report, until: now.advanced(by: settings.patience.submission))
    }

    mutating func collectionCompared(_ id: CollectionID, _ outcome: ReconciliationOutcome, at now: KioskInstant) {
        guard desk.underWay == .collection(id) else { return }
        switch outcome {
        case .unavailable(let trouble): desk.failed(hint: KioskMachine.hint(of: trouble), at: now)
        case .compared(var differences):
            desk.answered()
            guard let collection = ledger.box.unreported.first(where: { $0.id == id }) else { return }
            if !differences.contains(where: { $0.kind == .countedOtherwise }), let miscount = miscount(of: collection) {
                differences.append(miscount)
            }
            record(.collectionCompared(id, differences), at: now)
        }
    }

    mutating func dayCompared(_ date: CalendarDate, _ outcome: ReconciliationOutcome, at now: KioskInstant) {
        guard case .day(date, let told) = desk.underWay else { return }
        switch outcome {
        case .unavailable(let trouble): desk.failed(hint: KioskMachine.hint(of: trouble), at: now)
        case .compared(let differences):
            desk.answered()
            // A payment that came to this day meanwhile was not compared: all of it is told again.
            guard ledger.days.days[date]?.lines.count == told else { return }
            record(.dayCompared(date, differences.filter { isDifference($0, on: date) }), at: now)
        }
    }

    /// What the queue has not told yet cannot be known to the hub, and a payment near midnight may be on another day
    /// with the hub than here.
    private func isDifference(_ difference: PaymentDifference, on date: CalendarDate) -> Bool {
        guard let payment = difference.payment else { return true }
        switch difference.kind {
        case .missingAtHub: return ledger.days.line(of: payment)?.isFinal ?? true
        case .missingAtKiosk:
            if let forgotten = ledger.days.forgottenUntil, date <= forgotten { return false }
            return ledger.days.line(of: payment)?.taken != difference.hub
        case .otherAmount, .uncertainNote, .countedOtherwise: return true
        }
    }
}
