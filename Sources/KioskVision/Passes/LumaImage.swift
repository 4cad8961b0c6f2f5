/// A gray picture of one byte of luma a pixel, rows without padding: what the passes work on.
///
/// Unlike `Bitmap` it is made anew many times a frame, and its sides were checked before.
struct LumaImage: Hashable {
    let width: Int
    let height: Int
    let bytes: [UInt8]

    /// - Parameter bytes: width × height of them.
    init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0 && bytes.count == width * height, "a picture of other than its size")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// Filled by `fill`, which must write every pixel.
    init(width: Int, height: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        precondition(width > 0 && height > 0)
        self.width = width
        self.height = height
        bytes = [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
            if let base = buffer.baseAddress { fill(base) }
            count = width * height
        }
    }

    var pixels: Int { width * height }

    /// The pixels, for as long as the closure runs.
    func read<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            // A picture has at least one pixel, so there is an address.
            guard let base = buffer.baseAddress else { preconditionFailure("a picture without pixels") }
            return body(base)
        }
    }
}

/// How a pass's picture lies in the frame: a pixel (x, y) of it is at (a x + b y + e, c x + d y + f) there.
struct Placement {
    var a = 1.0
    var b = 0.0
    var c = 0.0
    var d = 1.0
    var e = 0.0
    var f = 0.0

    static let same = Placement()

    static func scaled(by factor: Double, x: Double = 0, y: Double = 0) -> Placement {
        // A pixel's middle stays its middle: the half pixels are those between corner and middle.
        Placement(a: factor, d: factor, e: x + factor / 2 - 0.5, f: y + factor / 2 - 0.5)
    }

    func callAsFunction(x: Double, y: Double) -> (x: Double, y: Double) {
        (a * x + b * y + e, c * x + d * y + f)
    }

    /// First `inner`, then this.
    func after(_ inner: Placement) -> Placement {
        Placement(
            a: a * inner.a + b * inner.c, b: a * inner.b + b * inner.d, c: c * inner.a + d * inner.c,
            d: c * inner.b + d * inner.d, e: a * inner.e + b * inner.f + e, f: c * inner.e + d * inner.f + f)
    }
}
