/// From numbers to colours: a map over a range.
struct ColourScale: Equatable {
    let map: ColourMap
    let range: ScaledRange

    /// The scale of fields that are coloured alike, with the map, scale and limits of the first.
    init(_ fields: [Field]) {
        let field = fields.first ?? Field([], x: [], y: [])
        var data = DataRange()
        for field in fields { data.add(field.values) }
        if field.map.isDiverging && field.scale != .log { data = data.symmetric }
        map = field.map
        range = ScaledRange(field.scale, limits: field.limits, data: data)
    }

    /// Whether there are values beyond the ends of the colours, which have the colours of the ends.
    func excess(of fields: [Field]) -> (below: Bool, above: Bool) {
        var found = (below: false, above: false)
        for fraction in fields.lazy.flatMap(\.values).compactMap(range.fraction) {
            if fraction < -1e-9 { found.below = true }
            if fraction > 1 + 1e-9 { found.above = true }
        }
        return found
    }

    /// nil where there is a hole: not finite, or not positive on a logarithmic scale.
    func colour(_ value: Double) -> Colour? { range.fraction(value).map(map.colour(at:)) }
}

/// Why numbers could not be drawn, and how many.
struct HoleCount: Equatable {
    var notFinite = 0
    /// Zero or negative on a logarithmic scale.
    var notPositive = 0

    var isEmpty: Bool { notFinite + notPositive == 0 }

    /// A point or cell of these `values`, each on its own scale, counts once.
    mutating func count(_ values: [Double], on kinds: [ScaledRange.Kind]) {
        if !values.allSatisfy(\.isFinite) {
            notFinite += 1
        } else if zip(values, kinds).contains(where: { $0 <= 0 && $1 == .log }) {
            notPositive += 1
        }
    }

    /// `14 of 2601 cells not finite, 3 not positive`.
    func text(_ things: String, of total: Int? = nil) -> String {
        var parts: [String] = []
        let things = (total.map { "of \($0) " } ?? "") + things
        if notFinite > 0 { parts.append("\(notFinite) \(things) not finite") }
        if notPositive > 0 {
            parts.append(
                (parts.isEmpty ? "\(notPositive) \(things)" : "\(notPositive)") + " not positive (log scale)")
        }
        return parts.joined(separator: ", ")
    }
}
