import HubLedger
import KioskAPI
import KioskCodes
import KioskConfiguration
import KioskCore
import KioskPictures

/// The bills of the demonstration as paper: what the hub's demo billers have open, drawn as pictures.
package enum DemoBills {
    private static let accounts: [(name: String, biller: BillerID, account: AccountNumber)] = [
        ("zj-power", DemoBillers.electricity, DemoBillers.demoElectricityAccount),
        ("zj-power-overdue", DemoBillers.electricity, DemoBillers.overdueElectricityAccount),
        ("sh-water", DemoBillers.water, DemoBillers.demoWaterAccount),
        ("sh-gas", DemoBillers.gas, DemoBillers.demoGasAccount),
        ("cn-telecom", DemoBillers.telecom, DemoBillers.demoTelecomAccount),
        ("xiqiao-water", DemoBillers.billFile, DemoBillers.demoBillFileAccount),
    ]

    /// PNG files by name. Drawing the same bills twice gives the same bytes.
    package static func pictures(profiles directory: String) throws -> [(name: String, png: [UInt8])] {
        let catalogue = try BillerCatalogue.load(directory: directory)
        let hub = try HubLedger(path: nil, adapters: DemoBillers.adapters)
        try hub.seedDemo(today: HubLedger.demoDay)
        let now = WallTime(milliseconds: Int64(HubLedger.demoDay.daysSince1970) * 86_400_000)
        var pictures: [(name: String, png: [UInt8])] = []
        for (name, biller, account) in accounts {
            let answer = try hub.inquire(Inquiry(biller: biller, account: account), now: now)
            guard let statement = answer.statement, let bill = statement.openBills.last,
                let profile = catalogue.profile(biller)
            else { throw SimulatorError("The demonstration has no open bill of \(biller), or no profile of it.") }
            let code = try profile.code(account: account, period: bill.period, amount: bill.amountDue, due: bill.due)
            let png = try BillPicture.png(bill, of: statement.biller, holder: statement.maskedHolder, code: code)
            pictures.append((name, png))
        }
        return pictures
    }
}
