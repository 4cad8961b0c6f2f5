import Crypto
import Foundation
import KioskAPI
import KioskCore

/// SHA-256 over what a kiosk asked for, to tell a retry from another request under the same id.
///
/// It is taken over the value written with sorted keys, so spaces and the order of fields do not matter.
enum BodyHash {
    static func of(_ order: PaymentOrder) throws -> String { hash(try HubJSON.encode(order)) }

    /// Confirmation and advice of the same money hash alike: a kiosk whose confirmation met a hub that had
    /// forgotten the preparation sends it again as advice, and both may arrive.
    static func of(_ submission: Submission) throws -> String {
        let alike = Submission(
            payment: submission.payment, kind: .advice, kiosk: submission.kiosk,
            receiptNumber: submission.receiptNumber, biller: submission.biller, account: submission.account,
            allocations: submission.allocations, tenders: submission.tenders, claimCode: submission.claimCode,
            taken: submission.taken)
        return hash(try HubJSON.encode(SubmissionBody(alike)))
    }

    static func of(_ charge: WalletCharge) throws -> String { hash(try HubJSON.encode(WalletChargeBody(charge))) }

    static func of(_ collection: CashCollection) throws -> String { hash(try HubJSON.encode(collection)) }

    private static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: Data(bytes)).map { hexadecimal($0) }.joined()
    }
}
