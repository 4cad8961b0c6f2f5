import KioskCore

/// What became of waiting for a device's word.
enum Found<Value: Sendable>: Sendable {
    case found(Value)
    case late
    /// Somebody came to the screen.
    case disturbed

    var value: Value? { if case .found(let value) = self { value } else { nil } }
}

extension Found: Equatable where Value: Equatable {}

extension KioskClock {
    /// The first element from which `pick` makes something, unless the time is over before, or `isFree` is no more.
    func first<Element: Sendable, Value: Sendable>(
        in stream: AsyncStream<Element>, within limit: Duration,
        while isFree: @escaping DeviceExercise.IsFree = { true },
        _ pick: @escaping @Sendable (Element) -> Value?
    ) async -> Found<Value> {
        let end = now().advanced(by: limit)
        return await withTaskGroup(of: Found<Value>.self) { group in
            group.addTask {
                for await element in stream { if let value = pick(element) { return .found(value) } }
                return .late
            }
            group.addTask {
                while now() < end, isFree() {
                    let next = min(end, now().advanced(by: DeviceExercise.look))
                    do { try await sleep(next) } catch { return .late }
                }
                return isFree() ? .late : .disturbed
            }
            defer { group.cancelAll() }
            return await group.next() ?? .late
        }
    }
}
