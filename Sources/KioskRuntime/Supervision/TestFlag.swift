import Synchronization

/// Up while a technician tests a scanner: the first code then is the technician's and begins nobody's visit.
///
/// Whoever hands codes to the kiosk takes the flag down with that code, so that it does not matter whether the test
/// or the kiosk hears of the code first.
final class TestFlag: Sendable {
    private let isFree = Mutex<DeviceExercise.IsFree?>(nil)

    /// - Parameter isFree: While it is false the code is a resident's, flag or no flag.
    func raise(while isFree: @escaping DeviceExercise.IsFree) { self.isFree.withLock { $0 = isFree } }
    func lower() { isFree.withLock { $0 = nil } }

    /// Whether the code that was just read is the technician's.
    func claimsCode() -> Bool {
        let claim = isFree.withLock { flag in
            defer { flag = nil }
            return flag
        }
        return claim?() ?? false
    }
}
