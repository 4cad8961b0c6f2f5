import Glibc

/// The system calls of a serial port: opening it raw and exclusive, reading and writing without waiting.
enum TTYPort {
    /// Bits per second that POSIX and Linux have a name for.
    static let speeds: [Int: speed_t] = [
        1_200: speed_t(B1200), 2_400: speed_t(B2400), 4_800: speed_t(B4800), 9_600: speed_t(B9600),
        19_200: speed_t(B19200), 38_400: speed_t(B38400), 57_600: speed_t(B57600), 115_200: speed_t(B115200),
        230_400: speed_t(B230400), 460_800: speed_t(B460800), 921_600: speed_t(B921600),
    ]

    /// Opens the port for this process alone, raw, with these settings, and forgets what arrived before.
    ///
    /// `TIOCEXCL` keeps others out, but not root; the advisory lock keeps our own programs apart in that case too.
    static func open(_ path: String, _ settings: SerialSettings) throws(LineError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failureToOpen(path, errno) }
        do throws(LineError) {
            guard isatty(descriptor) == 1 else {
                throw LineError(.wrongDevice, "\(path) is no serial port: name one, best below /dev/serial/by-id.")
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, ioctl(descriptor, UInt(TIOCEXCL)) == 0 else {
                throw inUse(path, errno)
            }
            try configure(descriptor, path, settings)
            tcflush(descriptor, TCIOFLUSH)
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Lets go of the port at once: what was not sent yet is thrown away, or closing would wait for it.
    static func close(_ descriptor: Int32) {
        tcflush(descriptor, TCIOFLUSH)
        Glibc.close(descriptor)
    }

    /// Whether a port has its file, and which one.
    static func look(at path: String) -> LineSight {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno == ENOENT ? .absent : .unknown }
        return .present(stamp: "\(status.st_dev)-\(status.st_ino)")
    }

    /// Eight data bits, no flow control, no line discipline: every byte passes as it is. A byte with a parity error
    /// passes too, because every protocol here has a check of its own. Some drivers round the speed or have no
    /// parity and do not say so (a pseudo terminal, for one), so only an outright refusal is an error.
    private static func configure(
        _ descriptor: Int32, _ path: String, _ settings: SerialSettings
    ) throws(LineError) {
        guard let speed = speeds[settings.baud] else {
            throw LineError(
                .settingsRefused,
                "No serial port runs at \(settings.baud) bits per second: write one of "
                    + speeds.keys.sorted().map(String.init).joined(separator: ", ") + ".")
        }
        guard (1...2).contains(settings.stopBits) else {
            throw LineError(.settingsRefused, "A serial port has 1 or 2 stop bits, not \(settings.stopBits).")
        }
        var modes = termios()
        guard tcgetattr(descriptor, &modes) == 0 else { throw refused(path, settings, errno) }
        cfmakeraw(&modes)
        modes.c_iflag &= ~tcflag_t(IXON | IXOFF | IXANY | INPCK)
        modes.c_cflag &= ~(tcflag_t(CSTOPB | PARENB | PARODD) | tcflag_t(CRTSCTS))
        modes.c_cflag |= tcflag_t(CLOCAL | CREAD)
        if settings.stopBits == 2 { modes.c_cflag |= tcflag_t(CSTOPB) }
        switch settings.parity {
        case .none: break
        case .even: modes.c_cflag |= tcflag_t(PARENB)
        case .odd: modes.c_cflag |= tcflag_t(PARENB | PARODD)
        }
        guard cfsetispeed(&modes, speed) == 0, cfsetospeed(&modes, speed) == 0,
            tcsetattr(descriptor, TCSANOW, &modes) == 0
        else { throw refused(path, settings, errno) }
    }

    private static func failureToOpen(_ path: String, _ number: Int32) -> LineError {
        switch number {
        case ENOENT, ENXIO, ENODEV, ENOTDIR:
            LineError(
                .deviceAbsent, "There is no serial port \(path): check the device's cable and its power.",
                number: number)
        case EBUSY: inUse(path, number)
        case EACCES, EPERM:
            LineError(
                .forbidden, "\(path) may not be opened: give the service's user the rights of the udev rules.",
                number: number)
        default:
            LineError(.lost, "\(path) cannot be opened: \(String(cString: strerror(number))).", number: number)
        }
    }

    private static func inUse(_ path: String, _ number: Int32) -> LineError {
        LineError(.inUse, "Another program holds \(path): end it, or name another port.", number: number)
    }

    private static func refused(_ path: String, _ settings: SerialSettings, _ number: Int32) -> LineError {
        LineError(
            .settingsRefused,
            "\(path) does not take \(settings.baud) baud, parity \(settings.parity.rawValue), stop bits "
                + "\(settings.stopBits): \(String(cString: strerror(number))).", number: number)
    }
}

extension TTYPort {
    enum Read {
        case bytes([UInt8])
        /// Nothing is there now.
        case nothing
        /// The port is gone: EIO and ENXIO are what is left of an adapter that was unplugged.
        case end(Int32)
    }

    static func read(_ descriptor: Int32, atMost count: Int) -> Read {
        var failure: Int32 = 0
        // Reads into memory that the array initialises, at most its capacity.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = Glibc.read(descriptor, buffer.baseAddress, count)
            if got < 0 { failure = errno }
            filled = max(got, 0)
        }
        if failure == EAGAIN || failure == EINTR { return .nothing }
        return failure != 0 || bytes.isEmpty ? .end(failure) : .bytes(bytes)
    }

    enum Written {
        case bytes(Int)
        case failed(Int32)
    }

    /// Zero bytes when there is no room now.
    static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Written {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return .bytes(count) }
        let failure = errno
        return failure == EAGAIN || failure == EINTR ? .bytes(0) : .failed(failure)
    }
}
