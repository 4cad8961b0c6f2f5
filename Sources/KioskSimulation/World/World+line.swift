import KioskAPI
import KioskCore
import SimulatedDisk

/// The network between kiosk and hub.
extension World {
    /// A request goes out: what becomes of it and of its answer is put on the agenda.
    func ask(_ asked: HubRequest) {
        guard let request = bugged(asked) else { return }
        let exchange = hub.begin(request)
        tell("to the hub: \(request.words)")
        coverage.count(exchange.fault)
        let limit = SimulatedHubLine.limit(of: request)
        var dice = SplitMix64(seed: hub.weather.seed &+ UInt64(exchange.id) &* 0x9E37_79B9)
        agenda.add(.clientGivesUp(exchange.id, .timedOut), at: now.sinceBoot + limit)
        if hub.weather.isCut || dice.chance(hub.weather.lostPercent, of: 100) {
            coverage.count(.lostMessage)
            return tell("  the request is lost")
        }
        let delay = SimulatedHubLine.latency / 2 + .milliseconds(dice.below(hub.weather.delayMilliseconds + 1))
        let arrival = now.sinceBoot + delay
        switch exchange.fault {
        case .unreachable: agenda.add(.clientGivesUp(exchange.id, .unreachable), at: arrival)
        case .requestLost: break
        case .errorBeforeCommit: agenda.add(.answerArrives(exchange.id, .internalError), at: arrival)
        case .captivePortal: agenda.add(.answerArrives(exchange.id, .captivePortal), at: arrival)
        case .tooManyRequests:
            let reply = HubReply(status: 429, body: [], retryAfterSeconds: 30)
            agenda.add(.answerArrives(exchange.id, reply), at: arrival)
        case .requestTwice:
            agenda.add(.requestArrives(exchange.id), at: arrival)
            agenda.add(.requestArrives(exchange.id), at: arrival + .seconds(3))
        case .requestLate: agenda.add(.requestArrives(exchange.id), at: now.sinceBoot + limit + .seconds(10))
        case .answerLost, .errorAfterCommit, .brokenJSON, .slow, .tooSlow, .answerTwice, .answerForAnother, nil:
            agenda.add(.requestArrives(exchange.id), at: arrival)
        }
        if dice.chance(hub.weather.repeatedPercent, of: 100) {
            coverage.count(.repeatedMessage)
            agenda.add(.requestArrives(exchange.id), at: arrival + .milliseconds(dice.below(20_000)))
        }
    }

    func requestArrived(_ id: Int) {
        guard let exchange = hub.exchanges[id] else { return }
        guard hub.process != nil else {
            agenda.add(.clientGivesUp(id, .unreachable), at: now.sinceBoot + SimulatedHubLine.latency / 2)
            return
        }
        guard var reply = hubReplies(to: exchange.request) else {
            // The hub died in the middle: the connection is reset.
            agenda.add(.clientGivesUp(id, .unreachable), at: now.sinceBoot + SimulatedHubLine.latency / 2)
            return
        }
        digest.add(reply.body)
        var dice = SplitMix64(seed: hub.weather.seed &+ UInt64(id) &* 0x85EB_CA6B &+ 1)
        var delay = SimulatedHubLine.latency / 2 + .milliseconds(dice.below(hub.weather.delayMilliseconds + 1))
        if dice.chance(hub.weather.lostPercent, of: 100) {
            coverage.count(.lostMessage)
            return tell("  the hub's answer is lost")
        }
        switch exchange.fault {
        case .answerLost: return
        case .errorAfterCommit: reply = HubReply(status: 502, body: [])
        case .brokenJSON: reply.body = Array(reply.body.prefix(reply.body.count / 2))
        case .answerForAnother: reply.body = World.ofAnother(reply.body, exchange.request)
        case .slow: delay += SimulatedHubLine.slowness
        case .tooSlow: delay += SimulatedHubLine.limit(of: exchange.request)
        case .answerTwice: agenda.add(.answerArrives(id, reply), at: now.sinceBoot + delay * 3)
        case .unreachable, .requestLost, .errorBeforeCommit, .captivePortal, .tooManyRequests, .requestTwice,
            .requestLate, nil:
            break
        }
        agenda.add(.answerArrives(id, reply), at: now.sinceBoot + delay)
    }

    /// The body, about another payment.
    private static func ofAnother(_ body: [UInt8], _ request: HubRequest) -> [UInt8] {
        let id: PaymentID? =
            switch request {
            case .inquire, .reportCollection, .reportDay: nil
            case .chargeWallet(let charge): charge.payment
            case .claimCreditNote(let claim): claim.payment
            case .prepare(let order): order.payment
            case .submit(let submission, _): submission.payment
            case .enquire(let id, _), .cancel(let id), .enquireWallet(let id), .cancelWallet(let id): id
            }
        guard let id else { return [] }
        let text = String(decoding: body, as: UTF8.self)
        return Array(text.replacing(id.text, with: "01930000-0000-7000-8000-ffffffffffff").utf8)
    }

    func answerArrived(_ id: Int, _ reply: HubReply) {
        let isRepeated = hub.exchanges[id]?.isOpen == false && hub.exchanges[id]?.fault == .answerTwice
        guard let exchange = hub.finish(id) ?? (isRepeated ? hub.exchanges[id] : nil) else { return }
        if let answer = reply.answer(to: exchange.request) { deliver(answer) }
    }

    func clientGaveUp(_ id: Int, _ trouble: HubTrouble) {
        guard let exchange = hub.finish(id) else { return }
        if let answer = HubReply.unavailable(exchange.request, trouble) { deliver(answer) }
    }

    private func deliver(_ answer: HubAnswer) {
        guard kiosk != nil, let answer = bugged(answer) else { return }
        inbox.append(.hubAnswered(answer))
    }

    /// The kiosk asks whether the hub is there, as its heartbeat does.
    func beat() {
        guard kiosk != nil else { return }
        let isThere = hub.process != nil && !hub.weather.isCut && hub.standing == nil
        inbox.append(.hubReachable(isThere))
        if isThere, lastHeadShown.map({ now.sinceBoot - $0 >= World.witnessInterval }) ?? true {
            lastHeadShown = now.sinceBoot
            showHead()
        }
        agenda.add(.heartbeat, at: now.sinceBoot + (isThere ? .seconds(30) : .seconds(5)))
    }
}
