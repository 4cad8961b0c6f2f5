import Glibc
import KioskDevices
import Testing

struct TTYTransportTests {
    private static let everyByte = (0...255).map { UInt8($0) }

    @Test func everyByteGoesBothWaysAsItIs() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path), settings: SerialSettings(baud: 9_600, parity: .even))
        let description = try await line.open()
        #expect(description.identity == nil && description.descriptor.isEmpty)
        try await line.send(TTYTransportTests.everyByte)
        #expect(await terminal.receive() == TTYTransportTests.everyByte)
        terminal.send(TTYTransportTests.everyByte)
        var received: [UInt8] = []
        while received.count < 256, let piece = try await line.receive() { received += piece }
        #expect(received == TTYTransportTests.everyByte)
        await line.close()
        #expect(try await line.receive() == nil)
    }

    @Test func thePortHasTheSettingsOfItsProfile() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path), settings: SerialSettings(baud: 115_200, stopBits: 2))
        _ = try await line.open()
        let modes = try terminal.modes()
        #expect(cfgetospeed(modes: modes) == speed_t(B115200))
        #expect(modes.c_cflag & tcflag_t(CSTOPB) != 0)
        #expect(modes.c_lflag & tcflag_t(ECHO | ICANON | ISIG) == 0)
        #expect(modes.c_iflag & tcflag_t(IXON | ICRNL) == 0)
        #expect(modes.c_oflag & tcflag_t(OPOST) == 0)
        await line.close()
    }

    @Test func aDeviceThatTalksMuchComesInBoundedPieces() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path))
        _ = try await line.open()
        let sent = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
        var rest = sent[...]
        var received: [UInt8] = []
        while received.count < sent.count {
            rest = rest.dropFirst(terminal.send(rest))
            let piece = try #require(try await line.receive())
            #expect(!piece.isEmpty && piece.count <= 4_096)
            received += piece
        }
        #expect(received == sent)
        await line.close()
    }

    @Test func aLongMessageWaitsUntilTheDeviceTakesIt() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path))
        _ = try await line.open()
        let message = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        async let sending: Void = line.send(message)
        var received: [UInt8] = []
        while received.count < message.count {
            let piece = await terminal.receive()
            try #require(!piece.isEmpty)
            received += piece
        }
        try await sending
        #expect(received == message)
        await line.close()
    }

    @Test func unplugEndsTheLineAndWhatCameBeforeIsStillReceived() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path))
        _ = try await line.open()
        terminal.send([1, 2, 3])
        #expect(try await line.receive() == [1, 2, 3])
        terminal.unplug()
        await #expect(throws: LineError.self) { try await line.receive() }
        await #expect(throws: LineError.self) { try await line.send([1]) }
        await line.close()
        let error = await #expect(throws: LineError.self) { try await line.open() }
        #expect(error?.code == .deviceAbsent)
    }

    @Test func aPortIsHeldByOneLineAtATime() async throws {
        let terminal = try PseudoTerminal()
        let (first, second) = (TTYTransport(.path(terminal.path)), TTYTransport(.path(terminal.path)))
        _ = try await first.open()
        let error = await #expect(throws: LineError.self) { try await second.open() }
        #expect(error?.code == .inUse)
        // Opening anew lets go of the old opening first.
        _ = try await first.open()
        try await first.send([7])
        #expect(await terminal.receive() == [7])
        await first.close()
    }

    @Test func closingEndsAReceiverThatWaits() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path))
        _ = try await line.open()
        async let received = line.receive()
        await Task.yield()
        await line.close()
        let last = try await received
        #expect(last == nil)
        await #expect(throws: LineError.self) { try await line.send([1]) }
    }

    @Test func whoeverGivesUpWaitingIsLetGoAndTheLineGoesOn() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path))
        _ = try await line.open()
        let receiving = Task { try await line.receive() }
        receiving.cancel()
        await #expect(throws: CancellationError.self) { try await receiving.value }
        // A pseudo terminal takes some kilobytes and then waits for its reader.
        let sending = Task { try await line.send([UInt8](repeating: 0x55, count: 200_000)) }
        #expect(await terminal.receive(atMost: 1) == [0x55])
        sending.cancel()
        await #expect(throws: CancellationError.self) { try await sending.value }
        terminal.send([9])
        #expect(try await line.receive() == [9])
        await line.close()
    }

    @Test func messagesBeyondTheBoundAreRefused() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(.path(terminal.path))
        _ = try await line.open()
        let long = [UInt8](repeating: 0x55, count: 200_000)
        let codes = await withTaskGroup(of: LineError.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        try await line.send(long)
                        return nil
                    } catch {
                        return (error as? LineError)?.code
                    }
                }
            }
            var codes: [LineError.Code?] = []
            for _ in 0..<4 { codes.append(await group.next() ?? nil) }
            await line.close()
            for await code in group { codes.append(code) }
            return codes
        }
        #expect(codes.count { $0 == .queueFull } == 4)
        #expect(codes.count { $0 == .notOpen } == 16)
    }

    @Test(arguments: [
        (SerialSettings(baud: 12_345), LineError.Code.settingsRefused),
        (SerialSettings(baud: 9_600, stopBits: 3), .settingsRefused),
    ])
    func settingsThatNoPortHasAreRefused(_ settings: SerialSettings, _ code: LineError.Code) async throws {
        let terminal = try PseudoTerminal()
        let error = await #expect(throws: LineError.self) {
            try await TTYTransport(.path(terminal.path), settings: settings).open()
        }
        #expect(error?.code == code)
    }

    @Test(arguments: [("/dev/null", LineError.Code.wrongDevice), ("/dev/serial/by-id/none", .deviceAbsent)])
    func aPathThatIsNoPortIsRefused(_ path: String, _ code: LineError.Code) async throws {
        let error = await #expect(throws: LineError.self) { try await TTYTransport(.path(path)).open() }
        #expect(error?.code == code)
    }

    private func cfgetospeed(modes: termios) -> speed_t {
        var modes = modes
        return Glibc.cfgetospeed(&modes)
    }
}
