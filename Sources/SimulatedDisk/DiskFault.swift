/// A call that is to fail, and how.
package struct DiskFault: Hashable, Sendable {
    package enum Extent: Hashable, Sendable {
        case once
        /// This call and all of its kind after it, until `SimulatedDisk.mend()`.
        case fromThenOn
    }

    package var call: DiskCall
    /// Which of the calls of this kind from now on; 1 is the next.
    package var nth: Int
    package var failure: DiskFailure
    package var extent: Extent
    /// What a failed sync does to the writes it was to make durable. False: they stay unsynced and the next sync gets
    /// them. True: they never reach the medium, the page cache calls them clean and goes on showing them, and the next
    /// sync reports success, as on ext4 (A. Rebello and others, Can Applications Recover from fsync Failures?,
    /// USENIX ATC 2020).
    package var losesUnsynced: Bool

    package init(
        _ call: DiskCall, nth: Int = 1, failure: DiskFailure? = nil, extent: Extent = .once, losesUnsynced: Bool = false
    ) {
        self.call = call
        self.nth = nth
        self.failure = failure ?? call.usualFailure
        self.extent = extent
        self.losesUnsynced = losesUnsynced
    }
}

/// The faults and the death that wait for their calls. Checked at every call, so it is quick when there are none.
struct DiskSchedule {
    /// A fault with `nth` counted from the disk's first call.
    private var faults: [DiskFault] = []
    private var deaths: [Death] = []

    private struct Death {
        /// Nil stands for changes of any kind.
        var call: DiskCall?
        var number: Int
    }

    mutating func add(_ fault: DiskFault, after counts: DiskCallCounts) {
        var fault = fault
        fault.nth += counts[fault.call]
        faults.append(fault)
    }

    mutating func addDeath(before nth: Int, of call: DiskCall?, after counts: DiskCallCounts) {
        deaths.append(Death(call: call, number: nth + (call.map { counts[$0] } ?? counts.changes)))
    }

    mutating func removeAll() {
        faults.removeAll()
        deaths.removeAll()
    }

    mutating func removeDeaths() { deaths.removeAll() }

    /// Whether the machine dies before this call, which is not counted yet.
    func kills(_ call: DiskCall, after counts: DiskCallCounts) -> Bool {
        guard !deaths.isEmpty else { return false }
        return deaths.contains { death in
            if let kind = death.call { return kind == call && counts[call] + 1 >= death.number }
            return call.isChange && counts.changes + 1 >= death.number
        }
    }

    /// The fault that meets this call, which is counted already.
    mutating func fault(at call: DiskCall, counted counts: DiskCallCounts) -> DiskFault? {
        guard !faults.isEmpty else { return nil }
        let found = faults.firstIndex { fault in
            guard fault.call == call else { return false }
            switch fault.extent {
            case .once: return counts[call] == fault.nth
            case .fromThenOn: return counts[call] >= fault.nth
            }
        }
        guard let found else { return nil }
        switch faults[found].extent {
        case .once: return faults.remove(at: found)
        case .fromThenOn: return faults[found]
        }
    }
}
