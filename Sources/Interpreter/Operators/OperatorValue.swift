import Curvature
import Kernels
import Syntax
import Tensors

/// A linear operator as a value: `hessian(f, θ)`, `operator(n, matvec)`, and what arithmetic makes of them.
///
/// It acts on flat vectors (N,), on columns (N, k), on values with θ's structure, and on lists of those, and answers in kind.
public final class OperatorValue: OpaqueValue, @unchecked Sendable {
    public let linear: any LinearOperator
    /// The structure of θ; nil where vectors are flat.
    let structure: Structure?
    /// What it is, for people: `Hessian`, `operator`.
    let label: String
    /// The Hessians it is made of.
    private let hessians: [HessianOperator]
    private var vigilance = Vigilance()

    init(_ linear: any LinearOperator, _ structure: Structure?, label: String, of hessians: [HessianOperator]? = nil) {
        self.linear = linear
        self.hessians = hessians ?? (linear as? HessianOperator).map { [$0] } ?? []
        // A single vector is flat already.
        if let structure, case .leaf(let type, _) = structure, type.rank == 1 {
            self.structure = nil
        } else {
            self.structure = structure
        }
        self.label = label
    }

    public override var typeName: String { "operator" }
    public override var description: String {
        let n = linear.dimension
        let kind = linear.dtype == .float32 ? ", float32" : ""
        return "\(label) \(n)×\(n)\(structure.map { ", on \($0.description)" } ?? "")\(kind)"
    }
    public override var fieldNames: [String] { ["shape", "size", "ndim", "dtype", "T"] }

    public override func field(_ name: String) -> Value? {
        switch name {
        case "shape": Value(shape: [linear.dimension, linear.dimension])
        case "ndim": .int(2)
        case "size": .int(linear.dimension * linear.dimension)
        case "dtype": Value(linear.dtype.name)
        case "T": .object(self)
        default: nil
        }
    }

    public override func binary(_ op: BinaryOperator, _ other: Value, isLeft: Bool) throws -> Value? {
        if case .object(let object) = other, let other = object as? OperatorValue {
            return try combined(op, with: other, isLeft: isLeft)
        }
        switch op {
        case .matrixProduct where isLeft: return try applied(to: other)
        case .matrixProduct:
            throw TensorError(
                "a vector stands right of an operator", hint: "write `H @ v`; H is symmetric, so that vᵀH is the same")
        case .multiply, .divide:
            guard let factor = other.plainDouble else {
                guard op == .multiply, isLeft else { return nil }
                throw TensorError(
                    "`*` of an operator and \(other.messageName)", hint: "`H @ v` applies it; `2 * H` multiplies it by a number")
            }
            guard op == .multiply || isLeft else { return nil }
            return shifted(factor: op == .multiply ? factor : 1 / factor, by: 0)
        case .add, .subtract:
            guard let shift = other.plainDouble else {
                throw TensorError(
                    "`\(op.rawValue)` of an operator and \(other.messageName)",
                    hint: "`H - λ` shifts by a number; for a matrix A write `operator(n, v -> A @ v)`")
            }
            if op == .add { return shifted(factor: 1, by: -shift) }
            return isLeft ? shifted(factor: 1, by: shift) : shifted(factor: -1, by: -shift)
        default:
            throw TensorError(
                "`\(op.rawValue)` of an operator and \(other.messageName)",
                hint: "operators have `H @ v`, `2 * H`, `H - λ` and `H₁ + H₂`; `dense(H)` is the matrix, where it is small")
        }
    }

    public override var indexHint: String? { "its entries are not stored; where it is small, `dense(H)` is the matrix" }

    public override func unary(_ op: UnaryOperator) throws -> Value? {
        switch op {
        case .negate: shifted(factor: -1, by: 0)
        case .plus: .object(self)
        case .invert: nil
        }
    }

    private func shifted(factor: Double, by shift: Double) -> Value {
        .object(
            OperatorValue(
                ShiftedOperator(linear, factor: factor, minus: shift), structure, label: "operator", of: hessians))
    }

    private func combined(_ op: BinaryOperator, with other: OperatorValue, isLeft: Bool) throws -> Value? {
        guard op == .add || op == .subtract else {
            throw TensorError(
                "`\(op.rawValue)` of two operators",
                hint: "`H₁ + H₂` and `H₁ - H₂` are defined; apply one after the other for a product")
        }
        let sign = op == .add ? 1.0 : -1.0
        let (a, b) = isLeft ? (self, other) : (other, self)
        let terms: [any LinearOperator] = [a.linear, sign == 1 ? b.linear : ShiftedOperator(b.linear, factor: -1)]
        return .object(
            OperatorValue(
                try SumOperator(terms), a.structure ?? b.structure, label: "operator", of: a.hessians + b.hessians))
    }

    // MARK: Vectors

    /// H on a vector, or on several.
    func applied(to value: Value) throws -> Value {
        let n = linear.dimension
        if value.trace != nil {
            throw TensorError(
                "an operator is a snapshot and cannot be applied inside a traced function", hint: "use `hvp(f, θ, v)` there")
        }
        if case .tensor(let box) = value, box.tensor.rank == 2, box.tensor.shape[0] == n,
            structure == nil || box.tensor.shape[1] != n
        {
            let vectors = try Vectors(columns: box.tensor, for: self)
            return try vectors.answer(products(vectors), self)
        }
        let vectors = try Vectors(of: value, for: self, as: "H @ v: v")
        return try vectors.answer(products(vectors), self)
    }

    private func products(_ vectors: Vectors) throws -> Tensor {
        let n = linear.dimension
        // A Hessian reads the leaves of vectors where they lie.
        let results =
            if let hessian = linear as? HessianOperator {
                try hessian.applied(to: vectors.parts)
            } else {
                try linear.applied(to: vectors.rows(for: self))
            }
        vigilance.begin()
        if vigilance.finds(in: results) {
            for (row, parts) in vectors.parts.enumerated() where try !results.view(from: row * n, shape: [n]).isFinite {
                try warnNotFinite("H @ v", along: Structure.packed(parts, as: linear.dtype))
                break
            }
        }
        return results
    }

    /// Warns of what is not finite in products with the Hessians that it is made of.
    private func warnNotFinite(_ primitive: String, along v: Tensor) throws {
        for hessian in hessians where try !hessian.applied(to: v.reshaped([1, v.count])).isFinite {
            try hessian.warnNotFinite(primitive, along: v)
        }
    }

    /// What a solver made of products with the operator. Where that is not finite, or an error, and a Hessian is to blame, a
    /// warning says so first.
    func solving<Result>(
        _ primitive: String, isFinite: (Result) -> Bool = { _ in true }, _ body: () throws -> Result
    ) throws -> Result {
        func blame() throws {
            guard !hessians.isEmpty else { return }
            let ones = try Tensor(repeating: 1.0, shape: [linear.dimension]).converted(to: linear.dtype)
            try warnNotFinite(primitive, along: ones)
        }
        do {
            let result = try body()
            if !isFinite(result) { try blame() }
            return result
        } catch let error as TensorError {
            try blame()
            throw error
        }
    }
}

/// One or several vectors of an operator, and in what kind they came.
struct Vectors {
    enum Kind { case flat, structure, columns, list }
    let kind: Kind
    /// Each vector, in the operator's type: its leaves where they lie, or one tensor (N,) of all its numbers.
    let parts: [[Tensor]]

    /// The columns of a matrix.
    init(columns: Tensor, for H: OperatorValue) throws {
        kind = .columns
        parts = try Vectors.columns(of: columns, H.linear.dtype)
    }

    private static func columns(of matrix: Tensor, _ dtype: DType) throws -> [[Tensor]] {
        let rows = try transposed(matrix.converted(to: dtype))
        let (k, n) = (rows.shape[0], rows.shape[1])
        return try (0..<k).map { [try rows.view(from: $0 * n, shape: [n])] }
    }

    /// Throws, saying what is wanted, for a value that is no vector of the operator, nor a set of them.
    init(of value: Value, for H: OperatorValue, as what: String) throws {
        let n = H.linear.dimension
        let dtype = H.linear.dtype
        if case .tensor(let box) = value, box.tensor.shape == [n] {
            kind = .flat
            parts = [[try box.tensor.converted(to: dtype)]]
            return
        }
        if let structure = H.structure, let leaves = try structure.tensors(of: value, as: dtype) {
            kind = .structure
            parts = [leaves]
            return
        }
        if case .tensor(let box) = value, box.tensor.rank == 2, box.tensor.shape[0] == n {
            kind = .columns
            parts = try Vectors.columns(of: box.tensor, dtype)
            return
        }
        if n == 1, let number = value.plainDouble {
            kind = .structure
            parts = [[try Tensor([number]).converted(to: dtype)]]
            return
        }
        if case .list(let box) = value, !box.elements.isEmpty {
            kind = .list
            parts = try box.elements.enumerated().map { i, element in
                let one = try Vectors(of: element, for: H, as: "\(what) number \(i)").parts
                guard one.count == 1 else { throw TensorError("\(what): vector number \(i) is a set of vectors") }
                return one[0]
            }
            return
        }
        let wants = H.structure.map { "\($0.description), or a vector of \(n) numbers" } ?? "a vector of \(n) numbers"
        let isMatrix = if case .tensor(let box) = value { box.tensor.rank == 2 } else { false }
        let hint = isMatrix ? "several vectors are the columns of a matrix of shape (\(n), k)" : nil
        throw TensorError("\(what) is \(value.messageName), but the operator acts on \(wants)", hint: hint)
    }

    /// The vectors as the rows of a tensor (k, N); no copy where they lie one after the other.
    func rows(for H: OperatorValue) throws -> Tensor {
        try Structure.packed(parts.flatMap { $0 }, as: H.linear.dtype).reshaped([parts.count, H.linear.dimension])
    }

    /// Results, one a row, in the kind that the vectors came in.
    func answer(_ results: Tensor, _ H: OperatorValue) throws -> Value {
        let n = H.linear.dimension
        switch kind {
        case .flat: return Value(try results.reshaped([n]))
        case .structure: return try Vectors.value(of: results, row: 0, H.structure)
        case .columns: return Value(try Vectors.transposed(results))
        case .list: return try Vectors.list(results, H.structure)
        }
    }

    /// A row in the structure of the parameters, or flat.
    static func value(of rows: Tensor, row: Int, _ structure: Structure?) throws -> Value {
        let n = rows.shape[1]
        let flat = try rows.view(from: row * n, shape: [n])
        return try structure.map { try $0.unflattened(flat) } ?? Value(flat)
    }

    static func list(_ rows: Tensor, _ structure: Structure?) throws -> Value {
        try Value(list: (0..<rows.shape[0]).map { try value(of: rows, row: $0, structure) })
    }

    /// A set of vectors as primitives give it: (N, k) columns for flat parameters, else a list of structures.
    static func set(_ rows: Tensor, _ structure: Structure?) throws -> Value {
        try structure == nil ? Value(transposed(rows)) : list(rows, structure)
    }

    static func transposed(_ x: Tensor) throws -> Tensor {
        let (m, n) = (x.shape[0], x.shape[1])
        let result = try Tensor(uninitialized: x.dtype, shape: [n, m])
        let copy = try StridedCopy(extents: [n, m], from: x.dtype, strides: [1, n], to: x.dtype, strides: [m, 1])
        try copy.run(from: x.pointer, to: result.pointer)
        return result
    }
}
