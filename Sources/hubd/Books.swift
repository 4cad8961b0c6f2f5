import ArgumentParser
import Foundation
import HubLedger
import KioskCore

/// The option that every command has: where the books are.
struct Books: ParsableArguments {
    @Option(help: ArgumentHelp("The hub's SQLite database; made if it is not there.", valueName: "path"))
    var database: String

    /// Only the server makes new books: a path with a slip in it must not look like a hub with nothing to reconcile.
    func open(creating: Bool = false) throws -> HubLedger {
        guard creating || FileManager.default.fileExists(atPath: database) else {
            throw ValidationError("There are no books at \(database); check the path.")
        }
        return try HubLedger(path: database, adapters: DemoBillers.adapters)
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

extension KioskID: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
