import Foundation
import HTTPTypes
import HubLedger
import Hummingbird
import HummingbirdTesting
import KioskAPI
import KioskCore
import KioskEvidence
import NIOCore
import Testing

@testable import HubServer

/// The witness over HTTP, and the pages for people: the proof of a receipt, the fleet.
struct EvidenceOverHTTPTests {
    /// A journal of one payment between two other entries, and the text on its receipt.
    private struct Kiosk {
        let key: SigningKey
        let heads: [JournalHeadBody]
        let receipt: String

        init(seed: UInt8 = 1, payment: String = "p-1") throws {
            key = try SigningKey(name: "hub.example/k-1", seed: [UInt8](repeating: seed, count: 32))
            var leaves: [JournalLeaf] = []
            for number: UInt8 in 1...3 {
                let isPayment = number == 2
                leaves.append(
                    try JournalLeaf(
                        sequence: Int64(number), wallMilliseconds: HubOverHTTP.morning.milliseconds,
                        kind: isPayment ? "paymentQueued" : "started", payment: isPayment ? payment : "",
                        receiptNumber: isPayment ? "k-1-000001" : "", minorUnits: isPayment ? 100_00 : 0,
                        currency: "CNY", digest: [UInt8](repeating: number, count: 32)))
            }
            var nodes: [MerkleNode.ID: MerkleHash] = [:]
            var tree = CompactRange()
            var heads: [JournalHeadBody] = []
            for leaf in leaves {
                let old = tree.size
                for node in tree.append(.leaf(leaf.bytes)) { nodes[node.id] = node.hash }
                let proof = try ConsistencyProof(from: old, to: tree.size, nodes: { nodes[$0] })
                let signed = try SignedCheckpoint(Checkpoint(origin: key.name, tree), signedBy: key)
                heads.append(
                    JournalHeadBody(
                        verifierKey: key.verifierKey.text, checkpoint: signed.text, from: old,
                        proof: proof.path.map(\.base64)))
            }
            self.heads = heads
            let signed = try SignedCheckpoint(Checkpoint(origin: key.name, tree), signedBy: key)
            let inclusion = try InclusionProof(index: 1, size: 3, nodes: { nodes[$0] })
            let proof = try ReceiptProof(
                leaf: .leaf(leaves[1].bytes), inclusion: inclusion, in: signed, by: key.verifierKey)
            receipt = try ReceiptEvidence(leaf: leaves[1], proof: proof).text
        }
    }

    private func prove(_ text: String, _ hub: HubCaller) async throws -> HubCaller.Answer {
        let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await hub.get("\(HubPath.receipts)?text=\(encoded)")
    }

    @Test func aJournalIsWitnessedOverHTTP() async throws {
        let kiosk = try Kiosk()
        try await HubOverHTTP().run { hub in
            for (index, head) in kiosk.heads.enumerated() {
                let answer = try await hub.post(HubPath.journal("k-1"), head)
                #expect(HubAnswerReader.witness(status: answer.status, body: answer.body) == .judged(.accepted))
                #expect(try answer.read(JournalHeadAnswer.self).size == Int64(index + 1))
            }
            let again = try await hub.post(HubPath.journal("k-1"), kiosk.heads[0])
            #expect(HubAnswerReader.witness(status: again.status, body: again.body) == .judged(.older))
            let alarms = try await hub.get(HubPath.alarms).read(AlarmsAnswer.self)
            #expect(alarms.alarms.map(\.kind) == [.journalOlder])
            #expect(try await hub.get(HubPath.alarms + "?kiosk=k-2").read(AlarmsAnswer.self).open == 0)
            let fleet = try await hub.get(HubPath.fleet)
            #expect(fleet.status == 200)
            for text in ["k-1", "3 entries", "JOURNAL_OLDER", "(1)"] { #expect(fleet.text.contains(text)) }
        }
    }

    @Test func aHeadFromElsewhereIsAnsweredWithTheSize() async throws {
        let kiosk = try Kiosk()
        try await HubOverHTTP().run { hub in
            _ = try await hub.post(HubPath.journal("k-1"), kiosk.heads[0])
            let answer = try await hub.post(HubPath.journal("k-1"), kiosk.heads[2])
            #expect(answer.status == 409)
            #expect(answer.text == #"{"size":1}"#)
        }
    }

    @Test func aReceiptIsProvenWithTheKeyOfItsKiosk() async throws {
        let kiosk = try Kiosk()
        try await HubOverHTTP().run { hub in
            #expect(try await hub.get(HubPath.receipts).text.contains("<textarea"))
            _ = try await hub.post(HubPath.journal("k-1"), kiosk.heads[0])
            // As it stands in the code, as people copy it, and as an address in a browser.
            let middle = kiosk.receipt.index(kiosk.receipt.startIndex, offsetBy: 80)
            let copied = kiosk.receipt[..<middle] + " \r\n" + kiosk.receipt[middle...]
            for text in [kiosk.receipt, String(copied), "https://hub.example/v/p-1#" + kiosk.receipt] {
                let page = try await prove(text, hub)
                #expect(page.status == 200)
                for shown in ["¥100.00", "k-1-000001", "p-1", "Genuine", "not heard of yet"] {
                    #expect(page.text.contains(shown), "\(shown) is missing")
                }
            }
            let order = try hub.order("p-1", try await hub.inquire())
            _ = try await hub.post(HubPath.advice("p-1"), SubmissionBody(hub.submission(order, kind: .advice)))
            #expect(try await prove(kiosk.receipt, hub).text.contains("已缴清 · settled"))
        }
    }

    /// Every character of a receipt's code counts.
    @Test func aReceiptThatWasChangedIsNotProven() async throws {
        let kiosk = try Kiosk()
        try await HubOverHTTP().run { hub in
            _ = try await hub.post(HubPath.journal("k-1"), kiosk.heads[0])
            for offset in stride(from: 0, to: kiosk.receipt.count, by: 7) {
                var characters = Array(kiosk.receipt)
                characters[offset] = characters[offset] == "A" ? "B" : "A"
                let page = try await prove(String(characters), hub)
                #expect(page.status == 422, "character \(offset)")
                #expect(!page.text.contains("Genuine"))
            }
            for text in [String(kiosk.receipt.dropLast(9)), "hello", "<script>", String(repeating: "A", count: 9_000)] {
                let page = try await prove(text, hub)
                #expect(page.status == 422)
                #expect(!page.text.contains("<script>"))
            }
        }
    }

    @Test func aReceiptOfAKeyThatNobodyEnrolledIsNotProven() async throws {
        let (kiosk, stranger) = (try Kiosk(), try Kiosk(seed: 2))
        try await HubOverHTTP().run { hub in
            _ = try await hub.post(HubPath.journal("k-1"), kiosk.heads[0])
            let page = try await prove(stranger.receipt, hub)
            #expect(page.status == 422)
            #expect(page.text.contains("do not accept it"))
        }
    }

    /// What stands behind the `#` is known to the browser alone.
    @Test func theVouchersScriptLeadsToTheProof() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            _ = try await hub.post(HubPath.advice("p-1"), SubmissionBody(hub.submission(order, kind: .advice)))
            let page = try await hub.get(HubPath.voucher("p-1"))
            #expect(page.text.contains(#"<script src="/receipt.js"></script>"#))
            #expect(page.headers[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
            let script = try await hub.get("/receipt.js")
            #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(script.text.contains("/receipts?text="))
        }
    }
}
