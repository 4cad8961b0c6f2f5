internal import KioskCore

extension FrameLook {
    /// Takes over what an engine read in a picture, as far as it is believed.
    mutating func believe(
        _ reads: [EngineRead], in picture: LumaImage, _ placement: Placement, _ pass: DecodingPass
    ) throws(CodeReaderError) {
        for read in reads where isWanted(read) && !CutCode.isPart(read, in: picture) {
            var read = try withCharacterSet(read.moved(by: placement))
            if !evidence.holds(read.key), let corners = BarExtent.corners(of: read, in: image) {
                read.corners = corners
            }
            evidence.add(read, pass: pass, trust: .engine)
        }
    }

    /// Both engines on a picture of the whole frame, the quicker one first.
    mutating func whole(
        _ picture: LumaImage, _ placement: Placement, _ pass: DecodingPass, _ scanner: borrowing ZBarScanner
    ) throws(CodeReaderError) {
        try believe(try zxing.codes(in: picture), in: picture, placement, pass)
        let share = Double(picture.pixels) / Double(image.pixels)
        guard effort == .everyPass || evidence.isEmpty && hasTime(for: share < 0.5 ? 2 * share : share) else { return }
        // A small picture has few lines to spare.
        if share >= 0.5 { scanner.look(everyRow: 2, everyColumn: 2) }
        try believe(scanner.codes(in: picture), in: picture, placement, pass)
        scanner.look(everyRow: 1, everyColumn: 1)
    }

    /// The two passes that look at places have no more than their part of the time, so that the others have a turn.
    ///
    /// - Parameter end: the part of the budget after which it stops.
    mutating func strips(_ scanner: borrowing ZBarScanner, until end: Double) throws(CodeReaderError) {
        guard symbologies != [.qr] else { return }
        let bars = findPlaces().bars.filter { isOpen(x: $0.x, y: $0.y) }
        let pass = StripPass(
            image: image, zxing: zxing.without(.qr), goesOn: { [self] in goesOn(until: end) })
        try pass.run(bars, scanner: scanner) { read in
            isWanted(read) && evidence.add(read, pass: .strips, trust: .reconstructed)
        }
    }

    mutating func squares(_ scanner: borrowing ZBarScanner, until end: Double) throws(CodeReaderError) {
        guard symbologies.contains(.qr) else { return }
        let squares = findPlaces().squares.filter { square in
            isOpen(
                x: Double(square.x) + Double(square.width) / 2, y: Double(square.y) + Double(square.height) / 2)
        }
        let pass = SquarePass(
            image: image, zxing: ZXingEngine(symbologies: [.qr]), goesOn: { [self] in goesOn(until: end) })
        var failure: CodeReaderError?
        try pass.run(squares, scanner: ZBarScanner(symbologies: [.qr])) { read in
            do throws(CodeReaderError) {
                return evidence.add(try withCharacterSet(read), pass: .squares, trust: .reconstructed)
            } catch {
                failure = error
                return true
            }
        }
        if let failure { throw failure }
    }

    /// With all the time there is, a place where something was read is looked at, too: it may have been a part.
    private func isOpen(x: Double, y: Double) -> Bool {
        effort == .everyPass || !evidence.hasCode(atX: x, y: y)
    }

    private mutating func findPlaces() -> CandidateFinder {
        if let places { return places }
        // Blocks of eight pixels suit a frame of a camera; a photograph is looked at smaller.
        var small = image
        var scale = 1.0
        while small.pixels > 1_600_000, let half = small.halved() {
            small = half
            scale *= 2
        }
        let found = CandidateFinder(small, scale: scale)
        places = found
        return found
    }

    /// Both engines look for Code 128 whether or not it must begin with FNC1.
    private func isWanted(_ read: EngineRead) -> Bool { symbologies.contains(read.symbology) }

    /// libzbar does not tell of an ECI. Where it matters, the other engine is asked, of the code's own place alone.
    private func withCharacterSet(_ read: EngineRead) throws(CodeReaderError) -> EngineRead {
        guard read.symbology == .qr, read.text == nil, read.aim == "]Q1", read.bytes.contains(where: { $0 >= 0x80 }),
            let place = read.place(in: image)
        else { return read }
        let crop = image.cropped(to: place)
        let again = try ZXingEngine(symbologies: [.qr]).codes(in: crop, [.harder]).first { $0.bytes == read.bytes }
        guard let again, let text = again.text else { return read }
        var read = read
        read.text = text
        read.aim = again.aim
        return read
    }
}

extension EngineRead {
    /// The upright rectangle around it, with a third of it as margin.
    func place(in image: LumaImage) -> PixelRectangle? {
        let (xs, ys) = (corners.map(\.x), corners.map(\.y))
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max(),
            left >= -1e6, right <= 1e6, top >= -1e6, bottom <= 1e6
        else { return nil }
        let x = max(0, min(image.width - 1, Int(left)))
        let y = max(0, min(image.height - 1, Int(top)))
        let rectangle = PixelRectangle(
            x: x, y: y, width: max(1, min(image.width, Int(right) + 1) - x),
            height: max(1, min(image.height, Int(bottom) + 1) - y))
        return rectangle.grown(
            by: max(rectangle.width, rectangle.height) / 3 + 4, withinWidth: image.width, height: image.height)
    }
}
