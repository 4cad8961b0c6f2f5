package import KioskCore

/// What `kioskctl code parse` says of a code: one object, its keys always in the same order. docs/code-commands.md lists
/// them.
package struct CodeReport: Hashable, Sendable {
    package let json: CodeJSON
    /// Whether the code could not be read, or not without asking somebody.
    package let isFault: Bool

    /// With billers, their codes are looked at as well; without, `interpreter` has no profiles.
    package init(_ code: ScannedCode, by interpreter: CodeInterpreter) {
        let interpretation = interpreter.interpretation(of: code)
        if interpretation.claims.count > 1 {
            self.init(ambiguous: interpretation.claims.map(\.reference.biller.text))
            return
        }
        let claim = interpretation.claims.first
        switch interpretation.parsed {
        case .success(let parsed):
            if let claim, !claim.isFramed {
                self.init(claim.reference)
            } else if claim == nil, let damage = interpretation.damaged.first(where: \.isFramed) {
                self.init(damage.fault)
            } else {
                self.init(parsed, claim?.reference, raw: code.legibleText)
            }
        case .failure(let fault):
            if let claim {
                self.init(claim.reference)
            } else if !fault.isOfBill, let damage = interpretation.damaged.first {
                self.init(damage.fault)
            } else {
                self.init(fault)
            }
        }
    }

    package init(_ fault: CodeFault) {
        var error = CodeObject()
        error.add("code", fault.code.rawValue)
        error.add("position", fault.position)
        error.add("message", fault.message)
        error.add("format", fault.format?.rawValue)
        self.init(error: error)
    }

    private init(ambiguous billers: [String]) {
        var error = CodeObject()
        error.add("code", CodeFault.Code.ambiguous.rawValue)
        error.add("position", 0)
        error.add("message", "More than one biller claims the code: ask whose bill it is.")
        error.add("billers", .list(billers.map(CodeJSON.text)))
        self.init(error: error)
    }

    private init(error: CodeObject) {
        var report = CodeObject()
        report.add("error", error.json)
        json = report.json
        isFault = true
    }

    /// A biller's code that has no form of its own.
    private init(_ reference: BillReference) {
        var report = CodeObject()
        report.add("format", "profile")
        report.add("bill", true)
        report.add("biller", reference.biller.text)
        report.add("account", reference.account.text)
        report.add("reference", reference.reference)
        report.add(reference.amount)
        report.add("due", reference.due?.description)
        report.add("period", reference.period?.description)
        report.add("raw", reference.raw)
        json = report.json
        isFault = false
    }

    private init(_ parsed: ParsedCode, _ reference: BillReference?, raw: String) {
        var report = CodeObject()
        let demand = parsed.demand
        report.add("format", parsed.format.rawValue)
        report.add("bill", demand != nil)
        report.add("biller", reference?.biller.text)
        report.add("account", reference?.account.text)
        report.add("payee", demand?.payee)
        report.add("reference", reference?.reference ?? demand?.reference)
        if let amount = reference?.amount {
            report.add(amount)
        } else if let amount = demand?.amount {
            report.add("amount", amount.decimal)
            report.add("currency", amount.currency?.code)
            report.add("minorUnits", amount.minorUnits.map(CodeJSON.integer))
        } else {
            report.add("currency", demand?.currency?.code)
        }
        report.add("due", (reference?.due ?? demand?.due)?.description)
        report.add("period", reference?.period?.description)
        report.addDetails(of: parsed)
        if demand != nil { report.add("raw", raw) }
        json = report.json
        isFault = false
    }
}

extension CodeObject {
    fileprivate mutating func add(_ money: Money?) {
        guard let money else { return }
        add("amount", money.decimalDescription)
        add("currency", money.currency.code)
        add("minorUnits", .integer(money.minorUnits))
    }
}
