package import KioskUSB
import Synchronization

extension FakeUSB {
    /// The seam, for `USBContext(calls:clock:)`.
    package var calls: LibUSB {
        var calls = LibUSB()
        fillInContext(of: &calls)
        fillInDevices(of: &calls)
        fillInHandles(of: &calls)
        calls.submit = { self.submit($1, to: $0, then: $2) }
        return calls
    }

    private func fillInContext(of calls: inout LibUSB) {
        calls.initialise = {
            self.withState { state in
                if let code = state.failure(of: .initialise) { return .failure(code) }
                state.isRunning = true
                state.note(.initialise)
                return .success(LibUSB.Context(state.newNumber()))
            }
        }
        calls.exit = { _ in self.withState { $0.leave() } }
        calls.handleEvents = { _, _ in self.handleEvents() }
        calls.interruptEvents = { _ in
            self.withState { state in
                state.note(.interrupt)
                state.isInterrupted = true
            }
        }
        calls.pause = { pause in self.withState { $0.pauses.append(pause) } }
        calls.hasHotplug = { self.withState { $0.hasHotplug } }
        calls.watch = { _, watcher in
            let (answer, present) = self.withState { state -> (LibUSB.Answer<LibUSB.Watch>, [LibUSB.Device]) in
                if let code = state.failure(of: .watch) { return (.failure(code), []) }
                state.note(.watch)
                state.watcher = watcher
                return (.success(LibUSB.Watch(1)), state.attached.map { state.reference(to: $0) })
            }
            for device in present { watcher(.arrived(device)) }
            return answer
        }
        calls.unwatch = { _, _ in
            self.withState { state in
                state.note(.unwatch)
                state.watcher = nil
            }
        }
    }

    private func fillInDevices(of calls: inout LibUSB) {
        calls.devices = { _ in
            self.withState { state in
                state.note(.list)
                if let code = state.failure(of: .list) { return .failure(code) }
                return .success(state.attached.map { state.reference(to: $0) })
            }
        }
        calls.release = { device in self.withState { $0.release(device) } }
        calls.location = { device in
            self.withState { $0.device(device, for: "location") }?.description.location
                ?? USBLocation(bus: 0, address: 0, ports: [])
        }
        calls.describe = { device in
            self.withState { state in
                if let code = state.failure(of: .describe) { return .failure(code) }
                guard let device = state.device(device, for: "describe") else { return .failure(.noDevice) }
                return .success(device.description)
            }
        }
        calls.open = { device in
            self.withState { state in
                guard let device = state.device(device, for: "open") else { return .failure(.noDevice) }
                state.note(.open, device)
                if let code = state.failure(of: .open) { return .failure(code) }
                guard state.isAttached(device) else { return .failure(.noDevice) }
                let number = state.newNumber()
                state.handles[number] = FakeUSBState.OpenHandle(device: device)
                return .success(LibUSB.Handle(number))
            }
        }
        calls.close = { handle in self.withState { $0.close(handle) } }
    }

    private func fillInHandles(of calls: inout LibUSB) {
        calls.hasKernelDriver = { handle, interface in
            var answer: LibUSB.Answer<Bool> = .failure(.noDevice)
            let code = self.perform(.hasDriver, handle, interface) { device, _ in
                answer = .success(device.kernelDrivers.contains(interface))
                return .success
            }
            return code.isSuccess ? answer : .failure(code)
        }
        calls.detachKernelDriver = { handle, interface in
            self.perform(.detach, handle, interface) { device, _ in
                device.kernelDrivers.remove(interface) == nil ? .notFound : .success
            }
        }
        calls.attachKernelDriver = { handle, interface in
            self.perform(.attach, handle, interface) { device, _ in
                if device.claimed.contains(interface) { return .busy }
                device.kernelDrivers.insert(interface)
                return .success
            }
        }
        calls.claimInterface = { handle, interface in
            self.perform(.claim, handle, interface) { device, mine in
                if device.kernelDrivers.contains(interface) || device.claimed.contains(interface) { return .busy }
                device.claimed.insert(interface)
                mine.insert(interface)
                return .success
            }
        }
        calls.releaseInterface = { handle, interface in
            self.perform(.release, handle, interface) { device, mine in
                guard mine.remove(interface) != nil else { return .notFound }
                device.claimed.remove(interface)
                return .success
            }
        }
        calls.selectAlternate = { handle, interface, alternate in
            self.perform(.alternate, handle, interface) { device, mine in
                guard mine.contains(interface) else { return .notFound }
                device.alternates[interface] = alternate
                return .success
            }
        }
        calls.clearHalt = { handle, endpoint in
            self.perform(.clearHalt, handle, endpoint) { device, _ in
                device.halted.remove(endpoint)
                return .success
            }
        }
        calls.resetDevice = { handle in
            self.perform(.reset, handle, nil) { device, _ in
                device.halted = []
                device.alternates = [:]
                return .success
            }
        }
    }

    private func perform(
        _ kind: Kind, _ handle: LibUSB.Handle, _ number: UInt8?,
        _ body: (inout FakeUSBDevice.State, inout Set<UInt8>) -> LibUSB.Code
    ) -> LibUSB.Code {
        withState { state in
            guard let device = state.handles[handle.rawValue]?.device else {
                state.misuses.append("\(kind.rawValue) on a closed handle")
                return .other
            }
            state.note(kind, device, number)
            if let code = state.failure(of: kind) { return code }
            guard state.isAttached(device) else { return .noDevice }
            var mine = state.handles[handle.rawValue]?.claimed ?? []
            let code = device.state.withLock { body(&$0, &mine) }
            state.handles[handle.rawValue]?.claimed = mine
            return code
        }
    }

    private func submit(
        _ request: LibUSB.Request, to handle: LibUSB.Handle,
        then completion: @escaping @Sendable (LibUSB.Completion) -> Void
    ) -> LibUSB.Answer<LibUSB.Transfer> {
        let device = withState { $0.handles[handle.rawValue]?.device }
        var control: FakeUSBAnswer?
        if let device, case .control(let setup) = request.kind {
            let handler = device.state.withLock { $0.onControl }
            var bytes: [UInt8] = []
            if case .send(let sent) = request.payload { bytes = sent }
            control = handler(setup, bytes)
        }
        let (answer, immediate) = withState { $0.submit(request, to: handle, control: control, completion) }
        immediate?()
        return answer.map { id in LibUSB.Transfer { self.withState { $0.cancel(id) } } }
    }
}

extension FakeUSBState {
    fileprivate mutating func leave() {
        note(.exit)
        if !handles.isEmpty { misuses.append("exit with \(handles.count) open devices") }
        if isHandling { misuses.append("exit while events are handled") }
        if references.values.contains(where: { $0.count > 0 }) { misuses.append("exit with unreleased devices") }
        isRunning = false
    }

    fileprivate mutating func device(_ reference: LibUSB.Device, for call: String) -> FakeUSBDevice? {
        guard let found = references[reference.rawValue], found.count > 0 else {
            misuses.append("\(call) of a released device")
            return nil
        }
        return found.device
    }

    fileprivate mutating func release(_ reference: LibUSB.Device) {
        guard let found = references[reference.rawValue], found.count > 0 else {
            return misuses.append("release of a released device")
        }
        references[reference.rawValue] = (found.device, found.count - 1)
    }

    fileprivate mutating func close(_ handle: LibUSB.Handle) {
        guard let open = handles.removeValue(forKey: handle.rawValue) else {
            return misuses.append("close of a closed handle")
        }
        note(.close, open.device)
        let isWaiting = transfers.values.contains { $0.handle == handle.rawValue }
        if isWaiting || events.contains(where: { $0.handle == handle.rawValue }) {
            misuses.append("close of \(open.device.description.portPath) with transfers under way")
        }
        open.device.state.withLock { $0.claimed.subtract(open.claimed) }
    }

    /// The second value is a callback to be made at once.
    fileprivate mutating func submit(
        _ request: LibUSB.Request, to handle: LibUSB.Handle, control: FakeUSBAnswer?,
        _ completion: @escaping @Sendable (LibUSB.Completion) -> Void
    ) -> (LibUSB.Answer<UInt>, (@Sendable () -> Void)?) {
        guard let device = handles[handle.rawValue]?.device else {
            misuses.append("submit on a closed handle")
            return (.failure(.noDevice), nil)
        }
        let endpoint = request.endpoint
        note(.submit, device, endpoint)
        if let code = failure(of: .submit) { return (.failure(code), nil) }
        guard isAttached(device) else { return (.failure(.noDevice), nil) }
        let id = newNumber()
        let timeout = request.timeout == 0 ? nil : now + .milliseconds(Int64(request.timeout))
        let transfer = Transfer(
            handle: handle.rawValue, device: device, request: request, completion: completion, deadline: timeout)
        let first = control ?? device.state.withLock { $0.answers[endpoint]?.first }
        switch first {
        case .refuse(let code):
            if control == nil { device.state.withLock { _ = $0.answers[endpoint]?.removeFirst() } }
            return (.failure(LibUSB.Code(code)), nil)
        case .immediately(let bytes):
            if control == nil { device.state.withLock { _ = $0.answers[endpoint]?.removeFirst() } }
            var moved = bytes
            if case .send(let sent) = request.payload { moved = sent }
            return (.success(id), callback(of: transfer, .completed, moved))
        default:
            transfers[id] = transfer
            if let control { apply(control, to: id) } else { pump() }
            return (.success(id), nil)
        }
    }
}
