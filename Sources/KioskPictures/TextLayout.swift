import CPangoCairo

/// A text laid out by Pango for one canvas; it owns the PangoLayout and lets go of it at its end.
struct TextLayout: ~Copyable {
    private let layout: OpaquePointer

    /// `width` in pixels, to wrap at; lines break between words, and within a word that is longer than a line.
    init(
        _ text: String, style: TextStyle, width: Double?, alignment: TextAlignment, lineSpacing: Double,
        context: OpaquePointer
    ) throws(PictureError) {
        // A C0 or C1 control has no glyph; Pango would draw a box with its number.
        let visible = String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0 == "\n" || $0.properties.generalCategory != .control }))
        guard visible.utf8.count <= Canvas.longestText else {
            throw PictureError(
                .tooLarge, "A text of \(visible.utf8.count) bytes cannot be drawn: the most is \(Canvas.longestText).")
        }
        guard let font = pango_font_description_new() else {
            throw PictureError(.libraryFailed, "Pango gave no font description.")
        }
        defer { pango_font_description_free(font) }
        guard let layout = pango_cairo_create_layout(context) else {
            throw PictureError(.libraryFailed, "Pango gave no layout.")
        }
        pango_font_description_set_family(font, style.typeface.family)
        pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_absolute_size(font, style.boundedSize * Double(PANGO_SCALE))
        // Both copy what they are given.
        pango_layout_set_font_description(layout, font)
        pango_layout_set_text(layout, visible, Int32(visible.utf8.count))
        if let width {
            let bounded = min(max(width, 1), Double(Bitmap.longestSide))
            pango_layout_set_width(layout, Int32(bounded * Double(PANGO_SCALE)))
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        }
        switch alignment {
        case .left: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
        case .center: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        case .right: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
        }
        if lineSpacing != 1 { pango_layout_set_line_spacing(layout, Float(lineSpacing)) }
        self.layout = layout
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
    }

    func show(on context: OpaquePointer) {
        pango_cairo_show_layout(context, layout)
    }

    var extent: TextExtent {
        var width: Int32 = 0
        var height: Int32 = 0
        pango_layout_get_pixel_size(layout, &width, &height)
        return TextExtent(width: Int(width), height: Int(height))
    }
}
