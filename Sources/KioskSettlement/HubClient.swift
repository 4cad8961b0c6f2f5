import AsyncHTTPClient
import Foundation
package import KioskAPI
package import KioskCore
package import Logging
import NIOCore
import NIOHTTP1

/// Asks the hub, once a request. Whether and when to send again is decided by the machine's queue alone, so
/// nothing here repeats, follows a redirect or tries another connection.
///
/// No answer is ever made up: whatever is not a whole, sound answer of the hub about the payment that was asked
/// for becomes a `HubTrouble`, which leaves open whether the hub acted.
package final class HubClient: Sendable {
    private let address: HubAddress
    let patience: HubPatience
    private let http: HTTPClient
    private let log: Logger
    private let sleep: @Sendable (Duration) async throws -> Void

    package init(
        address: HubAddress, patience: HubPatience = HubPatience(), log: Logger,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.address = address
        self.patience = patience
        self.log = log
        self.sleep = sleep
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .milliseconds(patience.connecting.wholeMilliseconds)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Must be called before the client goes away.
    package func shutdown() async {
        do {
            try await http.shutdown()
        } catch {
            log.warning("the hub client did not shut down cleanly", metadata: ["error": "\(error)"])
        }
    }

    /// Tells the hub that the kiosk lives; nil when the hub does not answer as a hub does.
    package func heartbeat(_ body: HeartbeatBody) async -> HeartbeatAnswer? {
        let exchange = await send(.heartbeat, HubPath.heartbeat(body.kiosk), body: body, limit: patience.heartbeat, nil)
        guard case .answered(200, let bytes, _) = exchange else { return nil }
        return try? HubJSON.decode(HeartbeatAnswer.self, from: bytes)
    }

    /// Shows the head of the journal to the hub, its witness. After `proofNeeded` it is shown again with a proof from
    /// the size that the hub named.
    package func witness(_ kiosk: KioskID, _ head: JournalHeadBody) async -> WitnessOutcome {
        await send(.witness, HubPath.journal(kiosk), body: head, limit: patience.heartbeat, nil).witness()
    }

    /// An inquiry and, while the biller is slow, the polls for its answer: all within one limit.
    func inquire(_ inquiry: Inquiry) async -> InquiryOutcome {
        await within(patience.asking, otherwise: .unavailable(.timedOut)) { [self] in
            var exchange = await send(.inquire, HubPath.inquiries, body: inquiry, limit: patience.asking, nil)
            for _ in 0..<patience.mostPolls {
                guard case .pending(let id, let seconds) = exchange.inquiry(inquiry),
                    (try? await sleep(.seconds(seconds))) != nil
                else { break }
                exchange = await send(.inquiry, HubPath.inquiry(id), limit: patience.asking, nil)
            }
            if case .outcome(let outcome) = exchange.inquiry(inquiry) { return outcome }
            return .unavailable(.timedOut)
        }
    }

    func send(
        _ route: HubRoute, _ path: String, body: (any Encodable & Sendable)? = nil, limit: Duration,
        _ payment: PaymentID?
    ) async -> HubExchange {
        var request = HTTPClientRequest(url: address.text + path)
        request.method = HTTPMethod(rawValue: route.method.rawValue)
        request.headers.add(name: "accept", value: "application/json")
        if let body {
            guard let bytes = try? HubJSON.encode(body) else { return .failed(.malformedAnswer) }
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: bytes))
        }
        let sealed = request
        let exchange = await within(limit, otherwise: .failed(.timedOut)) { [self] in await roundTrip(sealed) }
        if case .failed(let trouble) = exchange {
            log.notice(
                "the hub did not answer",
                metadata: [
                    "route": "\(route)", "trouble": "\(trouble)", "payment.id": "\(payment?.text ?? "none")",
                ])
        }
        return exchange
    }

    /// One request and its whole answer, at most `HubJSON.largestBody` bytes of it.
    private func roundTrip(_ request: HTTPClientRequest) async -> HubExchange {
        do {
            // The limit that counts is `within`'s, over head and body; this one only ends a forgotten request.
            let response = try await http.execute(request, timeout: HubClient.forgottenAfter)
            let body = try await response.body.collect(upTo: HubJSON.largestBody)
            return .answered(
                status: Int(response.status.code), body: Array(buffer: body),
                retryAfterSeconds: response.headers.first(name: "retry-after").flatMap { Int($0) })
        } catch {
            return .failed(HubTrouble(error))
        }
    }

    private static let forgottenAfter = TimeAmount.minutes(2)

    /// The result of `work`, or `late` when the limit passes first; `work` is then cancelled.
    private func within<Value: Sendable>(
        _ limit: Duration, otherwise late: Value, _ work: @escaping @Sendable () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Value.self) { group in
            group.addTask { await work() }
            group.addTask { [sleep] in
                try? await sleep(limit)
                return late
            }
            let first = await group.next() ?? late
            group.cancelAll()
            return first
        }
    }
}

extension HubTrouble {
    /// What a failed exchange means. A connection that closes early is `unreachable`, whatever the hub did before.
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as HTTPClientError:
            let late: [HTTPClientError] = [
                .deadlineExceeded, .readTimeout, .writeTimeout, .cancelled, .requestStreamCancelled,
            ]
            self = late.contains(error) ? .timedOut : .unreachable
        case is CancellationError: self = .timedOut
        case is NIOTooManyBytesError, is HTTPParserError: self = .malformedAnswer
        default: self = .unreachable
        }
    }
}
