import Graph
import Tensors
import Transforms

// Gradients and products with Jacobians and Hessians: composed of the three transforms, planned and cached; inside a trace
// (a gradient in a loss) they add to the graph being traced.
extension TensorEngine {
    /// f(θ) and ∇f(θ) of a scalar function; the gradient has θ's structure.
    public func valueAndGradient(_ f: Value, at parameters: Value, _ primitive: String, _ interpreter: Interpreter) throws -> (
        Value, Value
    ) {
        func structure() throws -> Structure { try Structure(ofParameters: parameters, for: primitive) }
        func derive(_ trace: Trace, _ result: Value, _ variables: [ValueID]) throws -> [ValueID] {
            let outputs = try ScalarOutputs(result, in: trace, for: primitive)
            guard outputs.names.isEmpty else {
                throw TensorError(
                    "\(primitive): the function returned a record of scalars",
                    hint: "choose one, as in `x -> f(x).\(outputs.names[0])`")
            }
            return try [outputs.values[0]] + Derivative.gradient(trace.graph, of: outputs.values[0], variables: variables)
        }
        if let trace = interpreter.tracer as? Trace {
            let structure = try structure()
            let (variables, result) = try inside(trace, f, parameters, structure, interpreter)
            let ids = try derive(trace, result, variables)
            return (
                .traced(trace.traced(ids[0], isWeak: false)),
                try structure.rebuilt(ids.dropFirst().map { .traced(trace.traced($0, isWeak: false)) })
            )
        }
        let run = try planned(f, at: parameters, structure(), transform: "gradient", for: primitive, interpreter: interpreter) {
            traced in
            TransformResult(program: TracedProgram(outputs: [try derive(traced.trace, traced.result, traced.parameters)]))
        }
        run.plan.giveBack(run.state)
        return (Value(run.results[0]), try run.plan.structure.rebuilt(run.results.dropFirst().map { Value($0) }))
    }

    /// H·v of a scalar function (Eq. 33).
    public func hessianProduct(_ f: Value, at parameters: Value, _ v: Value, _ interpreter: Interpreter) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "hvp")
        let tangents = try structure.leaves(of: v, as: "hvp: v")
        func derive(_ trace: Trace, _ result: Value, _ variables: [ValueID], _ tangents: [ValueID]) throws -> [ValueID] {
            let outputs = try ScalarOutputs(result, in: trace, for: "hvp")
            return try Derivative.hessianProduct(trace.graph, of: outputs.values[0], variables: variables, tangents: tangents)
        }
        if let trace = interpreter.tracer as? Trace {
            let (variables, result) = try inside(trace, f, parameters, structure, interpreter)
            let ids = try derive(trace, result, variables, lift(tangents, structure.leafTypes, trace))
            return try structure.rebuilt(ids.map { .traced(trace.traced($0, isWeak: false)) })
        }
        let vectors = try numbers(tangents, structure.leafTypes)
        let run = try planned(
            f, at: parameters, structure, transform: "hvp", for: "hvp", interpreter: interpreter, added: vectors
        ) {
            traced in
            let g = traced.trace.graph
            let inputs = structure.leafTypes.map { g.input($0) }
            return TransformResult(
                program: TracedProgram(outputs: [try derive(traced.trace, traced.result, traced.parameters, inputs)]))
        }
        statistics.matvecs += 1
        run.plan.giveBack(run.state)
        return try structure.rebuilt(run.results.map { Value($0) })
    }

    /// J·v of any function of float tensors; the result has the structure of f(θ).
    public func jacobianProduct(_ f: Value, at parameters: Value, _ v: Value, _ interpreter: Interpreter) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "jvp")
        let tangents = try structure.leaves(of: v, as: "jvp: v")
        func derive(_ trace: Trace, _ result: Value, _ variables: [ValueID], _ tangents: [ValueID]) throws -> (
            [ValueID], Structure
        ) {
            let (outputs, shape) = try TensorEngine.outputs(result, trace, "jvp")
            let products = try Derivative.pushforward(trace.graph, outputs: outputs, variables: variables, tangents: tangents)
            return (try zip(products, outputs).map { try $0 ?? trace.graph.zeros(like: $1) }, shape)
        }
        if let trace = interpreter.tracer as? Trace {
            let (variables, result) = try inside(trace, f, parameters, structure, interpreter)
            let (ids, shape) = try derive(trace, result, variables, lift(tangents, structure.leafTypes, trace))
            return try shape.rebuilt(ids.map { .traced(trace.traced($0, isWeak: false)) })
        }
        let vectors = try numbers(tangents, structure.leafTypes)
        let run = try planned(
            f, at: parameters, structure, transform: "jvp", for: "jvp", interpreter: interpreter, added: vectors
        ) {
            traced in
            let g = traced.trace.graph
            let inputs = structure.leafTypes.map { g.input($0) }
            let (ids, shape) = try derive(traced.trace, traced.result, traced.parameters, inputs)
            return TransformResult(program: TracedProgram(outputs: [ids]), resultStructure: shape)
        }
        run.plan.giveBack(run.state)
        return try (run.plan.resultStructure ?? structure).rebuilt(run.results.map { Value($0) })
    }

    /// Jᵀ·u; u has the structure of f(θ), the result that of θ.
    public func transposedProduct(_ f: Value, at parameters: Value, _ u: Value, _ interpreter: Interpreter) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: "vjp")
        func derive(_ trace: Trace, _ outputs: [ValueID], _ variables: [ValueID], _ cotangents: [ValueID]) throws -> [ValueID] {
            let products = try Derivative.pullback(trace.graph, outputs: outputs, variables: variables, cotangents: cotangents)
            return try zip(products, variables).map { try $0 ?? trace.graph.zeros(like: $1) }
        }
        if let trace = interpreter.tracer as? Trace {
            let (variables, result) = try inside(trace, f, parameters, structure, interpreter)
            let (outputs, shape) = try TensorEngine.outputs(result, trace, "vjp")
            let cotangents = try lift(shape.leaves(of: u, as: "vjp: u", like: "the function's result"), shape.leafTypes, trace)
            let ids = try derive(trace, outputs, variables, cotangents)
            return try structure.rebuilt(ids.map { .traced(trace.traced($0, isWeak: false)) })
        }
        // u's own structure tells the types of the inputs that stand for it; the plan says whether it is that of f(θ).
        var cotangents: [Tensor] = []
        let given = try Structure(of: u)
        _ = given.collect(u) { if let tensor = $0.numbers { cotangents.append(tensor) } }
        let signature = cotangents.map { "\(TensorType($0.dtype, $0.shape))" }.joined(separator: " ")
        let run = try planned(
            f, at: parameters, structure, transform: "vjp \(signature)", for: "vjp", interpreter: interpreter, added: cotangents
        ) { traced in
            let g = traced.trace.graph
            let (outputs, shape) = try TensorEngine.outputs(traced.result, traced.trace, "vjp")
            _ = try shape.leaves(of: u, as: "vjp: u", like: "the function's result")
            let inputs = cotangents.map { g.input(TensorType($0.dtype, $0.shape)) }
            let converted = try zip(inputs, shape.leafTypes).map { try g.convert($0, $1.dtype) }
            return TransformResult(
                program: TracedProgram(outputs: [try derive(traced.trace, outputs, traced.parameters, converted)]))
        }
        run.plan.giveBack(run.state)
        return try structure.rebuilt(run.results.map { Value($0) })
    }

    // MARK: Parts

    /// Runs a function inside a trace on variables of its own; the derivative with respect to them is that of this call only.
    func inside(
        _ trace: Trace, _ f: Value, _ parameters: Value, _ structure: Structure, _ interpreter: Interpreter
    ) throws -> (variables: [ValueID], result: Value) {
        var leaves: [Value] = []
        _ = structure.collect(parameters) { leaves.append($0) }
        let variables = try lift(leaves, structure.leafTypes, trace).map { try trace.variable($0) }
        let argument = try structure.rebuilt(
            zip(variables, leaves).map { .traced(trace.traced($0, isWeak: $1.numericType?.isWeak ?? false)) })
        return (variables, try interpreter.call(f, [argument]))
    }

    func lift(_ leaves: [Value], _ types: [TensorType], _ trace: Trace) throws -> [ValueID] {
        try zip(leaves, types).map { try trace.graph.convert(trace.lift($0, $1.dtype), $1.dtype) }
    }

    /// Leaves outside of a trace, in the types of the parameters.
    func numbers(_ leaves: [Value], _ types: [TensorType]) throws -> [Tensor] {
        try zip(leaves, types).map { leaf, type in
            if let tensor = leaf.numbers { return try tensor.converted(to: type.dtype) }
            guard let number = leaf.plainDouble else { throw TensorError("\(leaf.messageName) is not a number or tensor") }
            return try Tensor(scalar: number).converted(to: type.dtype)
        }
    }

    /// The float leaves of what a function returned.
    static func outputs(_ result: Value, _ trace: Trace, _ primitive: String) throws -> ([ValueID], Structure) {
        let shape = try Structure(of: result)
        guard shape.leafCount > 0 else {
            throw TensorError("\(primitive): the function returned \(result.messageName), which holds no floats")
        }
        var ids: [ValueID] = []
        _ = try shape.collect(result) { leaf in ids.append(try trace.lift(leaf, leaf.numericType?.dtype ?? .float64)) }
        return (ids, shape)
    }
}
