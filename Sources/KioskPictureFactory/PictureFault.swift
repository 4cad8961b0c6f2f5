/// What can be wrong with a bill in front of a camera, each in `steps` steps that get worse.
package enum PictureFault: String, CaseIterable, Sendable {
    case tilted
    case fromTheSide = "from the side"
    case blurred
    case shaken
    case dim
    case noisy
    case shadow
    case glare
    case creased
    case lowResolution = "low resolution"
    case covered
    case inverted

    /// Step 0 is the bill without the fault.
    package static let steps = 6
}

/// How a frame is made of a sheet.
struct Exposure {
    /// Frame pixels a module.
    var module = 3.0
    /// Degrees clockwise.
    var turn = 0.0
    /// Degrees that the bill leans away from the camera, about its upright and its level axis.
    var lean = (across: 0.0, down: 0.0)
    /// Deviation of the blur, in frame pixels.
    var blur = 0.5
    /// Length of the shake in frame pixels, and its direction in degrees.
    var shake = (length: 0.0, degrees: 0.0)
    /// Luma of ink and of paper.
    var ink = 25.0
    var paper = 225.0
    /// Deviation of the sensor's noise, in luma.
    var noise = 2.0
    /// What part of the light a shadow takes, whose edge crosses the code.
    var shadow = 0.0
    /// Half the size of a lamp's reflection, of the code's width; 0 for none.
    var glare = 0.0
    /// Folds, and by how many frame pixels the paper is shifted at each.
    var folds = 0
    var shift = 0.0
    /// The part of the code under a finger or a stain.
    var covered = 0.0
    var isInverted = false

    /// - Parameter step: 0 without the fault, up to `PictureFault.steps`.
    init(_ fault: PictureFault, step: Int, face: BillFace, using random: inout SeededGenerator) {
        // No bill lies quite straight, and no two are lit alike.
        turn = random.number(-2...2)
        paper = random.number(195...235)
        ink = face == .thermal ? random.number(50...70) : random.number(18...34)
        // A phone reflects the lamp above it.
        if face == .phone { glare = 0.08 }
        let share = Double(step) / Double(PictureFault.steps)
        let sign = random.number(-1...1) < 0 ? -1.0 : 1
        guard step > 0 else { return }
        switch fault {
        case .tilted: turn = sign * 45 * share + random.number(-1...1)
        case .fromTheSide: lean = (across: sign * 66 * share, down: 20 * share)
        case .blurred: blur = module * (0.3 + 0.75 * share)
        case .shaken: shake = (length: module * (0.8 + 2.7 * share), degrees: random.number(-20...20))
        case .dim:
            paper = 100 - 74 * share
            ink = paper * 0.35
            noise = 2.5
        case .noisy: noise = 10 + 80 * share
        case .shadow: shadow = 0.45 + 0.5 * share
        case .glare: glare = 0.12 + 0.45 * share
        case .creased:
            folds = step
            shift = 1 + 5 * share
        case .lowResolution: module = 2.5 - 1.6 * share
        case .covered: covered = 0.98 * share
        case .inverted:
            isInverted = true
            paper -= 110 * share
            ink += 20 * share
            noise = 2 + 6 * share
        }
    }
}
