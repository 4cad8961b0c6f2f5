/// Guesses what a technician meant to type.
enum Spelling {
    /// The candidate nearest to `word`, if it is near enough that the word is likely a slip of it.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let allowed = max(1, min(3, word.count / 3))
        let distances = candidates.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        return distances.filter { $0.distance <= allowed }.min { $0.distance < $1.distance }?.word
    }

    /// How many characters must be put in, left out, changed or swapped with their neighbour (optimal string
    /// alignment). Words longer than any key are not compared.
    static func distance(_ first: String, _ second: String) -> Int {
        let (a, b) = (Array(first), Array(second))
        guard a.count <= 64, b.count <= 64 else { return .max }
        var rows = [Array(0...b.count)]
        for i in 1..<(a.count + 1) {
            var row = [i]
            for j in 1..<(b.count + 1) {
                let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
