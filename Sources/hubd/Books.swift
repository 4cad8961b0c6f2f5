import ArgumentParser
import Foundation
import HubLedger
import KioskCore

/// The option that every command has: where the books are.
struct Books: ParsableArguments {
    @Option(help: ArgumentHelp("The hub's SQLite database; made if it is not there.", valueName: "path"))
    var database: String

    func open() throws -> HubLedger {
        try HubLedger(path: database, adapters: DemoBillers.adapters)
    }

    /// The wall clock: the one place where the hub asks what time it is.
    @Sendable static func now() -> WallTime {
        WallTime(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded()))
    }
}

extension CalendarDate: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension BillerID: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
