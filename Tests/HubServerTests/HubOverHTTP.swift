import HTTPTypes
import HubLedger
import Hummingbird
import HummingbirdTesting
import KioskAPI
import KioskCore
import Logging
import NIOCore
import Synchronization
import Testing

@testable import HubServer

/// The hub with the demonstration's bills as of 21 November 2026, 10:00 in Shanghai, and a clock the test moves.
final class HubOverHTTP: Sendable {
    static let morning = WallTime(milliseconds: (20_778 * 24 + 2) * 3_600_000)

    let ledger: HubLedger
    let clock = Mutex(HubOverHTTP.morning)
    let wallets = DemoWalletGateway()

    /// Seeded once: each test starts from a copy.
    private static let template = Result {
        let ledger = try HubLedger(path: nil, adapters: DemoBillers.adapters)
        try ledger.seedDemo(today: HubLedger.businessDate(morning))
        return ledger
    }

    init() throws { ledger = try Self.template.get().copy() }

    var service: HubService { service(wallets: wallets) }

    private func service(wallets: DemoWalletGateway?) -> HubService {
        var logger = Logger(label: "hub.test")
        logger.logLevel = .critical
        return HubService(ledger: ledger, wallets: wallets, now: { self.clock.withLock { $0 } }, logger: logger)
    }

    func advance(by duration: Duration) { clock.withLock { $0 = $0.advanced(by: duration) } }

    /// Runs requests straight through the router, without a socket.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (HubCaller) async throws -> Value
    ) async throws -> Value {
        try await run(wallets: wallets, body)
    }

    func run<Value: Sendable>(
        wallets: DemoWalletGateway?, _ body: @escaping @Sendable (HubCaller) async throws -> Value
    ) async throws -> Value {
        let service = service(wallets: wallets)
        let application = Application(router: service.router(), logger: service.logger)
        return try await application.test(.router) { try await body(HubCaller(client: $0)) }
    }
}

/// A kiosk as the hub sees it: requests out, statuses and bodies back.
struct HubCaller: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
        let headers: HTTPFields

        var text: String { String(decoding: body, as: UTF8.self) }
        var error: HubError? { (try? HubJSON.decode(HubErrorBody.self, from: body))?.error }
        func read<Value: Decodable>(_ type: Value.Type) throws -> Value { try HubJSON.decode(type, from: body) }
    }

    let client: any TestClientProtocol

    func get(_ path: String) async throws -> Answer { try await send(.get, path, []) }

    func post(_ path: String, _ body: some Encodable) async throws -> Answer {
        try await send(.post, path, try HubJSON.encode(body))
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]) async throws -> Answer {
        try await client.execute(uri: path, method: method, body: ByteBuffer(bytes: body)) { response in
            Answer(
                status: response.status.code, body: Array(response.body.readableBytesView), headers: response.headers)
        }
    }

    func inquire(
        _ biller: BillerID = DemoBillers.electricity, _ account: AccountNumber = DemoBillers.demoElectricityAccount
    ) async throws -> AccountStatement {
        let inquiry = Inquiry(biller: biller, account: account)
        let answer = try await post(HubPath.inquiries, inquiry)
        let reading = HubAnswerReader.inquiry(inquiry, status: answer.status, body: answer.body)
        guard case .outcome(.statement(let statement)) = reading else {
            throw HubError(.internalError, "the test expected a statement: \(answer.text)")
        }
        return statement
    }

    func order(_ id: PaymentID, _ statement: AccountStatement) throws -> PaymentOrder {
        let bill = try #require(statement.openBills.first)
        return PaymentOrder(
            payment: id, kiosk: "k-1", inquiry: statement.inquiry, biller: statement.biller.id,
            account: statement.account,
            allocations: [Allocation(bill: bill.id, period: bill.period, amount: bill.amountDue)], tender: .cash)
    }

    func submission(_ order: PaymentOrder, yuan: Int64 = 100, kind: Submission.Kind = .confirm) -> Submission {
        Submission(
            payment: order.payment, kind: kind, kiosk: order.kiosk, receiptNumber: "R-1", biller: order.biller,
            account: order.account, allocations: order.allocations,
            tenders: [.notes(denomination: Money(yuan * 100, .cny), count: 1)],
            claimCode: ClaimCode(random: [UInt8](repeating: 3, count: 11)), taken: HubOverHTTP.morning)
    }
}
