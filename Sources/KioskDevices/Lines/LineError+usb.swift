package import KioskUSB

extension LineError {
    /// What a USB error means for a line; the error's own words say what to do.
    package init(_ error: USBError) {
        let code: Code =
            switch error.code {
            case .noDevice, .notFound: .deviceAbsent
            case .accessDenied: .forbidden
            case .busy: .inUse
            case .stalled, .notSupported, .invalidRequest, .resetRefused: .refused
            case .timedOut, .cancelled, .overflow, .ioFailed, .outOfMemory, .interrupted, .closed, .unknown: .lost
            }
        self.init(code, error.message, number: error.libusbCode)
    }
}

extension USBDevice {
    package var identity: LineIdentity {
        LineIdentity(vendorID: vendorID, productID: productID, serial: serial, portPath: portPath)
    }
}
