package import KioskCore

/// The middle as the engine sees it. `KioskMachine` is the one there is; tests of the engine script another.
package protocol KioskDeciding: Sendable {
    mutating func received(_ event: KioskEvent, at now: KioskInstant) -> [KioskAction]
    var nextDeadline: KioskInstant? { get }
    func view(at now: KioskInstant) -> KioskView
    var ledger: Ledger { get }
}

extension KioskMachine: KioskDeciding {}
