/// A fuzzer's input read as a script: what a device sends, what happens to its line, and what the kiosk wants of it.
///
/// Each step begins with a byte: its low three bits say what happens, its high five bits, here called n, how much.
///
///     0    n + 1 bytes arrive, as they stand in the script
///     1    8 × (n + 1) bytes arrive
///     2    a whole message of the device arrives, whose content the next n + 1 bytes are
///     3    the same with 8 × (n + 1) bytes
///     4    time passes: 10 ms, doubled as often as the low four bits of n say
///     5    the line breaks and opens again, after as much time
///     6    the kiosk wants something, by its number n
///     7    another device hangs on the line, which describes itself with the next 8 × n bytes
struct FuzzScript: Sequence, IteratorProtocol {
    enum Step {
        case bytes([UInt8])
        /// The frame around it, its check and what numbers it are the target's to make: a fuzzer does not guess
        /// checks.
        case message([UInt8])
        case pass(Duration)
        case lineBreaks(Duration)
        case wish(Int)
        case describe([UInt8])
    }

    private var input: FuzzInput

    init(_ input: FuzzInput) { self.input = input }

    mutating func next() -> Step? {
        guard !input.isAtEnd else { return nil }
        let first = input.byte()
        let amount = Int(first >> 3)
        let time = Duration.milliseconds(10) * (1 << (amount & 0x0F))
        switch first & 0x07 {
        case 0: return .bytes(input.take(amount + 1))
        case 1: return .bytes(input.take(8 * (amount + 1)))
        case 2: return .message(input.take(amount + 1))
        case 3: return .message(input.take(8 * (amount + 1)))
        case 4: return .pass(time)
        case 5: return .lineBreaks(time)
        case 6: return .wish(amount)
        default: return .describe(input.take(8 * amount))
        }
    }
}
