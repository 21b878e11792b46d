import Interpreter
import Syntax
import Tensors

/// Tensor arithmetic for these tests: float64 and int64, no broadcasting but that of scalars, one pass at a time.
final class SimpleTensors: TensorOperations {
    private func tensor(_ value: Value) throws -> Tensor {
        switch value {
        case .tensor(let box): return box.tensor
        case .int(let x): return try Tensor(scalar: Int64(x))
        case .bool(let x): return try Tensor(scalar: x)
        default: return try Tensor(scalar: value.plainDouble ?? .nan)
        }
    }

    private func shape(_ a: Tensor, _ b: Tensor, _ sign: String) throws -> [Int] {
        if a.shape == b.shape || b.rank == 0 { return a.shape }
        if a.rank == 0 { return b.shape }
        throw TensorError("shapes do not match in `\(sign)`: \(Shape.describe(a.shape)) and \(Shape.describe(b.shape))")
    }

    func binary(_ op: BinaryOperator, _ a: inout Value, _ b: inout Value) throws -> Value {
        if op == .matrixProduct { return try product(try tensor(a), try tensor(b)) }
        let (x, y) = (try tensor(a), try tensor(b))
        let shape = try shape(x, y, op.rawValue)
        if op == .and || op == .or {
            let result = try Tensor(zeros: .bool, shape: shape)
            for i in 0..<result.count {
                let (p, q) = (x.double(at: x.rank == 0 ? 0 : i) != 0, y.double(at: y.rank == 0 ? 0 : i) != 0)
                result.pointer.storeBytes(of: (op == .and ? p && q : p || q) ? 1 : 0, toByteOffset: i, as: UInt8.self)
            }
            return Value(result)
        }
        if x.dtype == .int64, y.dtype == .int64, op != .divide {
            let result = try Tensor(uninitialized: .int64, shape: shape)
            for i in 0..<result.count {
                let number = try integers(op, x.int(x.rank == 0 ? 0 : i), y.int(y.rank == 0 ? 0 : i))
                result.pointer.storeBytes(of: Int64(number), toByteOffset: i * 8, as: Int64.self)
            }
            return Value(result)
        }
        var target: Tensor?
        if shape == x.shape, case .tensor(var box) = a {
            a = .none
            if isKnownUniquelyReferenced(&box) { target = box.tensor }
            a = .tensor(box)
        }
        let result = try target ?? Tensor(uninitialized: .float64, shape: shape)
        for i in 0..<result.count {
            let number = floats(op, x.double(at: x.rank == 0 ? 0 : i), y.double(at: y.rank == 0 ? 0 : i))
            result.pointer.storeBytes(of: number, toByteOffset: i * 8, as: Double.self)
        }
        return Value(result)
    }

    private func integers(_ op: BinaryOperator, _ x: Int, _ y: Int) throws -> Int {
        let result: (partialValue: Int, overflow: Bool)
        switch op {
        case .add: result = x.addingReportingOverflow(y)
        case .subtract: result = x.subtractingReportingOverflow(y)
        default: result = x.multipliedReportingOverflow(by: y)
        }
        if result.overflow { throw TensorError("integer overflow") }
        return result.partialValue
    }

    private func floats(_ op: BinaryOperator, _ x: Double, _ y: Double) -> Double {
        switch op {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .power: (0..<Int(y)).reduce(1) { product, _ in product * x }
        default: .nan
        }
    }

    private func product(_ a: Tensor, _ b: Tensor) throws -> Value {
        guard a.rank == 2, b.rank == 2, a.shape[1] == b.shape[0] else {
            throw TensorError("shapes do not match in `@`: \(Shape.describe(a.shape)) @ \(Shape.describe(b.shape))")
        }
        var numbers: [Double] = []
        for i in 0..<a.shape[0] {
            for j in 0..<b.shape[1] {
                numbers.append(
                    (0..<a.shape[1]).reduce(0) { $0 + a.double(at: i * a.shape[1] + $1) * b.double(at: $1 * b.shape[1] + j) })
            }
        }
        return Value(try Tensor(numbers, shape: [a.shape[0], b.shape[1]]))
    }

    func compare(_ op: ComparisonOperator, _ a: Value, _ b: Value) throws -> Value {
        let (x, y) = (try tensor(a), try tensor(b))
        let result = try Tensor(zeros: .bool, shape: try shape(x, y, op.rawValue))
        for i in 0..<result.count {
            let (p, q) = (x.double(at: x.rank == 0 ? 0 : i), y.double(at: y.rank == 0 ? 0 : i))
            let holds =
                switch op {
                case .equal: p == q
                case .notEqual: p != q
                case .less: p < q
                case .lessOrEqual: p <= q
                case .greater: p > q
                default: p >= q
                }
            result.pointer.storeBytes(of: holds ? 1 : 0, toByteOffset: i, as: UInt8.self)
        }
        return Value(result)
    }

    func unary(_ op: UnaryOperator, _ a: inout Value) throws -> Value {
        let x = try tensor(a)
        if op == .invert { return Value(try Tensor((0..<x.count).map { x.double(at: $0) == 0 }, shape: x.shape)) }
        return Value(try Tensor(x.doubles().map { op == .negate ? -$0 : $0 }, shape: x.shape))
    }

    func index(_ base: Value, _ subscripts: [SubscriptValue]) throws -> Value {
        let x = try tensor(base)
        var rows: [Int] = [0]
        var shape: [Int] = []
        var extent = 1
        for (axis, item) in subscripts.enumerated() {
            guard axis < x.rank else {
                throw TensorError("too many subscripts: \(subscripts.count) for shape \(Shape.describe(x.shape))")
            }
            let chosen: [Int]
            switch item {
            case .index(.int(let i)): chosen = [try position(i, x.shape[axis])]
            case .index(.float(let i)), .index(.scalar(let i)):
                guard let whole = Int(exactly: i) else { throw TensorError("an index must be a whole number, but it is \(i)") }
                chosen = [try position(whole, x.shape[axis])]
            case .index(.tensor(let box)):
                chosen = try (0..<box.tensor.count).map { try position(Int(box.tensor.double(at: $0)), x.shape[axis]) }
                shape.append(chosen.count)
            case .slice(let start, let stop, _):
                let low = Int(start.plainDouble ?? 0)
                let high = min(Int(stop.plainDouble ?? Double(x.shape[axis])), x.shape[axis])
                chosen = low < high ? Array(low..<high) : []
                shape.append(chosen.count)
            default: throw TensorError("these subscripts are not known here")
            }
            rows = rows.flatMap { row in chosen.map { row * x.shape[axis] + $0 } }
            extent = x.shape[(axis + 1)...].reduce(1, *)
        }
        shape += x.shape[subscripts.count...]
        if x.dtype == .int64 {
            return Value(try Tensor(rows.flatMap { row in (0..<extent).map { Int64(x.int(row * extent + $0)) } }, shape: shape))
        }
        return Value(try Tensor(rows.flatMap { row in (0..<extent).map { x.double(at: row * extent + $0) } }, shape: shape))
    }

    private func position(_ i: Int, _ extent: Int) throws -> Int {
        let resolved = i < 0 ? i + extent : i
        guard resolved >= 0, resolved < extent else { throw TensorError("index \(i) is out of range for an axis of \(extent)") }
        return resolved
    }

    func assignIndex(_ base: inout Value, _ subscripts: [SubscriptValue], _ value: Value) throws {
        let x = try tensor(base)
        let places = try index(Value(try Tensor((0..<x.count).map(Double.init), shape: x.shape)), subscripts)
        let targets = try tensor(places)
        let source = try tensor(value)
        guard source.rank == 0 || source.count == targets.count else { throw TensorError("shapes do not match in assignment") }
        if x.dtype == .int64 {
            for i in 0..<source.count where source.double(at: i) != source.double(at: i).rounded() {
                throw TensorError("\(source.double(at: i)) does not fit into an int64 tensor")
            }
        }
        guard case .tensor(var box) = base else { return }
        base = .none
        if !isKnownUniquelyReferenced(&box) {
            let copy = try Tensor(uninitialized: x.dtype, shape: x.shape)
            copy.pointer.copyMemory(from: x.pointer, byteCount: x.byteCount)
            box = TensorBox(copy)
        }
        for i in 0..<targets.count {
            let number = source.double(at: source.rank == 0 ? 0 : i)
            let target = Int(targets.double(at: i))
            if x.dtype == .int64 {
                box.tensor.pointer.storeBytes(of: Int64(number), toByteOffset: target * 8, as: Int64.self)
            } else {
                box.tensor.pointer.storeBytes(of: number, toByteOffset: target * 8, as: Double.self)
            }
        }
        base = .tensor(box)
    }

    func makeTensor(_ elements: [Value], shape: [Int]) throws -> Value {
        Value(try Tensor(elements.map { $0.plainDouble ?? .nan }, shape: shape))
    }

    func stack(_ elements: [Value]) throws -> Value {
        let parts = try elements.map(tensor)
        for part in parts where part.shape != parts[0].shape {
            throw TensorError("the tensors of the list have different shapes")
        }
        return Value(try Tensor(parts.flatMap { $0.doubles() }, shape: [parts.count] + (parts.first?.shape ?? [])))
    }

    func transpose(_ a: Value) throws -> Value {
        let x = try tensor(a)
        guard x.rank == 2 else { return a }
        let (m, n) = (x.shape[0], x.shape[1])
        return Value(try Tensor((0..<n * m).map { x.double(at: ($0 % m) * n + $0 / m) }, shape: [n, m]))
    }
}

extension Tensor {
    /// An element of an int64 tensor.
    fileprivate func int(_ index: Int) -> Int {
        dtype == .int64 ? Int(elements(as: Int64.self)[index]) : Int(double(at: index))
    }
}
