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
            let loss = try ScalarOutputs(result, in: trace, for: primitive).only(for: primitive)
            return try [loss] + Derivative.gradient(trace.graph, of: loss, variables: variables)
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
            TransformResult(outputs: try derive(traced.trace, traced.result, traced.parameters))
        }
        run.plan.giveBack(run.state)
        return (Value(run.results[0]), try run.plan.structure.rebuilt(run.results.dropFirst().map { Value($0) }))
    }

    /// H·v of a scalar function (Eq. 33).
    public func hessianProduct(_ f: Value, at parameters: Value, _ v: Value, _ interpreter: Interpreter) throws -> Value {
        let product = try product(f, at: parameters, "hvp", with: v, named: "v", interpreter) { trace, result in
            ([try ScalarOutputs(result, in: trace, for: "hvp").only(for: "hvp")], nil)
        } rule: { g, outputs, variables, v in
            try Derivative.hessianProduct(g, of: outputs[0], variables: variables, tangents: v)
        }
        if interpreter.tracer == nil { statistics.matvecs += 1 }
        return product
    }

    /// J·v of any function of float tensors; the result has the structure of f(θ).
    public func jacobianProduct(_ f: Value, at parameters: Value, _ v: Value, _ interpreter: Interpreter) throws -> Value {
        try product(f, at: parameters, "jvp", with: v, named: "v", givesLikeResult: true, interpreter) { trace, result in
            try TensorEngine.outputs(result, trace, "jvp")
        } rule: { g, outputs, variables, v in
            let products = try Derivative.pushforward(g, outputs: outputs, variables: variables, tangents: v)
            return try zip(products, outputs).map { try $0 ?? g.zeros(like: $1) }
        }
    }

    /// Jᵀ·u; u has the structure of f(θ), the result that of θ.
    public func transposedProduct(_ f: Value, at parameters: Value, _ u: Value, _ interpreter: Interpreter) throws -> Value {
        try product(f, at: parameters, "vjp", with: u, named: "u", takesLikeResult: true, interpreter) { trace, result in
            try TensorEngine.outputs(result, trace, "vjp")
        } rule: { g, outputs, variables, u in
            let products = try Derivative.pullback(g, outputs: outputs, variables: variables, cotangents: u)
            return try zip(products, variables).map { try $0 ?? g.zeros(like: $1) }
        }
    }

    /// A derivative of f at θ times a vector. The vector (`takesLikeResult`) or the product (`givesLikeResult`) may have the
    /// structure of f(θ) instead of θ's.
    ///
    /// `read` gives what of f's result is differentiated, with its structure where that is asked for; `rule` the product's nodes.
    private func product(
        _ f: Value, at parameters: Value, _ primitive: String, with vector: Value, named name: String,
        takesLikeResult: Bool = false, givesLikeResult: Bool = false, _ interpreter: Interpreter,
        read: (_ trace: Trace, _ result: Value) throws -> ([ValueID], Structure?),
        rule: (_ g: Graph, _ outputs: [ValueID], _ variables: [ValueID], _ vector: [ValueID]) throws -> [ValueID]
    ) throws -> Value {
        let structure = try Structure(ofParameters: parameters, for: primitive)
        let what = "\(primitive): \(name)"
        let owner = takesLikeResult ? "the function's result" : "the parameters"
        // What is wrong with it is said before the function runs, where its structure is known.
        if !takesLikeResult { _ = try structure.leaves(of: vector, as: what) }
        if let trace = interpreter.tracer as? Trace {
            let (variables, result) = try inside(trace, f, parameters, structure, interpreter)
            let (outputs, ofResult) = try read(trace, result)
            let shape = takesLikeResult ? ofResult ?? structure : structure
            let v = try lift(shape.leaves(of: vector, as: what, like: owner), shape.leafTypes, trace)
            let ids = try rule(trace.graph, outputs, variables, v)
            return try (givesLikeResult ? ofResult ?? structure : structure).rebuilt(
                ids.map { .traced(trace.traced($0, isWeak: false)) })
        }
        let run = try planned(
            f, at: parameters, structure, transform: primitive, for: primitive, interpreter: interpreter,
            added: { plan in
                guard let shape = plan.vectorStructure else { return [] }
                return try self.numbers(shape.leaves(of: vector, as: what, like: owner), shape.leafTypes)
            }
        ) { traced in
            let g = traced.trace.graph
            let (outputs, ofResult) = try read(traced.trace, traced.result)
            let shape = takesLikeResult ? ofResult ?? structure : structure
            let ids = try rule(g, outputs, traced.parameters, shape.leafTypes.map { g.input($0) })
            return TransformResult(
                outputs: ids, resultStructure: givesLikeResult ? ofResult : nil, vectorStructure: shape)
        }
        run.plan.giveBack(run.state)
        return try (run.plan.resultStructure ?? structure).rebuilt(run.results.map { Value($0) })
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
        // What else it holds is kept as it is this time: a condition of the plan.
        let shape = try Structure(of: result).mappingConstants { try trace.concretize($0) }
        guard shape.leafCount > 0 else {
            throw TensorError("\(primitive): the function returned \(result.messageName), which holds no floats")
        }
        var ids: [ValueID] = []
        _ = try shape.collect(result, equally: false) { leaf in
            ids.append(try trace.lift(leaf, leaf.numericType?.dtype ?? .float64))
        }
        return (ids, shape)
    }
}
