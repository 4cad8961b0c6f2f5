import Foundation

/// What this thread used of a core meanwhile, in milliseconds: other programs do not count.
func coreMilliseconds(_ body: () throws -> Void) rethrows -> Double {
    func used() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    }
    let start = used()
    try body()
    return used() - start
}
