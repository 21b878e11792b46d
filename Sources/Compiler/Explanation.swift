import Kernels
import Tensors

/// What a plan does, for people who want to know why something takes as long as it does.
public struct Explanation: Sendable {
    /// A step with its work. An elementary function counts as one operation; memory is what the step touches, cached or not.
    public struct Step: Sendable {
        /// `loop`, `product`, `copy`, or the name of a kernel.
        public var kind: String
        public var dtype: DType
        /// The shape of what is gone over; of a product `m×k×n`, its batch before it.
        public var shape: String
        /// What a loop does to each element, in order, its reductions behind `→`; of a product what is special about it.
        public var operations: [String] = []
        public var flops = 0
        public var bytesRead = 0
        public var bytesWritten = 0
    }

    /// The steps of each stage, in order.
    public let stages: [[Step]]
    /// Bytes for intermediate values.
    public let arenaBytes: Int
    /// Bytes of constants.
    public let literalBytes: Int
    /// Shapes and types of what is handed in.
    public let inputs: [String]
    /// Shapes and types of what each stage delivers.
    public let outputs: [[String]]
}

extension Plan {
    /// What the plan does.
    public var explanation: Explanation {
        Explanation(
            stages: stages.map { $0.flatMap(\.explanations) }, arenaBytes: arenaBytes,
            literalBytes: literals.reduce(0) { $0 + $1.byteCount }, inputs: inputs.map { "\($0)" },
            outputs: outputs.map { $0.map { "\($0)" } })
    }
}

extension Explanation.Step {
    init(_ program: ElementwiseProgram) {
        let elements = program.extents.reduce(1, *)
        var reductions: [String] = []
        var written = 0
        for result in program.results {
            let size = result.dtype.byteSize
            switch result.form {
            case .store: written += elements * size
            case .reduceTrailing(let kind, let axes):
                reductions.append("→\(kind)")
                written += program.extents.dropLast(axes).reduce(size, *)
            case .reduceLeading(let kind, let axes):
                reductions.append("→\(kind)")
                written += program.extents.dropFirst(axes).reduce(size, *)
            }
        }
        let read = program.operands.reduce(0) { sum, operand in
            // What is repeated along an axis is read once.
            sum + zip(program.extents, operand.strides).reduce(operand.dtype.byteSize) { $1.1 == 0 ? $0 : $0 * $1.0 }
        }
        let operations = program.instructions.map { "\($0.opcode)" } + reductions
        self.init(
            kind: "loop", dtype: program.dtype, shape: Shape.describe(program.extents),
            operations: operations.isEmpty ? [program.operands.isEmpty ? "fill" : "copy"] : operations,
            flops: (program.instructions.count + reductions.count) * elements, bytesRead: read, bytesWritten: written)
    }

    init(_ gemm: Gemm) {
        let size = gemm.dtype.byteSize
        let batchA = gemm.strideA == 0 ? 1 : gemm.batch
        let batchB = gemm.strideB == 0 ? 1 : gemm.batch
        let result = gemm.batch * gemm.m * gemm.n
        let notes = [("Aᵀ", gemm.transposeA), ("Bᵀ", gemm.transposeB), ("added", gemm.accumulate)]
        self.init(
            kind: "product", dtype: gemm.dtype,
            shape: (gemm.batch > 1 ? "\(gemm.batch) × " : "") + "\(gemm.m)×\(gemm.k)×\(gemm.n)",
            operations: notes.filter(\.1).map(\.0), flops: 2 * result * gemm.k,
            bytesRead: size * (batchA * gemm.m * gemm.k + batchB * gemm.k * gemm.n + (gemm.accumulate ? result : 0)),
            bytesWritten: size * result)
    }

    /// Products that are computed together.
    static func steps(_ set: ProductSet) -> [Explanation.Step] {
        var steps = set.sums.joined().map { Explanation.Step($0) }
        for index in steps.indices.dropFirst() { steps[index].operations.append("together") }
        return steps
    }

    /// The links of a chain.
    static func steps(_ chain: RowChain) -> [Explanation.Step] {
        var steps: [Explanation.Step] = []
        for link in chain.links {
            switch link {
            case .loop(let program): steps.append(Explanation.Step(program))
            case .sum(let products): steps += products.map { Explanation.Step($0) }
            }
        }
        for index in steps.indices {
            let rows = chain.rowsPerShare
            steps[index].operations.append(index > 0 ? "same rows" : rows == 1 ? "row by row" : "\(rows) rows at a time")
        }
        return steps
    }

    init(_ copy: StridedCopy) {
        let elements = copy.extents.reduce(1, *)
        self.init(
            kind: "copy", dtype: copy.source, shape: Shape.describe(copy.extents),
            bytesRead: elements * copy.source.byteSize, bytesWritten: elements * copy.destination.byteSize)
    }
}
