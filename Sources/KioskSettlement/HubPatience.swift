/// How long the client waits for the hub: each limit is for the whole of a request, from the first packet to the
/// last byte of the answer, so that a hub that answers a byte at a time gains nothing by it.
package struct HubPatience: Hashable, Sendable {
    package var connecting: Duration = .seconds(3)
    /// For inquiries with all their polls, for preparing, and for asking what became of a payment.
    package var asking: Duration = .seconds(15)
    /// For money: longer than the hub's own 30 s, so that its answer is rarely missed.
    package var submitting: Duration = .seconds(35)
    package var heartbeat: Duration = .seconds(10)
    /// How often an inquiry that the biller is slow to answer is asked for again.
    package var mostPolls = 10

    package init() {}
}
