/// What the ledger is asked at every event, kept up with each change so that 100,000 waiting payments cost no more
/// than one. All of it can be told from the payments alone.
struct LedgerIndex: Sendable {
    /// Payments that were not told to the hub, in the order in which they began: few.
    private(set) var open: [PaymentID] = []
    /// Payments about which a person must decide, in the order in which they came to it.
    var exceptional: [PaymentID] = []
    private(set) var queuedCount = 0
    /// Waiting payments that are to settle bills, by account.
    private(set) var settling: [ServiceAccount: Int] = [:]
    /// What was taken offline and waits: all of it, and by biller.
    private(set) var offline = OfflineTally()
    private(set) var offlineByBiller: [BillerID: OfflineTally] = [:]
    /// Slips that were begun and of which the printer has not told.
    private(set) var printing: [PrintJobID: PaymentID] = [:]

    /// How one payment counts.
    struct Standing: Hashable, Sendable {
        var isOpen = false
        var isQueued = false
        var isException = false
        var isForgettable = false
        var settling: ServiceAccount?
        var offline: OfflineItem?
        var printing: PrintJobID?

        init() {}

        init(_ record: PaymentRecord) {
            isOpen = record.outcome == nil && record.submission == nil
            isQueued = record.isQueued
            isException = record.exceptionKind != nil
            isForgettable = !isException && record.state.isTerminal
            if isQueued {
                if record.settlesBills { settling = record.serviceAccount }
                if record.channel == .offline, let biller = record.plan?.biller.id {
                    offline = OfflineItem(
                        biller: biller, minorUnits: record.taken.minorUnits, place: record.queuePlace ?? 0,
                        began: record.began.wall)
                }
            }
            if case .printing(let job) = record.slip { printing = job }
        }
    }

    mutating func changed(_ id: PaymentID, from before: Standing, to after: Standing) {
        if before.isOpen != after.isOpen { LedgerIndex.set(id, in: &open, after.isOpen) }
        if before.isException != after.isException { LedgerIndex.set(id, in: &exceptional, after.isException) }
        queuedCount += (after.isQueued ? 1 : 0) - (before.isQueued ? 1 : 0)
        if before.settling != after.settling {
            if let account = before.settling { count(account, -1) }
            if let account = after.settling { count(account, 1) }
        }
        if before.offline != after.offline {
            if let item = before.offline { tally(item) { $0.remove(item) } }
            if let item = after.offline { tally(item) { $0.add(item) } }
        }
        if before.printing != after.printing {
            if let job = before.printing { printing[job] = nil }
            if let job = after.printing { printing[job] = id }
        }
    }

    private static func set(_ id: PaymentID, in list: inout [PaymentID], _ isIn: Bool) {
        if isIn { list.append(id) } else if let place = list.lastIndex(of: id) { list.remove(at: place) }
    }

    private mutating func count(_ account: ServiceAccount, _ change: Int) {
        let left = settling[account, default: 0] + change
        settling[account] = left > 0 ? left : nil
    }

    private mutating func tally(_ item: OfflineItem, _ body: (inout OfflineTally) -> Void) {
        body(&offline)
        body(&offlineByBiller[item.biller, default: OfflineTally()])
        if offlineByBiller[item.biller]?.count == 0 { offlineByBiller[item.biller] = nil }
    }
}

/// A household's account with one biller.
struct ServiceAccount: Hashable, Sendable {
    let biller: BillerID
    let account: AccountNumber
}

/// One payment that was taken offline and waits for the hub.
struct OfflineItem: Hashable, Sendable {
    let biller: BillerID
    let minorUnits: Int64
    /// Its place in the queue.
    let place: Int
    let began: WallTime
}

/// Sums over payments that wait. The oldest is the one that was queued first.
struct OfflineTally: Hashable, Sendable {
    private(set) var minorUnits: Int64 = 0
    private var waiting: [Int: WallTime] = [:]
    /// Places in the order of queueing; those before `head`, and those not in `waiting`, are gone.
    private var places: [Int] = []
    private var head = 0

    var count: Int { waiting.count }
    var oldest: WallTime? { head < places.count ? waiting[places[head]] : nil }

    mutating func add(_ item: OfflineItem) {
        minorUnits += item.minorUnits
        waiting[item.place] = item.began
        places.append(item.place)
    }

    mutating func remove(_ item: OfflineItem) {
        minorUnits -= item.minorUnits
        waiting[item.place] = nil
        while head < places.count, waiting[places[head]] == nil { head += 1 }
        // What is gone is thrown away now and then: constant work a removal, over many.
        guard places.count > 64, places.count > 2 * waiting.count else { return }
        places = places[head...].filter { waiting[$0] != nil }
        head = 0
    }
}
