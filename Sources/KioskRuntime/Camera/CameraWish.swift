import KioskCore

/// Which codes the camera is to look for, as the screen says it. A camera sees what lies about all the time, so it looks
/// only where the screen asks for something, and hands on only that: the bill that still lies there while somebody pays in
/// notes does not begin a new visit.
enum CameraWish: Hashable, Sendable {
    case nothing, bills, creditNotes, walletCodes

    init(_ screen: Screen) {
        self =
            switch screen {
            case .attract: .bills
            case .methodChoice, .cashConsent, .cash: .creditNotes
            case .wallet(_, .showCode, isAborting: false), .wallet(_, .notAPaymentCode, isAborting: false): .walletCodes
            case .wallet, .billerChoice, .accountEntry, .asking, .billChoice, .billExplained, .preparing, .card,
                .settling,
                .done, .failed, .thanks, .outOfService:
                .nothing
            }
    }

    func isFulfilled(by reading: CodeReading) -> Bool {
        switch (self, reading) {
        case (.nothing, _): false
        case (.bills, _): true
        case (.creditNotes, .creditNote), (.walletCodes, .walletCode): true
        case (.creditNotes, _), (.walletCodes, _): false
        }
    }
}
