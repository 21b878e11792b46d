import Curvature
import Graph
import Kernels
import Syntax
import Tensors
import Transforms

// The verbs of curvature on values of the language. What they take and give is said in numerics.md's words in their
// entries of the table of built-ins.
extension TensorEngine {
    /// `hessian(f, θ)`: lazy, a snapshot. f is traced now, so that its errors appear now.
    public func hessian(_ f: Value, at parameters: Value, _ interpreter: Interpreter) throws -> OperatorValue {
        try snapshot(f, at: parameters, "hessian", label: "Hessian", interpreter) { traced, tangents in
            let outputs = try ScalarOutputs(traced.result, in: traced.trace, for: "hessian")
            guard outputs.names.isEmpty else {
                throw TensorError(
                    "hessian: the function returned a record of scalars",
                    hint: "choose one, as in `x -> f(x).\(outputs.names[0])`")
            }
            return try Derivative.hessianProduct(
                traced.trace.graph, of: outputs.values[0], variables: traced.parameters, tangents: tangents)
        }
    }

    /// `gauss_newton(model, loss, θ)`: Jᵀ·H_loss·J, H_loss that of the loss as a function of the model's output.
    public func gaussNewton(_ model: Value, _ loss: Value, at parameters: Value, _ interpreter: Interpreter) throws
        -> OperatorValue
    {
        try snapshot(model, at: parameters, "gauss_newton", label: "Gauss–Newton operator", interpreter, then: loss) {
            traced, tangents in
            try self.curvatureOfOutput(traced, tangents, "gauss_newton")
        }
    }

    /// `fisher(model, θ)` (Eqs. 7 and 11): Σ over samples of JᵀJ / T for Gaussian noise, and for logits (T, C) under softmax.
    public func fisher(_ model: Value, at parameters: Value, kind: String, _ interpreter: Interpreter) throws -> OperatorValue {
        try snapshot(model, at: parameters, "fisher", label: "Fisher information", interpreter) { traced, tangents in
            let g = traced.trace.graph
            let (outputs, _) = try TensorEngine.outputs(traced.result, traced.trace, "fisher")
            let pushed = try Derivative.pushforward(g, outputs: outputs, variables: traced.parameters, tangents: tangents)
            let cotangents = try zip(outputs, pushed).map { output, tangent -> ValueID? in
                guard let tangent else { return nil }
                let shape = g.type(output).shape
                let samples = try g.scalar(Double(max(1, shape.count > 0 ? shape[0] : 1)), like: output)
                guard kind == "categorical" else { return try g.divide(tangent, samples) }
                guard shape.count == 2 else {
                    throw TensorError("fisher: a categorical model gives logits (T, C), this one gives \(Shape.describe(shape))")
                }
                // The Fisher matrix of logits: diag(p) − p·pᵀ for each sample.
                let p = try g.softmax(output, axis: 1)
                let weighted = try g.multiply(p, tangent)
                let mean = try g.expand(g.sum(weighted, axes: [1]), axes: [1], to: shape)
                return try g.divide(g.subtract(weighted, g.multiply(p, mean)), samples)
            }
            let result = try Derivative.pullback(g, outputs: outputs, variables: traced.parameters, cotangents: cotangents)
            return try zip(result, traced.parameters).map { try $0 ?? g.zeros(like: $1) }
        }
    }

    /// The operator of a traced function. `outer`, if given, is called on its result inside the same trace.
    private func snapshot(
        _ f: Value, at parameters: Value, _ primitive: String, label: String, _ interpreter: Interpreter,
        then outer: Value? = nil,
        _ derive: @escaping (TracedFunction, [ValueID]) throws -> [ValueID]
    ) throws -> OperatorValue {
        guard interpreter.tracer == nil else {
            throw TensorError(
                "\(primitive) makes an operator, which cannot be made inside a traced function", hint: "use `hvp(f, θ, v)` there")
        }
        let structure = try Structure(ofParameters: parameters, for: primitive)
        let traced = try TracedFunction(f, at: parameters, structure, self, interpreter, then: outer)
        // What is wrong with the function is said now, not at the first product.
        let trial = try traced.copied()
        _ = try derive(trial, structure.leafTypes.map { trial.trace.graph.placeholder($0) })
        return OperatorValue(try HessianOperator(traced, self, derive), structure, label: label)
    }

    private func curvatureOfOutput(_ traced: TracedFunction, _ tangents: [ValueID], _ primitive: String) throws -> [ValueID] {
        let g = traced.trace.graph
        guard let inner = traced.innerResult else { throw TensorError("\(primitive) needs a model and a loss") }
        let (outputs, _) = try TensorEngine.outputs(inner, traced.trace, primitive)
        let loss = try ScalarOutputs(traced.result, in: traced.trace, for: primitive).only(for: primitive)
        let pushed = try Derivative.pushforward(g, outputs: outputs, variables: traced.parameters, tangents: tangents)
        // H_loss·(J·v): the loss is differentiated with respect to the model's output, which is a variable of its own.
        let filled = try zip(pushed, outputs).map { try $0 ?? g.zeros(like: $1) }
        let curved = try Derivative.hessianProduct(g, of: loss, variables: outputs, tangents: filled)
        let result = try Derivative.pullback(g, outputs: outputs, variables: traced.parameters, cotangents: curved)
        return try zip(result, traced.parameters).map { try $0 ?? g.zeros(like: $1) }
    }

    /// `operator(n, matvec)`.
    public func closureOperator(_ n: Int, _ product: Value, _ interpreter: Interpreter) throws -> OperatorValue {
        let linear = try ClosureOperator(dimension: n) { [unowned interpreter] x in
            let result = try HesseError.stoppingSolver { try interpreter.call(product, [Value(x)]) }
            if let tensor = result.numbers { return tensor }
            guard let tensor = try interpreter.plainTensor(result) else {
                throw TensorError("operator: the function gave \(result.messageName), not a vector of \(n) numbers")
            }
            return tensor
        }
        return OperatorValue(linear, nil, label: "operator")
    }

    /// What an argument that is to be an operator is: an operator, or a square tensor.
    public func operatorValue(_ value: Value, for primitive: String) throws -> OperatorValue {
        switch value {
        case .object(let object):
            if let found = object as? OperatorValue { return found }
        case .tensor(let box): return OperatorValue(try DenseOperator(box.tensor), nil, label: "matrix")
        case .scalar(let x), .float(let x):
            return OperatorValue(try DenseOperator(Tensor([x], shape: [1, 1])), nil, label: "matrix")
        case .function, .builtin:
            throw TensorError(
                "\(primitive): a function needs a point", hint: "`\(primitive)(hessian(f, θ))`")
        default: break
        }
        throw TensorError(
            "\(primitive) wants an operator, not \(value.messageName)",
            hint: "`hessian(f, θ)`, a square tensor, or `operator(n, matvec)`")
    }
}
