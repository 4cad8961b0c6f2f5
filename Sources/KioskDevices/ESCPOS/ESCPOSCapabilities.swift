/// What the driver must know of a printer's model; the rest of its profile (paper, glyphs, pictures) concerns the
/// document alone.
package struct ESCPOSCapabilities: Hashable, Codable, Sendable {
    /// Whether `GS ( H` is answered once the data before it is on paper.
    package var hasProcessID: Bool
    /// Whether `DLE DC4` function 8 throws away what is not printed yet.
    package var canClearBuffer: Bool
    package var hasCutter: Bool
    /// Whether it answers `DLE EOT`. Printers with one endpoint, and some firmware, never say a word: those are asked
    /// over the port (GET_PORT_STATUS), and prove nothing.
    package var answersStatus: Bool

    package init(
        hasProcessID: Bool = true, canClearBuffer: Bool = true, hasCutter: Bool = true, answersStatus: Bool = true
    ) {
        self.hasProcessID = hasProcessID
        self.canClearBuffer = canClearBuffer
        self.hasCutter = hasCutter
        self.answersStatus = answersStatus
    }

    /// Whether "printed" can be proved: a printer that says nothing echoes nothing.
    var provesPrinting: Bool { hasProcessID && answersStatus }
}
