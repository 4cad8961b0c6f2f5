/// The resets of all ports of a context. They are counted by port, not by claim, since a device that needs resets is
/// closed and opened in between, and comes back under another address.
final class ResetBook: Sendable {
    private let policies = Guarded<[String: USBResetPolicy]>([:])

    func wish(for portPath: String, at now: Duration) -> USBResetPolicy.Verdict {
        policies.withLock { policies in
            if policies[portPath] == nil, policies.count >= USBLimits.mostPorts {
                let oldest = policies.min { ($0.value.latest ?? .zero) < ($1.value.latest ?? .zero) }
                if let oldest { policies[oldest.key] = nil }
            }
            return policies[portPath, default: USBResetPolicy()].wish(at: now)
        }
    }
}
