extension USBClaim {
    /// Asks the device something on its control endpoint. It may answer with less than the length, and halts the
    /// request, `stalled`, when it does not know it.
    package func controlIn(
        _ setup: USBSetup, upTo length: Int, deadline: Duration
    ) async throws(USBError) -> [UInt8] {
        let doing = "Control request \(setup.request) of \(device.summary)"
        guard (0...USBLimits.largestControlTransfer).contains(length) else {
            throw USBError(.invalidRequest, doing: doing)
        }
        let completion = try await transfer(
            .control(setup.towardsHost(true)), .receive(length), deadline: deadline, doing: doing)
        guard completion.status == .completed else { throw error(completion, doing: doing) }
        return completion.bytes
    }

    /// Tells the device something on its control endpoint.
    package func controlOut(
        _ setup: USBSetup, _ bytes: [UInt8] = [], deadline: Duration
    ) async throws(USBError) {
        let doing = "Control request \(setup.request) of \(device.summary)"
        guard bytes.count <= USBLimits.largestControlTransfer else { throw USBError(.invalidRequest, doing: doing) }
        let completion = try await transfer(
            .control(setup.towardsHost(false)), .send(bytes), deadline: deadline, doing: doing)
        guard completion.status == .completed else { throw error(completion, doing: doing) }
        guard completion.transferred == bytes.count else {
            throw USBError(.ioFailed, doing: doing, transferred: completion.transferred)
        }
    }

    /// What the device sends next: one transfer, which ends with a short packet or when the length is full. Nothing at
    /// all is a packet without bytes, not the end of anything.
    ///
    /// The length is rounded up to whole packets, because a packet that does not fit is an overflow; so up to a
    /// packet more than asked for may come. Bytes that came before a deadline, a halt or being cancelled are handed
    /// over; what went wrong shows at the next read. Without a deadline it waits until something comes.
    package func read(
        _ endpoint: UInt8, upTo length: Int, deadline: Duration? = nil
    ) async throws(USBError) -> [UInt8] {
        let doing = "Reading \(name(of: endpoint))"
        let (kind, packet) = try target(endpoint, .incoming, doing)
        guard (1...USBLimits.largestTransfer).contains(length) else { throw USBError(.invalidRequest, doing: doing) }
        let room = (length + packet - 1) / packet * packet
        let completion = try await transfer(kind, .receive(room), deadline: deadline, doing: doing)
        switch completion.status {
        case .completed: return completion.bytes
        case .timedOut, .cancelled, .stall:
            if !completion.bytes.isEmpty { return completion.bytes }
            throw error(completion, doing: doing)
        default: throw error(completion, doing: doing)
        }
    }

    /// Sends all bytes, cut into transfers of a bounded size, before the deadline. The error says how many bytes went
    /// when it fails; whether the device did anything with them only the device knows. No bytes at all are sent as one
    /// empty packet. One write an endpoint at a time, so that two never mix; a second is `busy`.
    package func write(_ endpoint: UInt8, _ bytes: [UInt8], deadline: Duration) async throws(USBError) {
        let doing = "Writing to \(name(of: endpoint))"
        let (kind, _) = try target(endpoint, .outgoing, doing)
        guard bytes.count <= USBLimits.largestWrite else { throw USBError(.invalidRequest, doing: doing) }
        guard beginWriting(to: endpoint) else {
            throw USBError(.busy, "\(doing) was refused: another write to it is under way. Wait for its end.")
        }
        defer { endWriting(to: endpoint) }
        let end = clock.now() + min(deadline, USBLimits.longestDeadline)
        var sent = 0
        repeat {
            let piece = Array(bytes[sent..<min(sent + USBLimits.largestTransfer, bytes.count)])
            let completion = try await transfer(
                kind, .send(piece), deadline: end - clock.now(), doing: doing, after: sent)
            let moved = min(max(completion.transferred, 0), piece.count)
            sent += moved
            // A device that ends a transfer early gets the rest with the next, as long as it takes anything at all.
            let isFaulty = completion.status == .completed && moved == 0 && !piece.isEmpty
            if isFaulty { throw USBError(.ioFailed, doing: doing, transferred: sent) }
            guard completion.status == .completed else { throw error(completion, doing: doing, moved: sent) }
        } while sent < bytes.count
    }

    private func target(
        _ endpoint: UInt8, _ direction: USBEndpoint.Direction, _ doing: String
    ) throws(USBError) -> (LibUSB.Request.Kind, packet: Int) {
        guard table.isOpen else { throw USBError(.closed, doing: doing) }
        guard let setting = setting(of: endpoint), setting.direction == direction, setting.maxPacketSize > 0 else {
            throw USBError(
                .invalidRequest, "\(doing) failed: no such endpoint was claimed. Check the device's profile.")
        }
        switch setting.kind {
        case .bulk: return (.bulk(endpoint), setting.maxPacketSize)
        case .interrupt: return (.interrupt(endpoint), setting.maxPacketSize)
        case .control, .isochronous:
            throw USBError(.notSupported, "\(doing) failed: only bulk and interrupt endpoints are read and written.")
        }
    }

    private func transfer(
        _ kind: LibUSB.Request.Kind, _ payload: LibUSB.Request.Payload, deadline: Duration?, doing: String,
        after sent: Int = 0
    ) async throws(USBError) -> LibUSB.Completion {
        if let deadline, deadline <= .zero { throw USBError(.timedOut, doing: doing, transferred: sent) }
        guard let handle = hardware.handle else { throw USBError(.closed, doing: doing, transferred: sent) }
        let request = LibUSB.Request(kind: kind, payload: payload, timeout: deadline?.transferTimeout ?? 0)
        let pending: PendingTransfer
        do {
            pending = try table.admit(endpoint: request.endpoint, bytes: request.length)
        } catch {
            switch error {
            case .closed: throw USBError(.closed, doing: doing, transferred: sent)
            case .tooMany:
                throw USBError(
                    .busy, "\(doing) was refused: too many transfers are under way. Wait for one to end.",
                    transferred: sent)
            }
        }
        switch await pending.run({ [calls] in calls.submit(handle, request, $0) }) {
        case .cameBack(let completion): return completion
        case .refused(let code): throw USBError(libusb: code, doing: doing, transferred: sent)
        case .cancelledBeforeSubmit:
            throw USBError(table.isOpen ? .cancelled : .closed, doing: doing, transferred: sent)
        }
    }

    private func error(_ completion: LibUSB.Completion, doing: String, moved: Int? = nil) -> USBError {
        let moved = moved ?? completion.transferred
        if completion.status == .cancelled, !table.isOpen {
            return USBError(.closed, doing: doing, transferred: moved)
        }
        return USBError(libusb: completion.status, doing: doing, transferred: moved)
    }
}

extension Duration {
    /// In libusb's milliseconds, rounded up, and never 0, which would be for ever.
    var transferTimeout: UInt32 {
        let bounded = min(max(self, .milliseconds(1)), USBLimits.longestDeadline)
        let milliseconds = bounded.components.seconds * 1_000
        let rest = (bounded.components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return UInt32(clamping: milliseconds + rest)
    }
}
