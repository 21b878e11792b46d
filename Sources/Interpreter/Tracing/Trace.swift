import Compiler
import Graph
import Syntax
import Tensors
import Transforms

/// A function being run on symbolic tensors: the graph it leaves, and what the graph holds good for.
///
/// What the function reads besides its parameters becomes an input of the graph (a capture), bound anew at each call. What it
/// asks about numbers (`if θ[0] > 0`) is answered at the current point, and the answer becomes a guard: a boolean output of
/// the graph that must come out the same for the graph to be that of the program.
final class Trace: Tracer {
    let graph: Graph
    unowned let interpreter: Interpreter
    let engine: TensorEngine
    /// The same for a trace and its copies, in which values have the same numbers.
    private(set) var lineage = Lineage()
    final class Lineage {}

    /// Where each input of the graph comes from.
    private(set) var sources: [InputSource] = []
    /// The inputs' numbers this time.
    private(set) var point: [Tensor] = []
    /// Booleans of the graph, and what they were.
    private(set) var guards: [(value: ValueID, expected: Bool)] = []
    var integers = IntegerProgram()
    var captures = CaptureTable()
    /// Something the function did beside its value; a plan of it is used once.
    private(set) var effects: [String] = []
    /// Where nodes come from, by their `origin`.
    var places: [TracePlace] = []
    private var evaluated: [ValueID: Tensor] = [:]
    private var serial = 0

    init(_ interpreter: Interpreter, _ engine: TensorEngine, graph: Graph = Graph()) {
        self.interpreter = interpreter
        self.engine = engine
        self.graph = graph
    }

    /// What was recorded, with a copy of the graph in the graph's place.
    func withGraph(_ graph: Graph) -> Trace {
        let copy = Trace(interpreter, engine, graph: graph)
        copy.lineage = lineage
        copy.sources = sources
        copy.point = point
        copy.guards = guards
        copy.integers = integers
        copy.captures = captures
        copy.places = places
        return copy
    }

    /// What an input is bound to when the plan runs.
    enum InputSource {
        /// The leaf of that number of the parameters.
        case parameter(Int)
        /// The tensor, or float, of that number among the captures.
        case capture(Int)
        /// An integer of the integer program, as a number of the input's type.
        case integer(Int)
        /// Random numbers, drawn for each call.
        case random(RandomDraw)
    }

    // MARK: Inputs

    func input(_ source: InputSource, _ tensor: Tensor) -> ValueID {
        sources.append(source)
        point.append(tensor)
        return graph.input(TensorType(tensor.dtype, tensor.shape))
    }

    /// A name of its own for a value, so that a derivative with respect to it is that of what follows only.
    func variable(_ id: ValueID) throws -> ValueID {
        serial += 1
        return try graph.emit(Variable(serial: serial), [id])
    }

    /// Random numbers: the same in all evaluations of one call, drawn anew for the next.
    func randomInput(_ draw: RandomDraw) throws -> Value {
        .traced(traced(input(.random(draw), try engine.random.tensor(draw)), isWeak: false))
    }

    func traced(_ id: ValueID, isWeak: Bool) -> TracedTensor {
        let type = graph.type(id)
        return TracedTensor(dtype: type.dtype, shape: type.shape, isWeak: isWeak, trace: self, node: id.index)
    }

    /// A number or tensor as a value of the graph; a weak one in the type `target`.
    func lift(_ value: Value, _ target: DType) throws -> ValueID {
        switch value {
        case .traced(let traced):
            guard (traced.trace as? Trace)?.lineage === lineage else {
                throw TensorError("a value of a function that is being traced was kept beyond its call")
            }
            return ValueID(traced.node)
        case .tracedInt(let integer):
            let tensor = try Meeting([.int(integer.value)], .none).tensor(.int(integer.value))
            let id = input(.integer(integer.node), try convert(tensor, target))
            return id
        case .tensor(let box):
            return try graph.emit(Literal(box.tensor), [])
        default:
            guard let number = value.plainDouble else { throw TensorError("\(value.messageName) is not a number or tensor") }
            return try graph.emit(Scalar(number, target), [])
        }
    }

    private func convert(_ tensor: Tensor, _ dtype: DType) throws -> Tensor {
        guard tensor.dtype != dtype else { return tensor }
        return try engine.functions.run("convert", [Int(dtype.rawValue)], [tensor]) { [try $0.convert($1[0], dtype)] }[0]
    }

    // MARK: Questions

    /// The numbers a value of the graph has at the current point.
    func numbers(_ id: ValueID) throws -> Tensor {
        if let known = evaluated[id] { return known }
        let fresh = Graph()
        var inputs: [Tensor] = []
        var copy: [ValueID: ValueID] = [:]
        for node in graph.live(for: [id]) {
            if let known = evaluated[node] {
                copy[node] = fresh.input(graph.type(node))
                inputs.append(known)
            } else if let op = graph.op(node, as: Input.self) {
                copy[node] = fresh.input(op.type)
                inputs.append(point[op.index])
            } else {
                copy[node] = try fresh.copying(graph.node(node), operands: graph.node(node).operands.compactMap { copy[$0] })
            }
        }
        guard let root = copy[id] else { throw TensorError("a traced value has no node") }
        let tensor = try Plan.evaluate(fresh, [root], inputs: inputs)[0]
        evaluated[id] = tensor
        return tensor
    }

    /// The numbers of an input or a literal.
    func knownNumbers(_ id: ValueID) -> Tensor? {
        if let op = graph.op(id, as: Input.self), point.indices.contains(op.index) { return point[op.index] }
        return graph.op(id, as: Literal.self)?.tensor
    }

    func concretizeBool(_ value: Value) throws -> Bool {
        switch value {
        case .tracedInt(let integer):
            let answer = integer.value != 0
            integers.require(integer.node, equals: integer.value)
            return answer
        case .traced(let traced):
            guard traced.shape.isEmpty || traced.shape.allSatisfy({ $0 == 1 }) else {
                throw TensorError(
                    "a tensor of shape \(Shape.describe(traced.shape)) is not a condition", hint: "`any(…)` or `all(…)` make one")
            }
            let id = try graph.reshape(ValueID(traced.node), [])
            let answer = try numbers(id).double(at: 0) != 0
            let asked = try graph.convert(id, .bool)
            guards.append((asked, answer))
            return answer
        default: throw TensorError("\(value.messageName) is not a condition")
        }
    }

    func concretizeInt(_ value: Value) throws -> Int {
        switch value {
        case .tracedInt(let integer):
            integers.require(integer.node, equals: integer.value)
            return integer.value
        case .traced:
            let plain = try concretize(value)
            guard let x = plain.plainDouble, let whole = Int(exactly: x) else {
                throw TensorError("\(plain.messageName) is not a whole number")
            }
            return whole
        default: throw TensorError("\(value.messageName) is not an integer")
        }
    }

    func concretize(_ value: Value) throws -> Value {
        switch value {
        case .tracedInt(let integer):
            integers.require(integer.node, equals: integer.value)
            return .int(integer.value)
        case .traced(let traced):
            let id = ValueID(traced.node)
            let tensor = try numbers(id)
            let literal = try graph.emit(Literal(tensor), [])
            var same = try graph.emit(Equal(), [id, literal])
            if tensor.dtype.isFloat {
                // NaN is the same as NaN here: what the program makes of it is.
                let bothNaN = try graph.emit(And(), [graph.emit(IsNaN(), [id]), graph.emit(IsNaN(), [literal])])
                same = try graph.emit(Or(), [same, bothNaN])
            }
            if tensor.rank > 0 || tensor.dtype != .bool {
                let differing = try graph.convert(graph.emit(Not(), [same]), .int64)
                let count = try graph.sum(differing, axes: Array(tensor.shape.indices))
                same = try graph.emit(Equal(), [count, graph.scalar(0, like: count)])
            }
            guards.append((same, try numbers(same).double(at: 0) != 0))
            let plain = Value(tensor)
            return traced.isWeak ? plain.weakened : plain
        default: return value
        }
    }

    func noteEffect(_ name: String) throws { effects.append(name) }

    // MARK: Integers

    func integerBinary(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Value {
        let (left, right) = try (integers.operand(a), integers.operand(b))
        let node = integers.append(.binary(op, left, right))
        return try .tracedInt(
            TracedInteger(value: integers.value(op, integers.known(a), integers.known(b)), trace: self, node: node))
    }

    /// A comparison of integers decides something: the plan serves only where it comes out the same.
    func integerComparison(_ op: ComparisonOperator, _ a: Value, _ b: Value) throws -> Bool {
        let (left, right) = try (integers.operand(a), integers.operand(b))
        let answer = try IntegerProgram.holds(op, integers.known(a), integers.known(b))
        integers.require(integers.append(.comparison(op, left, right)), equals: answer ? 1 : 0)
        return answer
    }

    func integerUnary(_ op: UnaryOperator, _ a: Value) throws -> Value {
        guard op == .negate else { return a }
        return try integerBinary(.subtract, .int(0), a)
    }
}
