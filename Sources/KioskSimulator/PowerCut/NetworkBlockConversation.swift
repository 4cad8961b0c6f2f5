/// The server's side of the Network Block Device protocol, over which QEMU reads and writes a drive of ours.
///
/// The fixed newstyle handshake and simple replies of the NBD project's `doc/proto.md`, with flush and without forced
/// unit access, so that the guest's kernel flushes instead. Everything a client may ask beyond is refused as the
/// protocol has it. Pure: bytes in, bytes out.
package struct NetworkBlockConversation: Sendable {
    private enum Phase { case flags, options, requests, ended }

    /// "NBDMAGIC", "IHAVEOPT", and: fixed newstyle, no 124 zeros.
    package static let greeting = bytes(0x4E42_444D_4147_4943 as UInt64) + bytes(optionMagic) + bytes(3 as UInt16)

    private static let optionMagic: UInt64 = 0x4948_4156_454F_5054
    private static let replyMagic: UInt64 = 0x0003_E889_0455_65A9
    private static let requestMagic: UInt32 = 0x2560_9513
    private static let answerMagic: UInt32 = 0x6744_6698
    /// HAS_FLAGS and SEND_FLUSH.
    private static let transmissionFlags: UInt16 = 1 | 4
    private enum Option { static let abort: UInt32 = 2, go: UInt32 = 7 }
    private enum Reply { static let done: UInt32 = 1, info: UInt32 = 3, unsupported: UInt32 = 0x8000_0001 }
    private enum Command { static let read: UInt16 = 0, write: UInt16 = 1, disconnect: UInt16 = 2, flush: UInt16 = 3 }
    private enum Failure { static let inputOutput: UInt32 = 5, invalid: UInt32 = 22 }
    private static let longestOption = 4_096
    private static let longestTransfer = 32 << 20
    private static let requestSize = 28

    private var phase = Phase.flags
    private var input: [UInt8] = []
    private var place = 0

    package init() {}

    package var hasEnded: Bool { phase == .ended }

    /// Bytes from the client, cut anywhere. Returns the bytes that go back.
    package mutating func received<Store: DriveStore>(_ more: [UInt8], _ drive: inout CachedDrive<Store>) -> [UInt8] {
        input += more
        var out: [UInt8] = []
        while let answer = step(&drive) { out += answer }
        input.removeFirst(place)
        place = 0
        return out
    }

    /// Nil when there is not enough yet.
    private mutating func step<Store: DriveStore>(_ drive: inout CachedDrive<Store>) -> [UInt8]? {
        switch phase {
        case .flags:
            guard take(4) != nil else { return nil }
            phase = .options
            return []
        case .options: return option(size: drive.size)
        case .requests: return request(&drive)
        case .ended: return nil
        }
    }

    private mutating func option(size: Int) -> [UInt8]? {
        guard let head = peek(16) else { return nil }
        let (option, length) = (word(head, 8), Int(word(head, 12)))
        guard long(head, 0) == Self.optionMagic, length <= Self.longestOption else { return end() }
        guard take(16 + length) != nil else { return nil }
        switch option {
        case Option.go:
            phase = .requests
            // NBD_INFO_EXPORT.
            let info = bytes(0 as UInt16) + bytes(UInt64(size)) + bytes(Self.transmissionFlags)
            return reply(option, Reply.info, info) + reply(option, Reply.done, [])
        case Option.abort:
            phase = .ended
            return reply(option, Reply.done, [])
        default: return reply(option, Reply.unsupported, [])
        }
    }

    private func reply(_ option: UInt32, _ kind: UInt32, _ data: [UInt8]) -> [UInt8] {
        bytes(Self.replyMagic) + bytes(option) + bytes(kind) + bytes(UInt32(data.count)) + data
    }

    private mutating func request<Store: DriveStore>(_ drive: inout CachedDrive<Store>) -> [UInt8]? {
        guard let head = peek(Self.requestSize) else { return nil }
        let command = UInt16(head[6]) << 8 | UInt16(head[7])
        let (cookie, offset, length) = (long(head, 8), long(head, 16), Int(word(head, 24)))
        guard word(head, 0) == Self.requestMagic, length <= Self.longestTransfer else { return end() }
        let payload = command == Command.write ? length : 0
        guard let taken = take(Self.requestSize + payload) else { return nil }
        if command == Command.disconnect { return end() }
        let (failure, data) = perform(
            command, at: Int(clamping: offset), count: length, taken.dropFirst(Self.requestSize), &drive)
        return bytes(Self.answerMagic) + bytes(failure) + bytes(cookie) + data
    }

    private func perform<Store: DriveStore>(
        _ command: UInt16, at offset: Int, count: Int, _ payload: ArraySlice<UInt8>, _ drive: inout CachedDrive<Store>
    ) -> (failure: UInt32, data: [UInt8]) {
        do {
            switch command {
            case Command.flush: try drive.flush()
            case Command.read where drive.covers(offset, count):
                return (0, try drive.read(at: offset, count: count))
            case Command.write where drive.covers(offset, count): try drive.write(Array(payload), at: offset)
            default: return (Failure.invalid, [])
            }
            return (0, [])
        } catch {
            return (Failure.inputOutput, [])
        }
    }

    /// A client that speaks otherwise is not listened to any longer.
    private mutating func end() -> [UInt8] {
        phase = .ended
        return []
    }

    private func peek(_ count: Int) -> [UInt8]? {
        input.count - place >= count ? Array(input[place..<(place + count)]) : nil
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard let bytes = peek(count) else { return nil }
        place += count
        return bytes
    }

    private func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<(at + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func long(_ bytes: [UInt8], _ at: Int) -> UInt64 {
        bytes[at..<(at + 8)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// High byte first, as on the wire.
private func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
}
