import CLibUSB

/// One transfer of libusb's with its buffer, from its making until it came back. Both are freed once: in the callback,
/// or where submitting failed.
///
/// libusb holds one reference while the transfer is under way. Cancelling takes the same lock that the callback takes
/// the pointer out under, so a transfer that was freed is never cancelled. Submitting and cancelling are single calls
/// that the kernel answers at once; neither calls back.
final class LiveTransfer: Sendable {
    /// Pointers are not `Sendable`; these are used only under the lock, or by the one who took them out.
    private struct Memory: @unchecked Sendable {
        let transfer: UnsafeMutablePointer<libusb_transfer>
        let buffer: UnsafeMutableBufferPointer<UInt8>

        func free() {
            libusb_free_transfer(transfer)
            buffer.deallocate()
        }
    }

    private let memory: Guarded<Memory?>
    /// Where in the buffer the data begins: behind the setup packet of a control transfer.
    private let dataStart: Int
    private let isIncoming: Bool
    private let completion: @Sendable (LibUSB.Completion) -> Void

    private init(
        _ memory: Memory, dataStart: Int, isIncoming: Bool,
        completion: @escaping @Sendable (LibUSB.Completion) -> Void
    ) {
        self.memory = Guarded(memory)
        self.dataStart = dataStart
        self.isIncoming = isIncoming
        self.completion = completion
    }

    static func submit(
        _ request: LibUSB.Request, to handle: LibUSB.Handle,
        then completion: @escaping @Sendable (LibUSB.Completion) -> Void
    ) -> LibUSB.Answer<LibUSB.Transfer> {
        // libusb aborts the process where there is no handle.
        guard let device = handle.pointer else { return .failure(.noDevice) }
        guard let pointer = libusb_alloc_transfer(0) else { return .failure(.noMemory) }
        let (buffer, dataStart) = filledBuffer(for: request)
        let memory = Memory(transfer: pointer, buffer: buffer)
        let box = LiveTransfer(memory, dataStart: dataStart, isIncoming: request.isIncoming, completion: completion)
        let retained = Unmanaged.passRetained(box)
        pointer.pointee.dev_handle = device
        pointer.pointee.endpoint = request.endpoint
        pointer.pointee.type = request.transferType
        pointer.pointee.timeout = request.timeout
        pointer.pointee.buffer = buffer.baseAddress
        pointer.pointee.length = Int32(clamping: buffer.count)
        pointer.pointee.user_data = retained.toOpaque()
        pointer.pointee.callback = { transfer in
            guard let owner = transfer?.pointee.user_data else { return }
            Unmanaged<LiveTransfer>.fromOpaque(owner).takeRetainedValue().cameBack()
        }
        let code = LibUSB.Code(libusb_submit_transfer(pointer))
        guard code.isSuccess else {
            retained.release()
            box.take()?.free()
            return .failure(code)
        }
        return .success(LibUSB.Transfer { box.cancel() })
    }

    private func take() -> Memory? {
        memory.withLock { memory in
            defer { memory = nil }
            return memory
        }
    }

    private func cancel() {
        memory.withLock { memory in
            // libusb's answer says nothing that the callback will not say.
            if let memory { _ = libusb_cancel_transfer(memory.transfer) }
        }
    }

    /// On the event thread.
    private func cameBack() {
        guard let memory = take() else { return }
        let status = LibUSB.Status(Int32(bitPattern: memory.transfer.pointee.status.rawValue))
        let room = max(memory.buffer.count - dataStart, 0)
        let moved = min(max(Int(memory.transfer.pointee.actual_length), 0), room)
        let bytes = isIncoming ? Array(memory.buffer[dataStart..<(dataStart + moved)]) : []
        memory.free()
        completion(LibUSB.Completion(status: status, transferred: moved, bytes: bytes))
    }

    /// Never empty, so that it has an address.
    private static func filledBuffer(for request: LibUSB.Request) -> (UnsafeMutableBufferPointer<UInt8>, Int) {
        var start: [UInt8] = []
        if case .control(let setup) = request.kind {
            // Laid out as on the wire: the numbers' low bytes first.
            let length = UInt16(clamping: request.length)
            start = [
                setup.requestType, setup.request, UInt8(setup.value & 0xFF), UInt8(setup.value >> 8),
                UInt8(setup.index & 0xFF), UInt8(setup.index >> 8), UInt8(length & 0xFF), UInt8(length >> 8),
            ]
        }
        let dataStart = start.count
        if case .send(let bytes) = request.payload { start += bytes }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: dataStart + request.length)
        buffer.initialize(repeating: 0)
        _ = buffer.update(fromContentsOf: start)
        return (buffer, dataStart)
    }
}

extension LibUSB.Request {
    /// Of the data.
    package var length: Int {
        switch payload {
        case .receive(let length): max(length, 0)
        case .send(let bytes): bytes.count
        }
    }

    var isIncoming: Bool {
        switch payload {
        case .receive: true
        case .send: false
        }
    }

    package var endpoint: UInt8 {
        switch kind {
        case .control: 0
        case .bulk(let endpoint), .interrupt(let endpoint): endpoint
        }
    }

    fileprivate var transferType: UInt8 {
        switch kind {
        case .control: UInt8(LIBUSB_TRANSFER_TYPE_CONTROL.rawValue)
        case .bulk: UInt8(LIBUSB_TRANSFER_TYPE_BULK.rawValue)
        case .interrupt: UInt8(LIBUSB_TRANSFER_TYPE_INTERRUPT.rawValue)
        }
    }
}
