import GRDB
package import KioskAPI
import KioskCore

extension HubLedger {
    /// All billers, in the order of their ids; none when `since` is still the current version.
    package func catalogue(since: Int?) throws -> CatalogueAnswer {
        let version = try catalogueVersion()
        guard since != version else { return CatalogueAnswer(version: version, unchanged: true, billers: []) }
        return CatalogueAnswer(version: version, unchanged: false, billers: sortedBillers)
    }

    package func catalogueVersion() throws -> Int {
        try database.read { try Int.fetchOne($0, cached: "SELECT MAX(version) FROM catalogue") } ?? 0
    }

    private var sortedBillers: [Biller] {
        adapters.values.map(\.biller).sorted { $0.id < $1.id }
    }

    /// Gives the catalogue a new version if any biller changed since the books were last open.
    func writeCatalogue() throws {
        let billers = try json(sortedBillers)
        try database.write { database in
            let sql = "SELECT billers FROM catalogue ORDER BY version DESC LIMIT 1"
            guard try String.fetchOne(database, cached: sql) != billers else { return }
            try database.execute(
                sql: "INSERT INTO catalogue (version, billers) SELECT COALESCE(MAX(version), 0) + 1, ? FROM catalogue",
                arguments: [billers])
        }
    }
}
