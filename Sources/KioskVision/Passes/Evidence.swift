internal import KioskCore

/// Which reads of one frame are believed.
///
/// QR codes correct themselves, and Code 128 and EAN carry a check. Interleaved 2 of 5 and Code 39 carry none, and a
/// picture that was sharpened and stretched shows bars that nobody printed. So what stands on one read of a doubtful kind
/// waits for a second one that says the same.
struct Evidence {
    private(set) var found: [FoundCode] = []
    private var votes: [EngineRead.Key: Int] = [:]

    /// How far a read is trusted.
    enum Trust {
        /// An engine on a whole frame, whose own rules hold.
        case engine
        /// One line made of many, or a picture that was changed much.
        case reconstructed
    }

    var isEmpty: Bool { found.isEmpty }
    var isFull: Bool { found.count >= CodeReader.mostCodes }

    func holds(_ key: EngineRead.Key) -> Bool {
        found.contains { $0.code.symbology == key.symbology && $0.code.bytes == key.bytes }
    }

    /// Whether a code that is believed lies around a point of the frame.
    func hasCode(atX x: Double, y: Double) -> Bool {
        found.contains { found in
            guard let box = Evidence.box(found.code.sighting?.corners ?? []) else { return false }
            return x >= Double(box.x) && x <= Double(box.x + box.width) && y >= Double(box.y)
                && y <= Double(box.y + box.height)
        }
    }

    /// True when the read is believed now.
    @discardableResult
    mutating func add(_ read: EngineRead, pass: DecodingPass, trust: Trust) -> Bool {
        if holds(read.key) { return true }
        let said = votes[read.key, default: 0] + Evidence.weight(of: read, trust)
        votes[read.key] = said
        guard said >= 2, !isFull else { return false }
        // A part of a code that carries no check is the same code, cut off.
        if found.contains(where: { Evidence.isCut(read.key, from: $0.code) }) { return false }
        found.removeAll {
            Evidence.isCut(EngineRead.Key(symbology: $0.code.symbology, bytes: $0.code.bytes), from: read)
        }
        // Two codes do not lie on each other; one of them was misread, and the longer one has more to say for it.
        if let rival = found.firstIndex(where: { isRival($0.code, of: read) }) {
            guard Evidence.isPart(found[rival].code.bytes, of: read.bytes) else { return false }
            found.remove(at: rival)
        }
        found.append(FoundCode(code: Evidence.code(read), pass: pass))
        return true
    }

    private static func weight(of read: EngineRead, _ trust: Trust) -> Int {
        switch (read.symbology, trust) {
        case (.qr, _): 2
        case (.itf, .engine), (.code39, .engine): read.quality >= 2 ? 2 : 1
        case (_, .engine): 2
        case (_, .reconstructed): 1
        }
    }

    private func isRival(_ code: ScannedCode, of read: EngineRead) -> Bool {
        guard code.symbology != .qr, read.symbology != .qr, let place = Evidence.box(code.sighting?.corners ?? []),
            let other = Evidence.box(read.corners)
        else { return false }
        return place.grown(by: 2, withinWidth: .max / 4, height: .max / 4)
            .overlap(with: other.grown(by: 2, withinWidth: .max / 4, height: .max / 4)) > 0.5
    }

    private static func isCut(_ part: EngineRead.Key, from whole: ScannedCode) -> Bool {
        isUnchecked(part.symbology) && part.symbology == whole.symbology && isPart(part.bytes, of: whole.bytes)
    }

    private static func isCut(_ part: EngineRead.Key, from whole: EngineRead) -> Bool {
        isUnchecked(part.symbology) && part.symbology == whole.symbology && isPart(part.bytes, of: whole.bytes)
    }

    private static func isUnchecked(_ symbology: Symbology) -> Bool { symbology == .itf || symbology == .code39 }

    private static func isPart(_ bytes: [UInt8], of whole: [UInt8]) -> Bool {
        guard bytes.count < whole.count else { return false }
        return (0...whole.count - bytes.count).contains { whole[$0..<$0 + bytes.count].elementsEqual(bytes) }
    }

    private static func box(_ corners: [FramePoint]) -> PixelRectangle? {
        let (xs, ys) = (corners.map(\.x), corners.map(\.y))
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return nil }
        return PixelRectangle(x: Int(left), y: Int(top), width: Int(right - left) + 1, height: Int(bottom - top) + 1)
    }

    private static func code(_ read: EngineRead) -> ScannedCode {
        let text = read.text ?? (read.symbology == .qr ? CharacterSets.text(of: read.bytes) : nil)
        var sighting: CodeSighting?
        if read.corners.count == 4 {
            sighting = CodeSighting(
                corners: read.corners, orientation: orientation(read.corners), quality: read.quality)
        }
        return ScannedCode(
            bytes: read.bytes, symbology: read.symbology, aim: read.aim, text: text, sighting: sighting)
    }

    /// Of the line from the middle of the left side to the middle of the right one.
    private static func orientation(_ corners: [FramePoint]) -> Double {
        let x = corners[1].x + corners[2].x - corners[0].x - corners[3].x
        let y = corners[1].y + corners[2].y - corners[0].y - corners[3].y
        // In tenths, so that nearly 360 is 0.
        let degrees = (angle(x: x, y: y) * 1_800 / .pi).rounded() / 10
        return degrees < 0 ? degrees + 360 : abs(degrees)
    }
}
