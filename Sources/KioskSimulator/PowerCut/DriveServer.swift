import NIOCore
import NIOPosix
import SimulatedDisk

/// A drive behind a Unix socket, for a virtual machine to have as its disk; the drive stays when the machine is gone.
package actor DriveServer {
    private var drive: CachedDrive<DriveFile>
    private var connections = 0

    package init(image: String, size: Int) throws { drive = CachedDrive(try DriveFile(image), size: size) }

    /// The machine behind it must be dead: what is still on the way from it is not waited for.
    package func cutPower(_ fate: CachedDriveFate, seed: UInt64) throws -> Int {
        // What a dead machine had sent and is still in the socket comes too late.
        connections += 1
        var dice = SplitMix64(seed: seed)
        return try drive.cutPower(fate, &dice)
    }

    package var flushes: Int { drive.flushes }

    /// Listens at `path` until the task is cancelled.
    package func run(at path: String) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { lines in
                for try await connection in connections { lines.addTask { await self.serve(connection) } }
            }
        }
    }

    private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        connections += 1
        let number = connections
        do {
            try await connection.executeThenClose { inbound, outbound in
                var conversation = NetworkBlockConversation()
                try await outbound.write(ByteBuffer(bytes: NetworkBlockConversation.greeting))
                for try await buffer in inbound {
                    guard number == connections else { break }
                    let answer = conversation.received(Array(buffer.readableBytesView), &drive)
                    if !answer.isEmpty { try await outbound.write(ByteBuffer(bytes: answer)) }
                    if conversation.hasEnded { break }
                }
            }
        } catch {
            // The machine was cut off; its drive is asked afterwards.
        }
    }
}
