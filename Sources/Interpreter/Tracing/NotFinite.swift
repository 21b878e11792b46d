import Compiler
import Graph
import Kernels
import Tensors

/// A program whose results can be asked where they stopped being finite: a graph, what was wanted of it, and the places of
/// its nodes.
struct TracedProvenance {
    let graph: Graph
    let outputs: [ValueID]
    let places: [TracePlace]
    /// The nodes of the function itself come first; those beyond are of its derivatives.
    let primalCount: Int
}

extension TracedProvenance {
    /// The node in which the first number arises that is not finite: it is finite in all that the node reads.
    struct Culprit {
        let node: ValueID
        let isNaN: Bool
    }

    /// Runs the program once more with two counts for each node: of its numbers that are NaN, and of those that are not finite.
    ///
    /// From the first result that is not finite the way goes back through what is not finite. So a branch that was not taken
    /// is no culprit.
    func culprit(inputs: [Tensor]) throws -> Culprit? {
        let g = graph.copy()
        let watched = g.live(for: outputs).filter { g.type($0).dtype.isFloat && !g.node($0).operands.isEmpty }
        let counts = try watched.flatMap { id in
            let axes = Array(g.type(id).shape.indices)
            let conditions = try [g.emit(Not(), [g.emit(IsFinite(), [id])]), g.emit(IsNaN(), [id])]
            return try conditions.map { try g.sum(g.convert($0, .float64), axes: axes) }
        }
        let found = try Plan.evaluate(g, counts, inputs: inputs).map { $0.double(at: 0) != 0 }
        var isNaN: [ValueID: Bool] = [:]
        for (i, id) in watched.enumerated() where found[2 * i] { isNaN[id] = found[2 * i + 1] }
        guard var node = outputs.first(where: { isNaN[$0] != nil }) else { return nil }
        while true {
            let causes = g.node(node).operands.filter { isNaN[$0] != nil }
            // Of two branches the one that the result looks like.
            let alike = g.op(node, as: Select.self) == nil ? [] : causes.filter { isNaN[$0] == isNaN[node] }
            guard let cause = alike.min() ?? causes.min() else { break }
            node = cause
        }
        return Culprit(node: node, isNaN: isNaN[node] ?? false)
    }
}

extension Tensor {
    /// Whether no number is infinite or NaN.
    public var isFinite: Bool { Finiteness.holds(pointer, count: count, dtype: dtype) }
}

/// When results are looked at for numbers that are not finite: small ones each time; large ones, for which that is a pass
/// over memory, in the first runs and then in every eighth.
struct Vigilance {
    private var runs = 0

    mutating func begin() { runs &+= 1 }

    /// Whether a number is seen that is not finite.
    func finds(in tensor: Tensor) -> Bool { (tensor.count <= 4096 || runs <= 16 || runs & 7 == 0) && !tensor.isFinite }

    /// Whether earlier results may have been passed over.
    var hasLookedAway: Bool { runs > 16 }
}

extension TensorEngine {
    /// So often a function is run again to find out where its derivative stopped being finite.
    private static let searchLimit = 3

    /// Warns that a derivative is not finite, with the function and the line where that arose, once a place.
    ///
    /// `inputs` are all of the program's; `searched` names the function and what was made of it.
    func warnNotFinite(
        _ primitive: String, _ searched: PlanCache.Key, inputs: [Tensor], _ interpreter: Interpreter,
        _ provenance: () throws -> TracedProvenance
    ) throws {
        guard searches[searched, default: 0] < TensorEngine.searchLimit else { return }
        searches[searched, default: 0] += 1
        let program = try provenance()
        guard let culprit = try program.culprit(inputs: inputs) else { return }
        let number = culprit.isNaN ? "NaN" : "infinite"
        let origin = Int(program.graph.node(culprit.node).origin)
        guard program.places.indices.contains(origin) else {
            interpreter.warn("\(primitive): the result is \(number)")
            return
        }
        let place = program.places[origin]
        let isDerivative = culprit.node.index >= program.primalCount
        interpreter.warn(
            "\(primitive): the result is not finite: "
                + (isDerivative
                    ? "a derivative of `\(place.function)` is \(number) here" : "`\(place.function)` is \(number) here"),
            hint: isDerivative ? "`where(condition, …, …)` keeps out the points where there is no derivative" : nil,
            at: (place.source, place.span))
    }
}
