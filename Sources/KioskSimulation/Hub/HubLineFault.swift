/// What goes wrong between kiosk and hub with one request.
package enum HubLineFault: String, Hashable, Codable, Sendable, CaseIterable {
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
    /// The request reaches the hub twice, the second time seconds later.
    case requestTwice
    /// The request reaches the hub long after the client has given up.
    case requestLate
}
