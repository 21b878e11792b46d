import Compiler
import Curvature
import Graph
import Kernels
import Tensors
import Transforms

/// A loss at many points θ + Σ cᵢ dᵢ at once: what projections and fits evaluate. θ, what the loss reads, and its random numbers are
/// those of when it was made.
///
/// Values are float64 even where the parameters are float32 (`Graph.widened`). Points that take another branch than θ does are
/// evaluated one at a time, along theirs.
final class LossField: ScalarField {
    let dimension: Int
    let dtype: DType
    let outputNames: [String]
    /// Taken out where its release may go far.
    private(set) var function: Value
    private let parameters: Value
    private let structure: Structure
    private let traced: TracedFunction
    private let outputs: ScalarOutputs
    private let engine: TensorEngine
    private unowned let interpreter: Interpreter
    private let base: Tensor
    private let primitive: String
    /// Where in the user's stream the random numbers of this call begin: they are the same at every point.
    private let drawn: RandomStreams.Mark
    /// What the function read when fits began, where it branches on its parameters: points on other branches than θ's read it anew.
    private var reach: Reach?
    private struct Width: Hashable {
        var points: Int
        var directions: Int
    }
    private var states: [Width: PlanState] = [:]

    init(_ function: Value, at parameters: Value, for primitive: String, _ engine: TensorEngine, _ interpreter: Interpreter)
        throws
    {
        self.function = function
        self.parameters = parameters
        self.engine = engine
        self.interpreter = interpreter
        structure = try Structure(ofParameters: parameters, for: primitive)
        dimension = structure.dimension
        dtype = structure.dtype
        self.primitive = primitive
        drawn = engine.random.mark
        traced = try TracedFunction(function, at: parameters, structure, engine, interpreter)
        outputs = try ScalarOutputs(traced.result, in: traced.trace, for: primitive)
        outputNames = outputs.names.isEmpty ? [""] : outputs.names
        var leaves: [Value] = []
        _ = structure.collect(parameters) { leaves.append($0) }
        base = try structure.flattened(leaves, as: dtype)
        let graph = traced.trace.graph
        let largest = graph.live(for: outputs.values).map { graph.type($0).byteCount }.max() ?? 0
        widest = max(1, min(64, (4 << 20) / max(1, dimension * dtype.byteSize), (1 << 19) / max(1, largest)))
        engine.statistics.built += 1
    }

    /// Gives up the memory of plans, until points are evaluated again.
    func condense() { states = [:] }

    /// Takes the function out, for the iterative release: no point is evaluated any more.
    func takeFunction() -> Value {
        defer { function = .none }
        return function
    }

    /// Takes note of what the function reads, for `checkUnchanged`.
    func noteReach() { reach = traced.trace.guards.isEmpty ? nil : Reach(of: function) }

    /// Throws where points may take other branches than θ does, and what the function reads there may be no longer what it was.
    func checkUnchanged() throws {
        guard let name = reach?.change(to: Reach(of: function)) else { return }
        throw TensorError(
            "refine: the function branches on its parameters, and what it reads is no longer what it was: `\(name)` has changed",
            hint: "call `\(primitive)` anew, or give `\(name)` its value of then")
    }

    /// Points a plan takes at once: as many as keep their parameters, and each step's results, within the caches' reach.
    ///
    /// Built for 51 × 51 points of an FCNN of 10 layers on 1 000 samples (400 kB an activation), one core: 7.2 s
    /// with 10 points at once, 6.4 s one at a time.
    private let widest: Int

    func evaluate(directions: [Tensor], coefficients: Tensor) throws -> Tensor {
        let points = coefficients.shape.first ?? 0
        let result = try Tensor(uninitialized: .float64, shape: [outputNames.count, points])
        let directions = try directions.map { try $0.converted(to: dtype) }
        var start = 0
        while start < points {
            let width = min(widest, points - start)
            let part = try coefficients.view(from: start * directions.count, shape: [width, directions.count])
            let (values, strays) = try evaluate(directions, part)
            for (output, row) in values.enumerated() {
                let place = result.pointer + (output * points + start) * 8
                place.copyMemory(from: row.pointer, byteCount: width * 8)
            }
            for point in strays {
                let alone = try evaluateAlone(directions, part, point)
                for (output, value) in alone.enumerated() {
                    result.pointer.storeBytes(of: value, toByteOffset: (output * points + start + point) * 8, as: Double.self)
                }
            }
            start += width
        }
        return result
    }

    /// One plan run: a row of values for each output, and the points whose guards failed.
    private func evaluate(_ directions: [Tensor], _ coefficients: Tensor) throws -> (values: [Tensor], strays: [Int]) {
        let width = Width(points: coefficients.shape[0], directions: directions.count)
        let state = try states[width] ?? compile(width)
        states[width] = state
        let sources = traced.trace.point.count
        for (index, direction) in directions.enumerated() { state.bind(input: sources + index, direction.pointer) }
        state.bind(input: sources + directions.count, coefficients.pointer)
        let results = try PackedResults(state.plan.outputs[0]).make()
        for (index, tensor) in results.enumerated() { state.bind(output: index, stage: 0, tensor.pointer) }
        engine.planLog?.note(primitive, state.plan, stage: 0)
        try engine.statistics.timed { try state.run(stage: 0) }
        let guards = traced.trace.guards
        let strays = (0..<width.points).filter { point in
            guards.enumerated().contains { index, expected in (results[index].double(at: point) != 0) != expected.expected }
        }
        return (Array(results.dropFirst(guards.count)), strays)
    }

    private func compile(_ width: Width) throws -> PlanState {
        let copy = try traced.copied()
        let g = copy.trace.graph
        let directions = (0..<width.directions).map { _ in g.input(TensorType(dtype, [dimension])) }
        let coefficients = g.input(TensorType(.float64, [width.points, width.directions]))
        let weights = try g.convert(coefficients, dtype)
        let leaves = zip(structure.leafStarts, structure.leafTypes)
        let stacks = try zip(copy.parameters, leaves).map { parameter, place in
            let (start, type) = place
            let shape = [width.points] + type.shape
            var value = try g.broadcast(g.convert(parameter, dtype), to: shape)
            for (index, direction) in directions.enumerated() {
                let leaf = try g.reshape(
                    g.emit(Slice(Region(starts: [start], steps: [1], extents: [type.count])), [direction]), type.shape)
                let column = try g.emit(
                    Slice(Region(starts: [0, index], steps: [1, 1], extents: [width.points, 1])), [weights])
                let factor = try g.reshape(column, [width.points] + type.shape.map { _ in 1 })
                value = try g.add(value, g.multiply(g.broadcast(factor, to: shape), g.broadcast(leaf, to: shape)))
            }
            return try g.convert(value, type.dtype)
        }
        let wanted = try copy.trace.guards.map(\.value) + outputs.values.map { try g.widened($0) }
        let results = try Batch.apply(g, outputs: wanted, inputs: copy.parameters, batched: stacks, count: width.points)
        let plan = try Plan(PlanRequest(graph: g, inputStages: g.inputs.map { _ in 0 }, outputs: [results]))
        let state = try PlanState(plan)
        for (index, tensor) in traced.trace.point.enumerated() { state.bind(input: index, tensor) }
        return state
    }

    /// A point that goes its own way through the program.
    private func evaluateAlone(_ directions: [Tensor], _ coefficients: Tensor, _ point: Int) throws -> [Double] {
        let place = try Tensor(uninitialized: dtype, shape: [dimension])
        place.pointer.copyMemory(from: base.pointer, byteCount: base.byteCount)
        for (index, direction) in directions.enumerated() {
            let weight = coefficients.double(at: point * directions.count + index)
            try VectorKernels.axpy(weight, direction.pointer, into: place.pointer, count: dimension, dtype: dtype)
        }
        let moved = try structure.unflattened(place)
        let now = engine.random.mark
        engine.random.rewind(to: drawn)
        defer { engine.random.rewind(to: now) }
        func outputs(_ traced: TracedFunction) throws -> TransformResult {
            let outputs = try ScalarOutputs(traced.result, in: traced.trace, for: primitive)
            guard (outputs.names.isEmpty ? [""] : outputs.names) == self.outputNames else {
                throw TensorError(
                    "\(primitive): the function returns other outputs on other branches: "
                        + [self.outputNames, outputs.names].map {
                            $0.isEmpty || $0 == [""] ? "a number" : "{\($0.joined(separator: ", "))}"
                        }
                        .joined(separator: " and "))
            }
            let widened = try outputs.values.map { try traced.trace.graph.widened($0) }
            return TransformResult(outputs: widened)
        }
        let run = try HesseError.stoppingSolver {
            try engine.planned(
                function, at: moved, structure, transform: "values", for: nil, interpreter: interpreter, outputs)
        }
        run.plan.giveBack(run.state)
        return run.results.map { $0.double(at: 0) }
    }
}
