/// The names a mistyped one may have meant.
public enum Suggestions {
    /// The nearest candidates by edit distance, best first, at most three; none that shares too little with the name.
    public static func near(_ name: String, among candidates: some Sequence<String>) -> [String] {
        let target = Array(name.lowercased().unicodeScalars)
        let limit = target.count <= 2 ? 1 : max(1, min(3, target.count / 3))
        var found: [(distance: Int, name: String)] = []
        var seen: Set<String> = [name]
        for candidate in candidates where seen.insert(candidate).inserted {
            let scalars = Array(candidate.lowercased().unicodeScalars)
            guard abs(scalars.count - target.count) <= limit else { continue }
            let distance = editDistance(target, scalars, limit: limit)
            // A name of one or two letters resembles all others of that length: it must share a letter.
            guard distance <= limit, target.count > 2 || scalars.contains(where: target.contains) else { continue }
            found.append((distance, candidate))
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// ``did you mean `a` or `b`?``; nil where nothing is near.
    public static func hint(_ name: String, among candidates: some Sequence<String>) -> String? {
        let names = near(name, among: candidates).map { "`\($0)`" }
        guard let last = names.last else { return nil }
        return names.count == 1
            ? "did you mean \(last)?" : "did you mean \(names.dropLast().joined(separator: ", ")) or \(last)?"
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other; above `limit`, any number above it.
    static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforePrevious[j - 1] + 1) }
                current.append(best)
            }
            if current.min() ?? 0 > limit { return limit + 1 }
            beforePrevious = previous
            previous = current
        }
        return previous[b.count]
    }
}
