package enum CodeScannerReport: Hashable, Codable, Sendable {
    case presence(DevicePresence)
    case scanned(ScannedCode)
    /// Bytes that are no scan were thrown away; the text says why.
    case garbled(String)
}

/// Scanners are listened to; there is nothing to tell them yet.
package enum CodeScannerCommand: Hashable, Sendable {}
