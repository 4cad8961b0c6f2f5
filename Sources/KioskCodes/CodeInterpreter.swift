package import KioskCore

/// Says what a scanned code is: a bill of a biller in the catalogue, or which of the other things people lay on a
/// scanner.
///
/// Billers' own patterns come first, because they are the most particular; then credit notes, the codes that name
/// their form by themselves (FEBRABAN, GS1), and wallets' payment codes. A code that looks like a bill and fails its
/// check is called damaged only when it is nothing else.
package struct CodeInterpreter: Sendable {
    /// The longest text held against patterns, in bytes. QR bills of all kinds stay below (Swiss QR-bill: 997).
    package static let longestBillText = 1_024

    package let profiles: [BillerProfile]

    package init(profiles: [BillerProfile]) {
        self.profiles = profiles
    }

    package func reading(of code: ScannedCode) -> CodeReading {
        guard let text = CodeInterpreter.legibleText(of: code) else { return .notABill }
        let claims = claims(on: text, symbology: code.symbology)
        if let reading = claims.reading { return reading }
        if text.hasPrefix(ClaimCode.printedPrefix) {
            let claimCode = ClaimCode(reading: String(text.dropFirst(ClaimCode.printedPrefix.count)))
            return claimCode.map(CodeReading.creditNote) ?? .damagedBill(format: "credit note")
        }
        if let reading = febrabanReading(of: text, code: code) ?? gs1Reading(of: text, code: code) { return reading }
        if [.code128, .qr, .unknown].contains(code.symbology), let wallet = WalletCode(reading: text) {
            return .walletCode(wallet)
        }
        return claims.damaged.map(CodeReading.damagedBill) ?? .notABill
    }

    /// The text, if it can be a bill's: short enough, valid UTF-8, without control characters except the separators
    /// of GS1 (0x1D).
    private static func legibleText(of code: ScannedCode) -> String? {
        guard (1...longestBillText).contains(code.bytes.count),
            code.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x1D })
        else { return nil }
        return String(validating: code.bytes, as: UTF8.self)
    }

    /// What the billers' patterns over the whole text say.
    private struct Claims {
        var references: [BillReference] = []
        var damaged: String?

        var reading: CodeReading? {
            switch references.count {
            case 0: nil
            case 1: .bill(references[0])
            default: .ambiguous(references)
            }
        }
    }

    private func claims(on text: String, symbology: Symbology) -> Claims {
        var claims = Claims()
        for profile in profiles {
            for code in profile.codes where code.form == .text {
                switch code.outcome(of: text, symbology: symbology) {
                case .other: continue
                case .damaged: claims.damaged = claims.damaged ?? code.name
                case .read(let contents):
                    let reference = profile.reference(contents, raw: text)
                    // Two codes of one biller that say the same are one claim.
                    if !claims.references.contains(reference) { claims.references.append(reference) }
                }
            }
        }
        return claims
    }

    private func febrabanReading(of text: String, code: ScannedCode) -> CodeReading? {
        let format = "FEBRABAN"
        guard [.itf, .code128, .unknown].contains(code.symbology) else { return nil }
        switch FEBRABANCode.read(text) {
        case .other: return nil
        case .damaged: return .damagedBill(format: format)
        case .read(let febraban):
            let form = BillCode.Form.febraban(segment: febraban.segment, company: febraban.company)
            return reading(of: febraban.freeField, form: form, raw: text) { contents, _ in
                contents.amount = febraban.amount ?? contents.amount
            } ?? .unknownBiller(format: format, company: "\(febraban.segment)/\(febraban.company)")
        }
    }

    private func gs1Reading(of text: String, code: ScannedCode) -> CodeReading? {
        let format = "GS1"
        guard code.symbology == .gs1Code128 || code.symbology == .unknown || code.aim == "]Q3" else { return nil }
        switch GS1PaymentSlip.read(text) {
        case .other: return nil
        case .damaged: return .damagedBill(format: format)
        case .read(let slip):
            return reading(of: slip.reference, form: .gs1PaymentSlip(payee: slip.payee), raw: text) {
                contents, currency in
                contents.due = slip.due ?? contents.due
                // An amount in a foreign currency is not this bill's amount due: the hub is asked.
                contents.amount = slip.amount?.money(in: currency)?.minorUnits ?? contents.amount
            } ?? .unknownBiller(format: format, company: slip.payee)
        }
    }

    /// What the billers that a framed code names make of its inner part; nil when no biller knows it. The symbology
    /// was looked at with the frame.
    private func reading(
        of inner: String, form: BillCode.Form, raw: String,
        complete: (inout BillCode.Contents, Currency) -> Void
    ) -> CodeReading? {
        var claims = Claims()
        for profile in profiles {
            for code in profile.codes where code.form == form {
                switch code.outcome(of: inner, symbology: .unknown) {
                case .other: continue
                case .damaged: claims.damaged = claims.damaged ?? code.name
                case .read(var contents):
                    complete(&contents, profile.currency)
                    if contents.amount == 0 { contents.amount = nil }
                    claims.references.append(profile.reference(contents, raw: raw))
                }
            }
        }
        return claims.reading ?? claims.damaged.map(CodeReading.damagedBill)
    }
}

extension BillerProfile {
    fileprivate func reference(_ contents: BillCode.Contents, raw: String) -> BillReference {
        BillReference(
            biller: biller, account: contents.account, period: contents.period,
            amount: contents.amount.map { Money($0, currency) }, due: contents.due, raw: raw)
    }
}
