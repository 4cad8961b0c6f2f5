package import HubLedger
import KioskAPI
package import KioskCore

/// What goes wrong between kiosk and hub with one request.
package enum HubLineFault: Hashable, Sendable, CaseIterable {
    /// Nothing listens at the other end.
    case unreachable
    /// The request never arrives; the kiosk waits its time-out.
    case requestLost
    /// The hub commits, and its answer never arrives.
    case answerLost
    case errorBeforeCommit
    case errorAfterCommit
    /// 200, and a body cut in the middle, after the commit.
    case brokenJSON
    /// 200, and the page of a captive portal; the hub never saw the request.
    case captivePortal
    /// The right answer, late but within the client's time limit.
    case slow
    /// The right answer, after the client has given up.
    case tooSlow
    case answerTwice
    case answerForAnother
    case tooManyRequests
}

/// The hub and the line to it: real rules and books, real JSON, simulated network.
package struct SimulatedHubLine: Sendable {
    package let ledger: HubLedger
    /// Every request meets this.
    package var standing: HubLineFault?
    /// Faults for single requests, taken from the front, before `standing` counts.
    package var script: [HubLineFault?] = []
    package private(set) var requests: [HubRequest] = []

    package static let latency: Duration = .milliseconds(20)
    package static let slowness: Duration = .seconds(6)
    package static let clientTimeLimit: Duration = .seconds(15)

    package init(ledger: HubLedger) { self.ledger = ledger }

    /// The answers to one request, each with the time it takes; none for a request that is not answered.
    mutating func send(_ request: HubRequest, at now: KioskInstant) -> [(delay: Duration, answer: HubAnswer)] {
        requests.append(request)
        let fault = script.isEmpty ? standing : script.removeFirst()
        let trouble: HubTrouble
        switch fault {
        case nil: return [answer(request, now, after: SimulatedHubLine.latency)].compactMap { $0 }
        case .slow: return [answer(request, now, after: SimulatedHubLine.slowness)].compactMap { $0 }
        case .answerTwice:
            return [
                answer(request, now, after: SimulatedHubLine.latency),
                answer(request, now, after: SimulatedHubLine.latency * 3),
            ].compactMap { $0 }
        case .unreachable: trouble = .unreachable
        case .requestLost: trouble = .timedOut
        case .errorBeforeCommit: trouble = .serverError(status: 500)
        case .captivePortal: trouble = .malformedAnswer
        case .tooManyRequests: trouble = .retryLater(afterSeconds: 30)
        case .answerLost, .tooSlow:
            _ = reply(to: request, at: now)
            trouble = .timedOut
        case .errorAfterCommit:
            _ = reply(to: request, at: now)
            trouble = .serverError(status: 502)
        case .brokenJSON:
            let whole = reply(to: request, at: now)
            let cut = Reply(status: whole.status, body: Array(whole.body.prefix(whole.body.count / 2)))
            return read(cut, as: request).map { [(SimulatedHubLine.latency, $0)] } ?? []
        case .answerForAnother:
            _ = reply(to: request, at: now)
            trouble = .answerForAnother
        }
        let delay = trouble == .timedOut ? SimulatedHubLine.clientTimeLimit : SimulatedHubLine.latency
        return SimulatedHubLine.unavailable(request, trouble).map { [(delay, $0)] } ?? []
    }

    private func answer(_ request: HubRequest, _ now: KioskInstant, after delay: Duration) -> (Duration, HubAnswer)? {
        read(reply(to: request, at: now), as: request).map { (delay, $0) }
    }

    private static func unavailable(_ request: HubRequest, _ trouble: HubTrouble) -> HubAnswer? {
        switch request {
        case .inquire(let inquiry): .inquired(inquiry, .unavailable(trouble))
        case .prepare(let order): .prepared(order.payment, .unavailable(trouble))
        case .submit(let submission, _): .submitted(submission.payment, .unavailable(trouble))
        case .enquire(let id, _): .submitted(id, .unavailable(trouble))
        case .cancel: nil
        }
    }
}

// MARK: - The hub's side

extension SimulatedHubLine {
    private struct Reply {
        let status: Int
        let body: [UInt8]
    }

    private func reply(to request: HubRequest, at now: KioskInstant) -> Reply {
        do {
            switch request {
            case .inquire(let inquiry):
                // What a slow biller leaves pending is polled until it is there, as the client does.
                var answer = try ledger.inquire(inquiry, now: now.wall)
                if answer.state == .pending {
                    answer = try ledger.inquiry(answer.inquiry, now: now.wall.advanced(by: .seconds(5)))
                }
                return Reply(status: 200, body: try HubJSON.encode(answer))
            case .prepare(let order):
                return Reply(status: 201, body: try HubJSON.encode(ledger.prepare(order, now: now.wall)))
            case .cancel(let id):
                return Reply(status: 200, body: try HubJSON.encode(ledger.cancel(id, now: now.wall)))
            case .submit(let submission, .confirm):
                return Reply(status: 200, body: try HubJSON.encode(ledger.confirm(submission, now: now.wall)))
            case .submit(let submission, .advice):
                return Reply(status: 200, body: try HubJSON.encode(ledger.advise(submission, now: now.wall)))
            case .enquire(let id, _):
                return Reply(status: 200, body: try HubJSON.encode(ledger.status(id, now: now.wall)))
            }
        } catch let error as HubError {
            let body = (try? HubJSON.encode(HubErrorBody(error))) ?? []
            return Reply(status: error.code.httpStatus, body: body)
        } catch {
            return Reply(status: 500, body: [])
        }
    }

    private func read(_ reply: Reply, as request: HubRequest) -> HubAnswer? {
        switch request {
        case .inquire(let inquiry):
            switch HubAnswerReader.inquiry(inquiry, status: reply.status, body: reply.body) {
            case .outcome(let outcome): .inquired(inquiry, outcome)
            case .pending: .inquired(inquiry, .unavailable(.timedOut))
            }
        case .prepare(let order):
            .prepared(
                order.payment, HubAnswerReader.preparation(of: order, status: reply.status, body: reply.body))
        case .submit(let submission, _):
            .submitted(
                submission.payment,
                HubAnswerReader.submission(
                    of: submission.payment, tendered: submission.tendered, status: reply.status, body: reply.body))
        case .enquire(let id, let tendered):
            .submitted(
                id,
                HubAnswerReader.submission(of: id, tendered: tendered, status: reply.status, body: reply.body))
        case .cancel: nil
        }
    }
}
