import KioskCodes
import KioskCore

/// Billers made up for the tests, one for each way a code can be written.
enum SampleProfiles {
    static func all() throws -> [BillerProfile] {
        [try electricity(), try oldWater(), try oldGas(), try brazilianPower(), try slipPayee()]
    }

    static func interpreter() throws -> CodeInterpreter { CodeInterpreter(profiles: try all()) }

    /// Account, month, amount, due date and a Luhn digit.
    static func electricity() throws -> BillerProfile {
        BillerProfile(
            biller: "power", currency: .cny,
            codes: [
                try BillCode(
                    name: "power bill", symbologies: [.code128],
                    pattern: "(?<account>33[0-9]{8})(?<period>[0-9]{6})(?<amount>[0-9]{8})(?<due>[0-9]{6})[0-9]",
                    check: .luhn, template: "{account}{period}{amount:8}{due}{check}")
            ])
    }

    static func oldWater() throws -> BillerProfile { try plain("water") }
    static func oldGas() throws -> BillerProfile { try plain("gas") }

    private static func plain(_ id: BillerID) throws -> BillerProfile {
        BillerProfile(
            biller: id, currency: .cny,
            codes: [
                try BillCode(name: "\(id) bill", symbologies: [.code39, .code128], pattern: #"(?<account>310\d{9})"#)
            ])
    }

    /// Segment 3, company 0138: the electricity vector.
    static func brazilianPower() throws -> BillerProfile {
        BillerProfile(
            biller: "eletricidade", currency: .brl,
            codes: [
                try BillCode(
                    name: "conta de luz", form: .febraban(segment: 3, company: "0138"), symbologies: [.itf],
                    pattern: "(?<account>[0-9]{12})[0-9]{13}")
            ])
    }

    static func slipPayee() throws -> BillerProfile {
        BillerProfile(
            biller: "slip", currency: .eur,
            codes: [
                try BillCode(
                    name: "slip", form: .gs1PaymentSlip(payee: "5412345678908"), symbologies: [.gs1Code128],
                    pattern: "REF(?<account>[0-9]+)")
            ])
    }
}
