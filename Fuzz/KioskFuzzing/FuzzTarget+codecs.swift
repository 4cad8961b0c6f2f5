extension FuzzTarget {
    static let codecs: [FuzzTarget] = []
    static let machines: [FuzzTarget] = []
}
