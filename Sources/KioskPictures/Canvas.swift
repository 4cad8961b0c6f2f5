import CPangoCairo

/// A sheet of white paper to draw on: lines, boxes, pictures, and text in Chinese and English.
///
/// It owns a cairo surface and a cairo context, and destroys both when it goes. One thread uses a canvas at a
/// time, which the compiler sees to, as a canvas is not `Sendable`; two canvases on two threads are fine, since
/// Pango keeps its font map by thread (Pango manual, `pango_cairo_font_map_get_default`). Drawing blocks, so it
/// has no place on the cooperative pool of a running kiosk.
///
/// Coordinates are pixels from the top left corner. What lies outside is cut off.
package struct Canvas: ~Copyable {
    package let width: Int
    package let height: Int
    /// An A8 surface: a byte a pixel which holds ink, so 255 is black.
    private let surface: OpaquePointer
    private let context: OpaquePointer

    /// The longest text drawn at once, in bytes of UTF-8.
    package static let longestText = 20_000

    package init(width: Int, height: Int) throws(PictureError) {
        guard Bitmap.isWithinBounds(width: width, height: height) else {
            throw PictureError(
                .tooLarge,
                "A picture of \(width) × \(height) pixels cannot be drawn: each side is 1 to \(Bitmap.longestSide), "
                    + "and both together at most \(Bitmap.mostPixels) pixels.")
        }
        // Cairo never returns nil; a failed object carries its status instead.
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height)) else {
            throw PictureError(.libraryFailed, "Cairo gave no surface of \(width) × \(height) pixels.")
        }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface) else {
            let status = cairo_surface_status(surface)
            cairo_surface_destroy(surface)
            throw PictureError(.libraryFailed, cairoMessage(status), status: Int32(bitPattern: status.rawValue))
        }
        guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
            let status = cairo_status(context)
            cairo_destroy(context)
            cairo_surface_destroy(surface)
            throw PictureError(.libraryFailed, cairoMessage(status), status: Int32(bitPattern: status.rawValue))
        }
        self.width = width
        self.height = height
        self.surface = surface
        self.context = context
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Draws text with its top left corner at (x, y), wrapped to `width` pixels where one is given.
    ///
    /// `scaleX` and `scaleY` stretch the letters as a receipt printer does with double width and height; the
    /// extent returned is the stretched one.
    @discardableResult
    package borrowing func draw(
        _ text: String, x: Double, y: Double, width: Double? = nil, alignment: TextAlignment = .left,
        style: TextStyle, lineSpacing: Double = 1, scaleX: Double = 1, scaleY: Double = 1
    ) throws(PictureError) -> TextExtent {
        let layout = try TextLayout(
            text, style: style, width: width.map { $0 / scaleX }, alignment: alignment, lineSpacing: lineSpacing,
            context: context)
        cairo_save(context)
        apply(style.ink)
        cairo_translate(context, x, y)
        cairo_scale(context, scaleX, scaleY)
        layout.show(on: context)
        cairo_restore(context)
        let extent = layout.extent
        return TextExtent(
            width: Int((Double(extent.width) * scaleX).rounded(.up)),
            height: Int((Double(extent.height) * scaleY).rounded(.up)))
    }

    /// How much room the text would take.
    package borrowing func measure(
        _ text: String, width: Double? = nil, style: TextStyle, lineSpacing: Double = 1
    ) throws(PictureError) -> TextExtent {
        try TextLayout(
            text, style: style, width: width, alignment: .left, lineSpacing: lineSpacing, context: context
        ).extent
    }

    package borrowing func line(
        fromX x1: Double, y y1: Double, toX x2: Double, y y2: Double, thickness: Double, ink: Ink = .black,
        dashes: [Double] = []
    ) {
        cairo_save(context)
        apply(ink)
        cairo_set_line_width(context, thickness)
        cairo_set_dash(context, dashes, Int32(dashes.count), 0)
        cairo_move_to(context, x1, y1)
        cairo_line_to(context, x2, y2)
        cairo_stroke(context)
        cairo_restore(context)
    }

    /// A box with rounded corners, filled, or outlined when `outline` gives the thickness of its line.
    package borrowing func rectangle(
        x: Double, y: Double, width: Double, height: Double, radius: Double = 0, outline: Double? = nil,
        ink: Ink = .black
    ) {
        cairo_save(context)
        apply(ink)
        let r = max(0, min(radius, min(width, height) / 2))
        cairo_new_sub_path(context)
        cairo_arc(context, x + width - r, y + r, r, -.pi / 2, 0)
        cairo_arc(context, x + width - r, y + height - r, r, 0, .pi / 2)
        cairo_arc(context, x + r, y + height - r, r, .pi / 2, .pi)
        cairo_arc(context, x + r, y + r, r, .pi, 3 * .pi / 2)
        cairo_close_path(context)
        if let outline {
            cairo_set_line_width(context, outline)
            cairo_stroke(context)
        } else {
            cairo_fill(context)
        }
        cairo_restore(context)
    }

    /// A filled shape through these corners.
    package borrowing func polygon(_ corners: [(x: Double, y: Double)], ink: Ink = .black) {
        guard let first = corners.first else { return }
        cairo_save(context)
        apply(ink)
        cairo_move_to(context, first.x, first.y)
        for corner in corners.dropFirst() { cairo_line_to(context, corner.x, corner.y) }
        cairo_close_path(context)
        cairo_fill(context)
        cairo_restore(context)
    }

    /// Dots of `module` × `module` pixels each, with the top left one at (x, y): rasters, QR and bar codes.
    package borrowing func dots(_ raster: DotRaster, x: Double, y: Double, module: Double = 1, ink: Ink = .black) {
        cairo_save(context)
        apply(ink)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
        for row in 0..<raster.height {
            var column = 0
            while column < raster.width {
                guard raster[column, row] else {
                    column += 1
                    continue
                }
                let start = column
                while column < raster.width, raster[column, row] { column += 1 }
                cairo_rectangle(
                    context, x + Double(start) * module, y + Double(row) * module, Double(column - start) * module,
                    module)
            }
            cairo_fill(context)
        }
        cairo_restore(context)
    }

    /// What is drawn so far, cut to `height` rows from the top when a height is given.
    package borrowing func bitmap(height cut: Int? = nil) throws(PictureError) -> Bitmap {
        cairo_surface_flush(surface)
        let status = cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
            throw PictureError(.libraryFailed, cairoMessage(status), status: Int32(bitPattern: status.rawValue))
        }
        let rows = max(1, min(cut ?? height, height))
        let stride = Int(cairo_image_surface_get_stride(surface))
        let columns = width
        // Ink is what light is not. Cairo turns it, and back again: a loop over a page's millions of pixels takes a debug
        // build a tenth of a second.
        invert()
        cairo_surface_flush(surface)
        let bytes = [UInt8](unsafeUninitializedCapacity: columns * rows) { buffer, count in
            if let target = buffer.baseAddress {
                for y in 0..<rows { (target + y * columns).initialize(from: data + y * stride, count: columns) }
            }
            count = columns * rows
        }
        invert()
        return Bitmap(checkedWidth: columns, height: rows, bytes: bytes)
    }

    /// What has ink has none, and the other way round: exclusive or with ink everywhere.
    private borrowing func invert() {
        cairo_save(context)
        cairo_identity_matrix(context)
        cairo_reset_clip(context)
        cairo_set_operator(context, CAIRO_OPERATOR_XOR)
        cairo_set_source_rgba(context, 0, 0, 0, 1)
        cairo_paint(context)
        cairo_restore(context)
    }

    private borrowing func apply(_ ink: Ink) {
        switch ink {
        case .black:
            cairo_set_operator(context, CAIRO_OPERATOR_OVER)
            cairo_set_source_rgba(context, 0, 0, 0, 1)
        case .shade(let share):
            cairo_set_operator(context, CAIRO_OPERATOR_OVER)
            cairo_set_source_rgba(context, 0, 0, 0, min(max(share, 0), 1))
        case .white:
            cairo_set_operator(context, CAIRO_OPERATOR_DEST_OUT)
            cairo_set_source_rgba(context, 0, 0, 0, 1)
        }
    }
}

/// Cairo's own words for a status.
func cairoMessage(_ status: cairo_status_t) -> String {
    "Cairo could not draw: \(String(cString: cairo_status_to_string(status)))."
}
