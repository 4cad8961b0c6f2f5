/// What the driver must know of a printer's model; the rest of its profile concerns the document alone.
package struct ESCPOSCapabilities: Hashable, Codable, Sendable {
    /// Whether `GS ( H` is answered once the data before it is on paper.
    package var hasProcessID: Bool
    /// Whether `DLE DC4` function 8 throws away what is not printed yet.
    package var canClearBuffer: Bool
    package var hasCutter: Bool

    package init(hasProcessID: Bool = true, canClearBuffer: Bool = true, hasCutter: Bool = true) {
        self.hasProcessID = hasProcessID
        self.canClearBuffer = canClearBuffer
        self.hasCutter = hasCutter
    }
}
