import Tensors

extension Graph {
    /// Einstein's summation convention, as NumPy's `einsum`: products of operands, summed over the subscripts that the output
    /// does not have.
    ///
    /// Made of views, sums and matrix products: of the operands that are left, the two whose product is smallest, compared with
    /// them, are multiplied next.
    public func einsum(_ text: String, _ operands: [ValueID]) throws -> ValueID {
        let x = try promoting(operands.map { try numeric($0) })
        let subscripts = try EinsteinSubscripts(text, shapes: x.map { type($0).shape })
        var factors = try zip(x, subscripts.inputs).map { try Factor(self, $0, $1, subscripts) }
        for i in factors.indices { try factors[i].sum(self, keeping: kept(subscripts, factors, besides: [i])) }
        while factors.count > 1 {
            let (a, b) = try cheapestPair(factors, subscripts)
            let kept = kept(subscripts, factors, besides: [a, b])
            let product = try factors[a].times(factors[b], self, keeping: kept)
            factors.remove(at: b)
            factors[a] = product
        }
        guard let result = factors.first else { throw TensorError("`einsum` needs an operand") }
        let order = subscripts.output.compactMap { result.labels.firstIndex(of: $0) }
        let shape = subscripts.output.map { subscripts.extents[$0] ?? 1 }
        return try reshape(permute(result.value, order), shape)
    }

    /// The labels that the output, or another factor, has.
    private func kept(_ subscripts: EinsteinSubscripts, _ factors: [Factor], besides those: [Int]) -> Set<
        EinsteinSubscripts.Label
    > {
        factors.indices.reduce(into: Set(subscripts.output)) { if !those.contains($1) { $0.formUnion(factors[$1].labels) } }
    }

    private func cheapestPair(_ factors: [Factor], _ subscripts: EinsteinSubscripts) throws -> (Int, Int) {
        func size(_ labels: some Sequence<EinsteinSubscripts.Label>) -> Double {
            labels.reduce(1) { $0 * Double(subscripts.extents[$1] ?? 1) }
        }
        var best = (0, 1)
        var least = Double.infinity
        for b in factors.indices {
            try Interrupt.check()
            for a in 0..<b {
                let labels = Set(factors[a].labels + factors[b].labels)
                let growth =
                    size(labels.intersection(kept(subscripts, factors, besides: [a, b])))
                    - size(factors[a].labels) - size(factors[b].labels)
                if growth < least { (best, least) = ((a, b), growth) }
            }
        }
        return best
    }
}

/// A tensor whose axes have labels, each once.
private struct Factor {
    typealias Label = EinsteinSubscripts.Label
    var value: ValueID
    var labels: [Label]

    /// Of an operand: diagonals where a label stands twice; axes of extent 1 where the label's extent is another go.
    init(_ g: Graph, _ x: ValueID, _ labels: [Label], _ subscripts: EinsteinSubscripts) throws {
        let shape = g.type(x).shape
        let stays = labels.indices.filter { shape[$0] != 1 || subscripts.extents[labels[$0]] == 1 }
        value = try g.reshape(x, stays.map { shape[$0] })
        self.labels = stays.map { labels[$0] }
        while let (first, second) = repeated() {
            let rest = self.labels.indices.filter { $0 != first && $0 != second }
            value = try g.diagonals(g.permute(value, rest + [first, second]))
            self.labels = rest.map { self.labels[$0] } + [self.labels[first]]
        }
    }

    private init(value: ValueID, labels: [Label]) {
        self.value = value
        self.labels = labels
    }

    private func repeated() -> (Int, Int)? {
        for (i, label) in labels.enumerated() {
            if let other = labels[(i + 1)...].firstIndex(of: label) { return (i, other) }
        }
        return nil
    }

    /// Sums over what is not kept.
    mutating func sum(_ g: Graph, keeping kept: Set<Label>) throws {
        value = try g.sum(value, axes: labels.indices.filter { !kept.contains(labels[$0]) })
        labels = labels.filter(kept.contains)
    }

    /// The product, summed over what is not kept.
    func times(_ other: Factor, _ g: Graph, keeping kept: Set<Label>) throws -> Factor {
        let both = labels.filter(other.labels.contains)
        let batch = both.filter(kept.contains)
        let inner = both.filter { !kept.contains($0) }
        let left = labels.filter { !both.contains($0) }
        let right = other.labels.filter { !both.contains($0) }
        let result = batch + left + right
        let (k, m, n) = try (count(g, inner), count(g, left), other.count(g, right))
        if inner.isEmpty || (m == 1 && n == 1) {
            // Nothing to be gained from a matrix product.
            let shape = extents(g, batch) + extents(g, left) + other.extents(g, right) + extents(g, inner)
            let ones = right.map { _ in 1 }
            let a = try g.reshape(
                arranged(g, batch + left + inner), extents(g, batch) + extents(g, left) + ones + extents(g, inner))
            let b = try g.reshape(
                other.arranged(g, batch + right + inner),
                extents(g, batch) + left.map { _ in 1 } + other.extents(g, right) + extents(g, inner))
            let product = try g.multiply(g.broadcast(a, to: shape), g.broadcast(b, to: shape))
            return Factor(value: try g.sum(product, axes: Array(result.count..<shape.count)), labels: result)
        }
        let lead = try batch.isEmpty ? [] : [count(g, batch)]
        let a = try g.reshape(arranged(g, batch + left + inner), lead + [m, k])
        let b = try g.reshape(other.arranged(g, batch + inner + right), lead + [k, n])
        let shape = extents(g, batch) + extents(g, left) + other.extents(g, right)
        return Factor(value: try g.reshape(g.emit(MatMul(), [a, b]), shape), labels: result)
    }

    private func arranged(_ g: Graph, _ order: [Label]) throws -> ValueID {
        try g.permute(value, order.compactMap { labels.firstIndex(of: $0) })
    }

    private func extents(_ g: Graph, _ some: [Label]) -> [Int] {
        let shape = g.type(value).shape
        return some.compactMap { label in labels.firstIndex(of: label).map { shape[$0] } }
    }

    private func count(_ g: Graph, _ some: [Label]) throws -> Int { try Shape.count(extents(g, some)) }
}
