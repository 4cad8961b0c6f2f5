import KioskCore
import NIOCore
import NIOPosix

/// A simulated device behind a Unix socket, in real time: the plug into which `kioskd` puts its driver.
///
/// One connection at a time, as a cable has one end; a second one replaces the first.
package actor DeviceServer<Device: SimulatedDevice> {
    private var device: Device
    private var line: NIOAsyncChannelOutboundWriter<ByteBuffer>?
    private var connections = 0
    private let clock: BenchClock

    /// How often the firmware looks at its clock.
    private static var tick: Duration { .milliseconds(5) }

    package init(_ device: Device, clock: BenchClock) {
        self.device = device
        self.clock = clock
    }

    package var isConnected: Bool { line != nil }

    /// What can be seen of the device from outside.
    package func read<Value: Sendable>(_ property: @Sendable (Device) -> Value) -> Value { property(device) }

    package func hand(_ hand: Device.Hand) async { await send(device.hand(hand, at: clock.now)) }

    package func powerCycle() async { await send(device.powerCycled(at: clock.now)) }

    /// Listens at `path` until the task is cancelled.
    package func run(at path: String) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.keepTime() }
            group.addTask {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { lines in
                        for try await connection in connections { lines.addTask { await self.serve(connection) } }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        connections += 1
        let number = connections
        do {
            try await connection.executeThenClose { inbound, outbound in
                line = outbound
                for try await buffer in inbound where number == connections {
                    await send(device.received(Array(buffer.readableBytesView), at: clock.now))
                }
            }
        } catch {
            // A line that breaks is what lines do; the device stays as it is.
        }
        if number == connections { line = nil }
    }

    private func keepTime() async throws {
        while true {
            try await Task.sleep(for: Self.tick)
            let now = clock.now
            if let due = device.nextDeadline, due <= now { await send(device.deadlineReached(at: now)) }
        }
    }

    private func send(_ bytes: [UInt8]) async {
        guard !bytes.isEmpty, let line else { return }
        try? await line.write(ByteBuffer(bytes: bytes))
    }
}
