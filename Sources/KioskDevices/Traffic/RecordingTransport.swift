/// A line whose traffic can be recorded: everything goes to the line inside, and past the tap.
///
/// What is sent is noted before it is handed over, so that an answer never stands before its question.
package struct RecordingTransport: ByteTransport {
    private let line: any ByteTransport
    private let tap: TrafficTap

    package init(_ line: any ByteTransport, tap: TrafficTap) {
        self.line = line
        self.tap = tap
    }

    package func open() async throws -> LineDescription {
        let description = try await line.open()
        tap.opened(description)
        return description
    }

    package func send(_ bytes: [UInt8]) async throws {
        tap.sent(bytes)
        try await line.send(bytes)
    }

    package func receive() async throws -> [UInt8]? {
        do {
            guard let bytes = try await line.receive() else {
                tap.closed()
                return nil
            }
            tap.note(.received(bytes))
            return bytes
        } catch {
            tap.closed()
            throw error
        }
    }

    package func close() async {
        tap.closed()
        await line.close()
    }

    package func portStatus() async throws -> UInt8? {
        do {
            let status = try await line.portStatus()
            tap.note(.portStatus(status))
            return status
        } catch {
            tap.note(.portStatus(nil))
            throw error
        }
    }

    package func reset() async throws { try await line.reset() }

    package func look() async -> LineSight { await line.look() }

    package func prefer(_ identity: LineIdentity?) async { await line.prefer(identity) }
}
