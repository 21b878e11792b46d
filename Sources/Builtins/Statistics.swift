import Graph
import Interpreter
import Tensors

/// How numbers are distributed.
enum StatisticsBuiltins {
    static let group = "statistics"

    static let all: [Builtin] = [
        Builtin(
            "quantile(x, q, *, axis=none, keepdims=false, method=\"linear\")", group: group,
            summary: "The number below which the share q of the elements lies; 0.5 gives the median.",
            details: """
                q is a number in 0 … 1 or a tensor of them, whose axes come first in the result. Over an axis, a list of axes, or all. \
                method= says what stands between two elements: "linear", "lower", "higher", "nearest", "midpoint". NaN if an element is.
                """,
            shapes: "(n,), () → (); (m, n), (k,) → (k, n) over axis 0",
            example: "print(quantile([1.0, 2, 4], 0.5), quantile([1.0, 2, 4], [0, 0.75]))   # → 2.0 [1, 3]",
            seeAlso: ["sort", "histogram"], isMethod: true
        ) { arguments in
            let operands = try [arguments.numeric(0), arguments.numeric(1)]
            if case .traced = operands[1] {
                // Not known here: a share outside fails where the plan runs.
            } else if let shares = try arguments.interpreter.plainTensor(operands[1]) {
                for share in shares.doubles() where !(share >= 0 && share <= 1) {
                    throw arguments.error("`q` is a share from 0 to 1, not \(NumberFormat.exact(share))")
                }
            }
            let axes = try arguments.axes(2)
            let keep = try arguments.bool(3, default: false)
            let words = QuantileMethod.allCases.map(\.rawValue)
            let word = try arguments.word(4, among: words, default: "linear")
            let method = words.firstIndex(of: word) ?? 0
            return try arguments.engine.apply(
                "quantile", operands, attributes: [method] + ReductionBuiltins.attributes(axes, keep)
            ) {
                try $0.quantile($1[0], $1[1], axis: axes, keepdims: keep, method: QuantileMethod.allCases[method])
            }
        },
        Builtin(
            "histogram(x, bins=10, *, range=none, weights=none, density=false)", group: group,
            summary: "How many elements lie in each bin, and the bins' edges: a list of the two.",
            details: """
                `bins` is a number of bins of equal width over `range` (low, high), by default that of x; or their ascending edges. The last \
                bin holds its upper edge. With weights their sums; `density=true` divides by the widths and the whole.
                """,
            shapes: "any → [(bins,), (bins + 1,)]",
            example: "counts, edges = histogram([1.0, 2, 2, 4], bins=3); print(counts, edges)   # → [1, 2, 1] [1, 2, 3, 4]",
            seeAlso: ["hist", "quantile"], isMethod: true
        ) { arguments in try histogram(arguments) },
    ]

    private static func histogram(_ arguments: Arguments) throws -> Value {
        let engine = try arguments.engine
        let x = try arguments.numeric(0)
        let edges = try arguments.has(1) ? binEdges(x, arguments) : equalEdges(x, 10, arguments)
        var operands = [x, edges]
        if arguments.has(3) {
            operands.append(try arguments.numeric(3))
            let shapes = try (arguments.type(0).shape, arguments.type(3).shape)
            guard shapes.0 == shapes.1 else {
                throw arguments.error(
                    "x has shape \(Shape.describe(shapes.0)) and the weights \(Shape.describe(shapes.1))",
                    hint: "each element has a weight")
            }
        }
        var counts = try engine.apply("histogram", operands) {
            try $0.histogram($1[0], edges: $1[1], weights: $1.count > 2 ? $1[2] : nil)
        }
        if try arguments.bool(4, default: false) {
            counts = try engine.apply("density", [counts, edges]) { g, x in
                let bins = g.type(x[0]).count
                let both = try g.promoting(x.map { try g.floating($0) })
                let (first, second) = try (g.edge(both[1], from: 0, count: bins), g.edge(both[1], from: 1, count: bins))
                let all = try g.broadcast(g.sum(both[0]), to: [bins])
                return try g.divide(both[0], g.multiply(g.subtract(second, first), all))
            }
        }
        return try Value(list: [counts, edges])
    }

    /// The edges that `bins` is, or stands for.
    private static func binEdges(_ x: Value, _ arguments: Arguments) throws -> Value {
        if let bins = try arguments.interpreter.wholeNumber(arguments[1]) { return try equalEdges(x, bins, arguments) }
        let edges = try arguments.numeric(1)
        guard let type = try arguments.engine.type(of: edges), type.rank == 1, type.count >= 2 else {
            throw arguments.mismatch(1, wants: "a number of bins, or two edges and more")
        }
        if let numbers = try arguments.engine.knownNumbers(edges)?.doubles() {
            for (a, b) in zip(numbers, numbers.dropFirst()) where !(a <= b) {
                throw arguments.error("the edges must ascend, but \(NumberFormat.exact(b)) comes after \(NumberFormat.exact(a))")
            }
        }
        return edges
    }

    private static func equalEdges(_ x: Value, _ bins: Int, _ arguments: Arguments) throws -> Value {
        guard bins > 0 else { throw arguments.error("`bins` must be 1 or more, but is \(bins)") }
        _ = try Shape.count([bins, 8])
        try Memory.check(64 * bins)
        var range: (low: Double, high: Double)?
        if arguments.has(2) {
            let ends = try arguments.tensor(2).doubles()
            guard ends.count == 2, ends.allSatisfy(\.isFinite), ends[0] <= ends[1] else {
                throw arguments.mismatch(2, wants: "two finite numbers, the smaller one first")
            }
            range = (ends[0], ends[1])
        } else if let numbers = try arguments.engine.knownNumbers(x), !numbers.isFinite {
            throw arguments.error("x holds NaN or infinities, which no bins reach", hint: "give `range=[low, high]`")
        }
        let attributes = [bins] + [range?.low, range?.high].compactMap { $0.map { Int(bitPattern: UInt($0.bitPattern)) } }
        return try arguments.engine.apply("edges", [x], attributes: attributes) {
            try $0.edges(of: $1[0], bins: bins, range: range)
        }
    }
}

extension Graph {
    /// `count` edges from the one at `start` on.
    fileprivate func edge(_ edges: ValueID, from start: Int, count: Int) throws -> ValueID {
        try emit(Slice(Region(starts: [start], steps: [1], extents: [count])), [edges])
    }
}
