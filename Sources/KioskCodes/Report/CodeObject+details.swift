internal import KioskCore

extension CodeObject {
    /// What a form has beyond what all bills have.
    mutating func addDetails(of parsed: ParsedCode) {
        switch parsed {
        case .gs1(let elements): add(elements)
        case .febraban(let code): add(code)
        case .pagoPA(let notice): add(notice)
        case .swissQRBill(let bill): add(bill)
        case .epcTransfer(let transfer): add(transfer)
        case .emvMerchant(let code): add(code)
        case .japaneseSlip(let slip): add(slip)
        // A payment code is good for money as long as it lives, and is shown to nobody.
        case .wallet(let wallet):
            add("provider", wallet.provider.rawValue)
            add("length", wallet.digits.utf8.count)
        case .creditNote(let code): add("claimCode", code.description)
        case .badge(let badge): add("number", badge.number)
        }
    }

    private mutating func add(_ elements: GS1Elements) {
        add("iban", elements["8007"])
        add(
            "elements",
            .list(
                elements.elements.map { element in
                    var object = CodeObject()
                    object.add("ai", element.identifier)
                    object.add("value", element.value)
                    return object.json
                }))
    }

    private mutating func add(_ code: FEBRABANCode) {
        add("segment", code.segment)
        add("segmentName", code.segmentName)
        add("valueKind", code.kindOfValue)
        add("modulus", code.kindOfValue < 8 ? 10 : 11)
        add(code.segment == 6 ? "cnpj" : "company", code.company)
        add("quantity", code.quantity)
        add("freeField", code.freeField)
        add("barcode", code.barcode)
        add("typedLine", code.typedLine)
    }

    private mutating func add(_ notice: PagoPANotice) {
        add("notice", notice.notice)
        add("auxDigit", notice.auxiliaryDigit)
        add("iuv", notice.paymentReference)
        add("taxCode", notice.payee)
        add("taxCodeConsistent", notice.payeeIsConsistent)
    }

    private mutating func add(_ bill: SwissQRBill) {
        add("version", bill.version)
        add("iban", bill.iban)
        add("qrIban", bill.isQRIBAN)
        add("creditor", CodeObject.party(bill.creditor))
        add("debtor", bill.debtor.map(CodeObject.party))
        add("referenceType", bill.referenceType.rawValue)
        add("message", bill.message)
        add("billInformation", bill.billInformation)
        if !bill.alternativeSchemes.isEmpty {
            add("alternativeSchemes", .list(bill.alternativeSchemes.map(CodeJSON.text)))
        }
    }

    private static func party(_ party: SwissQRBill.Party) -> CodeJSON {
        var object = CodeObject()
        object.add("addressType", party.addressType)
        object.add("name", party.name)
        object.add(party.addressType == "S" ? "street" : "line1", party.street)
        object.add(party.addressType == "S" ? "building" : "line2", party.building)
        object.add("postalCode", party.postalCode)
        object.add("town", party.town)
        object.add("country", party.country)
        return object.json
    }

    private mutating func add(_ transfer: EPCTransfer) {
        add("version", transfer.version)
        add("characterSet", transfer.characterSet)
        add("bic", transfer.bic)
        add("name", transfer.name)
        add("iban", transfer.iban)
        add("purpose", transfer.purpose)
        add("structuredReference", transfer.reference)
        add("text", transfer.text)
        add("information", transfer.information)
    }

    private mutating func add(_ code: EMVMerchantCode) {
        add("singleUse", code.isForOnePayment)
        add(
            "accounts",
            .list(
                code.accounts.map { account in
                    var object = CodeObject()
                    object.add("id", account.id.padded(to: 2))
                    object.add("system", account.system)
                    object.add("merchant", account.merchant)
                    return object.json
                }))
        add("category", code.category)
        add("country", code.country)
        add("name", code.name)
        add("city", code.city)
        add("postalCode", code.postalCode)
        switch code.tip {
        case nil: break
        case .asked: add("tip", "asked")
        case .fixed(let amount): add("tip", amount.decimal)
        case .percentage(let share): add("tip", share + "%")
        }
        add("billNumber", code.billNumber)
        add("referenceLabel", code.referenceLabel)
        add("customerLabel", code.customerLabel)
        add("store", code.additional[3])
        add("terminal", code.additional[7])
        add("purpose", code.additional[8])
    }

    private mutating func add(_ slip: JapaneseSlip) {
        add("issuer", slip.issuer)
        add("freeField", slip.freeField)
        add("reissue", slip.reissue)
        add("stampDuty", slip.needsStamp)
    }
}
