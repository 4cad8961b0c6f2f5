import CSQLite

/// The random numbers that SQLite makes for itself, for all connections of a process: salts of a WAL, the nonce of a
/// rollback journal, `random()` in SQL.
package enum SQLiteRandomness {
    /// Makes them follow from `seed`, so that two runs write equal bytes. Once at the start of a run, and for a program
    /// that uses SQLite for nothing else at that time. Never at each start of a machine: then an old WAL and a new one
    /// would have the same salts, by which SQLite tells them apart.
    package static func follow(seed: UInt64) {
        let folded = UInt32(truncatingIfNeeded: seed ^ (seed >> 32))
        // 0 would hand the generator back to the operating system.
        _ = kiosk_sqlite_seed(folded == 0 ? 1 : folded)
    }
}
