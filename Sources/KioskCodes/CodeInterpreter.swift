package import KioskCore

/// Says what a scanned code is: a bill of a biller in the catalogue, or which of the other things people lay on a
/// scanner.
///
/// Billers' own patterns over the whole text come first, because they are the most particular; then what the code says
/// of itself (`CodeParser`): the kiosk's own codes, the forms of bills, wallets' payment codes. Where two billers claim a
/// code, in whatever way, the resident is asked. A code that looks like a biller's and fails its check is called damaged
/// only when it is nothing else.
package struct CodeInterpreter: Sendable {
    /// The longest text held against billers' patterns, in bytes, so that one that backtracks cannot hold the kiosk up.
    package static let longestBillText = 1_024

    package let profiles: [BillerProfile]

    package init(profiles: [BillerProfile]) {
        self.profiles = profiles
    }

    /// A code as a kiosk's middle takes it.
    package func reading(of code: ScannedCode) -> CodeReading {
        let interpretation = interpretation(of: code)
        let references = interpretation.claims.map(\.reference)
        switch references.count {
        case 0: break
        case 1: return .bill(references[0])
        default: return .ambiguous(references)
        }
        switch interpretation.parsed {
        case .success(let parsed):
            if let framed = interpretation.damaged.first(where: \.isFramed) { return .damagedBill(format: framed.name) }
            return reading(of: parsed)
        case .failure(let fault):
            if fault.isOfBill, let format = fault.format { return .damagedBill(format: format.title) }
            return interpretation.damaged.first.map { .damagedBill(format: $0.name) } ?? .notABill
        }
    }

    private func reading(of parsed: ParsedCode) -> CodeReading {
        switch parsed {
        case .wallet(let wallet): return .walletCode(wallet)
        case .creditNote(let code): return .creditNote(code)
        case .badge(let badge): return .badge(badge)
        case .gs1, .febraban, .pagoPA, .swissQRBill, .epcTransfer, .emvMerchant, .japaneseSlip:
            guard let demand = parsed.demand else { return .notABill }
            return .unknownBiller(format: parsed.format.title, company: demand.payee)
        }
    }

    /// All that can be said of a code.
    package struct Interpretation: Sendable {
        /// A biller says that the code is on its bills.
        package struct Claim: Hashable, Sendable {
            package let reference: BillReference
            /// Whether the code says by its form whose it is, and the biller reads what is in it.
            package let isFramed: Bool
        }

        /// A biller's code that this would be, were its check digits or dates right.
        package struct Damage: Hashable, Sendable {
            package let name: String
            package let fault: CodeFault
            package let isFramed: Bool
        }

        /// What the code is by itself, or what is wrong with it.
        package let parsed: Result<ParsedCode, CodeFault>
        /// Two codes of one biller that say the same are one claim.
        package fileprivate(set) var claims: [Claim] = []
        package fileprivate(set) var damaged: [Damage] = []
    }

    package func interpretation(of code: ScannedCode) -> Interpretation {
        let parsed: Result<ParsedCode, CodeFault>
        do throws(CodeFault) {
            parsed = .success(try CodeParser.parse(code))
        } catch {
            parsed = .failure(error)
        }
        var interpretation = Interpretation(parsed: parsed)
        if let text = CodeInterpreter.legibleText(of: code) { claim(text, code.symbology, &interpretation) }
        if case .success(let parsed) = parsed, let demand = parsed.demand { claim(demand, of: code, &interpretation) }
        return interpretation
    }

    /// The text, if a pattern may be held against it: short enough, valid UTF-8, without control characters except the
    /// separators of GS1 (0x1D).
    private static func legibleText(of code: ScannedCode) -> String? {
        guard (1...longestBillText).contains(code.bytes.count),
            code.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x1D })
        else { return nil }
        return String(validating: code.bytes, as: UTF8.self)
    }

    /// What the billers' patterns over the whole text say.
    private func claim(_ text: String, _ symbology: Symbology, _ interpretation: inout Interpretation) {
        for profile in profiles {
            for code in profile.codes where code.form == .text {
                switch code.outcome(of: text, symbology: symbology) {
                case .other: continue
                case .damaged(let fault):
                    interpretation.damaged.append(.init(name: code.name, fault: fault, isFramed: false))
                case .read(let contents): interpretation.add(profile.reference(contents, raw: text), isFramed: false)
                }
            }
        }
    }

    /// What the billers that a framed code names make of its inner part. The symbology was looked at with the frame.
    private func claim(_ demand: CodeDemand, of code: ScannedCode, _ interpretation: inout Interpretation) {
        for profile in profiles {
            for billCode in profile.codes where demand.forms.contains(billCode.form) {
                switch billCode.outcome(of: demand.subject, symbology: .unknown) {
                case .other: continue
                case .damaged(let fault):
                    interpretation.damaged.append(.init(name: billCode.name, fault: fault, isFramed: true))
                case .read(var contents):
                    contents.reference = contents.reference ?? demand.reference
                    contents.due = demand.due ?? contents.due
                    // An amount in a foreign currency is not this bill's amount due: the hub is asked.
                    contents.amount = demand.amount?.money(in: profile.currency)?.minorUnits ?? contents.amount
                    if contents.amount == 0 { contents.amount = nil }
                    interpretation.add(profile.reference(contents, raw: code.legibleText), isFramed: true)
                }
            }
        }
    }
}

extension ScannedCode {
    /// The text as the code means it; what cannot be read as that becomes U+FFFD.
    var legibleText: String { (try? CodeParser.text(of: self))?.string ?? text }
}

extension CodeInterpreter.Interpretation {
    fileprivate mutating func add(_ reference: BillReference, isFramed: Bool) {
        guard !claims.contains(where: { $0.reference == reference }) else { return }
        claims.append(Claim(reference: reference, isFramed: isFramed))
    }
}

extension BillerProfile {
    fileprivate func reference(_ contents: BillCode.Contents, raw: String) -> BillReference {
        BillReference(
            biller: biller, account: contents.account, reference: contents.reference, period: contents.period,
            amount: contents.amount.map { Money($0, currency) }, due: contents.due, raw: raw)
    }
}
