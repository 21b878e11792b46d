import Compiler
import Graph
import Kernels
import Syntax
import Tensors

/// How the language computes with tensors.
///
/// A function of tensors is a composition of graph ops, said once. Where an operand is inside a trace it adds its nodes to that
/// trace's graph; otherwise a plan of it, compiled when its operand types were first met, runs on the numbers.
public final class TensorEngine: TensorOperations {
    let functions = FunctionCache()
    public let statistics = EngineStatistics()
    public let random = RandomStreams()
    /// Is told which plans run, where somebody wants to know.
    public var planLog: PlanLog?
    let plans = PlanCache()
    /// Forms of structures met lately, the latest first.
    var forms: [PackedForm] = []
    /// How often the place was looked for where a function's derivative is not finite.
    var searches: [PlanCache.Key: Int] = [:]

    public init() {}

    /// How operands of different types are brought together.
    public enum Promotion: Int {
        /// Each as it is; weak numbers as int64 and float64.
        case none
        /// To the type in which they meet; weak numbers give way to tensors' types.
        case common
        /// The same, booleans as int64.
        case arithmetic
        /// The same, integers as float64.
        case floating
    }

    /// A function of one result. `attributes` must tell apart whatever `build` does differently for operands of equal types.
    public func apply(
        _ name: String, _ operands: [Value], attributes: [Int] = [], promotion: Promotion = .none,
        _ build: (Graph, [ValueID]) throws -> ValueID
    ) throws -> Value {
        let results = try applyAll(name, operands, attributes: attributes, promotion: promotion) { [try build($0, $1)] }
        guard let result = results.first else { throw TensorError("\(name) has no result") }
        return result
    }

    /// A function of several results.
    public func applyAll(
        _ name: String, _ operands: [Value], attributes: [Int] = [], promotion: Promotion = .none,
        _ build: (Graph, [ValueID]) throws -> [ValueID]
    ) throws -> [Value] {
        let meeting = try Meeting(operands, promotion)
        if let trace = meeting.trace {
            let ids = try operands.map { try trace.lift($0, meeting.target(of: $0)) }
            let results = try trace.applying(name) { try build(trace.graph, ids) }
            return results.map { Value.traced(trace.traced($0, isWeak: meeting.isWeak)) }
        }
        let tensors = try operands.map { try meeting.tensor($0) }
        let results = try naming("`\(name)` of int64 tensors") {
            let variant = promotion.rawValue << 8 + Int(meeting.dtype?.rawValue ?? 9)
            return try functions.run(
                name, variant: variant, attributes, tensors, observer: planLog.map { log in { log.note(name, $0, stage: 0) } }
            ) { graph, ids in
                try build(graph, ids.map { id in try meeting.dtype.map { try graph.convert(id, $0) } ?? id })
            }
        }
        return results.map { meeting.isWeak ? Value($0).weakened : Value($0) }
    }
}

extension TensorEngine {
    /// Runs, and times, a plan: integers that fail in it are said to fail in a function, or in what a primitive calls.
    @discardableResult
    func naming(_ name: @autoclosure () -> String, _ body: () throws -> [Tensor]) throws -> [Tensor] {
        do { return try statistics.timed(body) } catch KernelFailure.integerOverflow {
            throw HesseError(
                "integer overflow in \(name()): a result does not fit into 64 bits", hint: "compute with floats: `float64(x)`")
        } catch KernelFailure.divisionByZero {
            throw HesseError("integer division by zero in \(name())", hint: "with floats it is inf or nan: `float64(x)`")
        }
    }
}

/// What operands have in common.
struct Meeting {
    /// The type all are brought to; nil where each keeps its own.
    let dtype: DType?
    /// Whether all are weak, and so is what comes of them.
    let isWeak: Bool
    /// The trace that an operand is inside of.
    let trace: Trace?

    init(_ operands: [Value], _ promotion: TensorEngine.Promotion) throws {
        var strong: DType?
        var weak: DType?
        var trace: Trace?
        for operand in operands {
            guard let type = operand.numericType else {
                throw TensorError("\(operand.messageName) is not a number or tensor")
            }
            if type.isWeak { weak = max(weak ?? type.dtype, type.dtype) } else { strong = max(strong ?? type.dtype, type.dtype) }
            if let found = operand.trace { trace = found }
        }
        self.trace = trace
        isWeak = strong == nil
        var common = strong ?? weak ?? .float64
        if let weak, let strong { common = weak.isFloat ? (strong.isFloat ? strong : .float64) : max(strong, weak) }
        switch promotion {
        case .none: dtype = nil
        case .common: dtype = common
        case .arithmetic: dtype = max(common, .int64)
        case .floating: dtype = common.isFloat ? common : .float64
        }
    }

    func target(of value: Value) -> DType { dtype ?? value.numericType?.dtype ?? .float64 }

    /// The numbers of an operand that is not inside a trace; a plain number already in the type that it will have.
    func tensor(_ value: Value) throws -> Tensor {
        switch value {
        case .tensor(let box): return box.tensor
        case .bool(let x) where (dtype ?? .bool) == .bool: return try Tensor(scalar: x)
        case .int(let x) where (dtype ?? .int64) == .int64: return try Tensor(scalar: Int64(x))
        default:
            guard let x = value.plainDouble else { throw TensorError("\(value.messageName) is not a number or tensor") }
            switch target(of: value) {
            case .bool: return try Tensor(scalar: x != 0)
            case .int64: return try Tensor(scalar: Int64(x))
            case .float32: return try Tensor(scalar: Float(x))
            case .float64: return try Tensor(scalar: x)
            }
        }
    }
}

extension Value {
    /// Type, shape and weakness of a number or tensor, inside a trace or not; nil for anything else.
    var numericType: (dtype: DType, shape: [Int], isWeak: Bool)? {
        switch self {
        case .bool: (.bool, [], true)
        case .int, .tracedInt: (.int64, [], true)
        case .float: (.float64, [], true)
        case .scalar: (.float64, [], false)
        case .tensor(let box): (box.tensor.dtype, box.tensor.shape, false)
        case .traced(let traced): (traced.dtype, traced.shape, traced.isWeak)
        default: nil
        }
    }

    /// The trace that a value is inside of.
    var trace: Trace? {
        switch self {
        case .traced(let traced): traced.trace as? Trace
        case .tracedInt(let integer): integer.trace as? Trace
        default: nil
        }
    }

    /// A strong number as a weak one.
    var weakened: Value {
        if case .scalar(let x) = self { return .float(x) }
        return self
    }
}

/// Counts and times since the start, for `stats()`.
public final class EngineStatistics {
    /// Plans compiled for primitives, found in the cache, and compiled anew for a function that had one.
    public internal(set) var built = 0
    public internal(set) var hit = 0
    public internal(set) var retraced = 0
    /// Seconds inside of plans.
    public internal(set) var planSeconds = 0.0
    /// Products with Hessians and other operators.
    public internal(set) var matvecs = 0

    func timed<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = MonotonicClock.seconds
        defer { planSeconds += MonotonicClock.seconds - start }
        return try body()
    }
}
