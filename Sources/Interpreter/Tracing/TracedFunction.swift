import Compiler
import Graph
import Tensors

/// A function of parameters as a graph: what a trace of it leaves.
struct TracedFunction {
    private(set) var trace: Trace
    let structure: Structure
    /// The parameters' leaves in the graph.
    let parameters: [ValueID]
    /// What the function returned, its tensors inside the trace.
    let result: Value
    /// What the function itself must look like.
    let pattern: Pattern
    /// Where a second function was run on what the first returned: that, its leaves variables of their own.
    let innerResult: Value?
    /// How many nodes the function has; those beyond are added by transforms.
    let primalCount: Int
    /// The code that was traced.
    let code: ObjectIdentifier

    /// Runs `function` once on traced parameters, and `outer` on its result.
    init(
        _ function: Value, at parameters: Value, _ structure: Structure, _ engine: TensorEngine, _ interpreter: Interpreter,
        then outer: Value? = nil
    ) throws {
        let trace = Trace(interpreter, engine)
        self.trace = trace
        code = function.codeIdentity
        self.structure = structure
        let (seen, pattern) = try trace.wrap(function)
        self.pattern = pattern
        var ids: [ValueID] = []
        var leaves: [Value] = []
        _ = try structure.collect(parameters) { leaf in
            guard let tensor = leaf.numbers, let type = leaf.numericType else {
                throw TensorError("\(leaf.messageName) is not a number")
            }
            let id = trace.input(.parameter(ids.count), tensor)
            ids.append(id)
            leaves.append(.traced(trace.traced(id, isWeak: type.isWeak)))
        }
        self.parameters = ids
        let argument = try structure.rebuilt(leaves)
        let enclosing = interpreter.tracer
        interpreter.tracer = trace
        defer { interpreter.tracer = enclosing }
        let returned = try interpreter.call(seen, [argument])
        guard let outer else {
            result = returned
            innerResult = nil
            primalCount = trace.graph.nodes.count
            return
        }
        let shape = try Structure(of: returned)
        var inner: [Value] = []
        _ = try shape.collect(returned) { leaf in
            let id = try trace.variable(trace.lift(leaf, leaf.numericType?.dtype ?? .float64))
            inner.append(.traced(trace.traced(id, isWeak: false)))
        }
        let middle = try shape.rebuilt(inner)
        innerResult = middle
        result = try interpreter.call(trace.wrap(outer).0, [middle])
        primalCount = trace.graph.nodes.count
    }
}

extension TracedFunction {
    /// The same in a graph of its own, which transforms may add to.
    ///
    /// Nodes keep their numbers, so that what was recorded of the trace holds in the copy.
    func copied() throws -> TracedFunction {
        var copy = self
        copy.trace = trace.withGraph(trace.graph.copy())
        return copy
    }
}

/// What a loss returned: one scalar, or a record of them.
struct ScalarOutputs {
    /// Empty for a single scalar.
    let names: [String]
    let values: [ValueID]

    /// Throws, saying what it is, for anything else.
    init(_ result: Value, in trace: Trace, for primitive: String) throws {
        if case .record(let box) = result {
            guard box.count > 0 else {
                throw TensorError("\(primitive): the function returned an empty record", hint: "it must return a scalar")
            }
            names = box.keys
            values = try zip(box.keys, box.values).map {
                try ScalarOutputs.scalar($1, in: trace, "\(primitive): the function's `\($0)`")
            }
        } else {
            names = []
            values = [try ScalarOutputs.scalar(result, in: trace, "\(primitive): the function's result")]
        }
    }

    /// The scalar, where a record of several is an error.
    func only(for primitive: String) throws -> ValueID {
        guard names.isEmpty, let value = values.first else {
            throw TensorError(
                "\(primitive): the function returned a record of scalars",
                hint: names.first.map { "choose one, as in `x -> f(x).\($0)`" })
        }
        return value
    }

    private static func scalar(_ value: Value, in trace: Trace, _ what: String) throws -> ValueID {
        guard let type = value.numericType else {
            throw TensorError("\(what) is \(value.messageName), not a scalar", hint: "a loss returns one number")
        }
        guard type.shape.reduce(1, *) == 1 else {
            throw TensorError(
                "\(what) is a tensor of shape \(Shape.describe(type.shape)), not a scalar",
                hint: "make one number of it: `mean(…)` or `sum(…)`")
        }
        let id = try trace.lift(value, type.dtype.isFloat ? type.dtype : .float64)
        return try trace.graph.reshape(trace.graph.floating(id), [])
    }
}
