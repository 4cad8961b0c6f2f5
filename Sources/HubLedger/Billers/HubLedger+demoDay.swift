package import KioskCore

extension HubLedger {
    /// The day as of which the demonstration's bills are made, whatever the clock says, so that the sample pictures in
    /// `kiosk-config/bills` stay bills of the demonstration. Seen later, they are overdue, and say so.
    package static let demoDay: CalendarDate = {
        guard let day = CalendarDate(year: 2026, month: 11, day: 21) else {
            preconditionFailure("November has 21 days")
        }
        return day
    }()
}

extension HubLedger {
    /// The demonstration's accounts of one biller.
    package static func demoAccounts(of biller: BillerID) -> [AccountNumber] {
        DemoAccount.all.filter { $0.biller == biller }.map(\.account)
    }
}
