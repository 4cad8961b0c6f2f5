/// How a machine or its process dies.
package enum Death: Hashable, Codable, Sendable {
    /// `kill -9`: the operating system lives on, and the devices keep their power.
    case process
    /// The mains fail: what no sync had made durable is kept, lost, reordered or torn as `seed` says, and the devices
    /// start anew as well.
    case power(seed: UInt64)
}
