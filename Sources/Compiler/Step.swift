import Kernels
import Tensors

/// The pointers of all steps of a plan, each step's own one after the other.
typealias PointerTable = UnsafeMutablePointer<UnsafeMutableRawPointer>

/// One thing a plan does: a kernel, and where its pointers stand in the table.
class Step: @unchecked Sendable {
    /// The place of the step's first pointer in the table.
    let pointers: Int
    /// What is done, for people: `loop f32 (50, 100): multiply, add`.
    var description: String { "" }

    init(pointers: Int) { self.pointers = pointers }

    func run(_ table: PointerTable) throws(KernelFailure) {}
}

final class LoopStep: Step, @unchecked Sendable {
    let kernel: ElementwiseKernel
    private let operandCount: Int

    init(_ program: ElementwiseProgram, pointers: Int) throws {
        kernel = try ElementwiseKernel(program)
        operandCount = program.operands.count
        super.init(pointers: pointers)
    }

    override var description: String {
        let program = kernel.program
        let names = program.instructions.map { "\($0.opcode)" } + program.results.compactMap(\.form.name)
        return "loop \(program.dtype.name) \(Shape.describe(program.extents)): "
            + (names.isEmpty ? "copy" : names.joined(separator: " "))
    }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        let block = UnsafeMutableRawPointer(table + pointers)
        try kernel.run(
            operands: UnsafePointer(block.assumingMemoryBound(to: UnsafeRawPointer.self)),
            results: UnsafePointer(table + pointers + operandCount))
    }
}

extension ElementwiseResult.Form {
    fileprivate var name: String? {
        switch self {
        case .store: nil
        case .reduceLeading(let kind, _), .reduceTrailing(let kind, _): "→\(kind)"
        }
    }
}

final class ProductStep: Step, @unchecked Sendable {
    let gemm: Gemm

    init(_ gemm: Gemm, pointers: Int) {
        self.gemm = gemm
        super.init(pointers: pointers)
    }

    override var description: String {
        let batch = gemm.batch > 1 ? "\(gemm.batch) × " : ""
        let letters = (gemm.transposeA ? "t" : "n") + (gemm.transposeB ? "t" : "n")
        return "product \(gemm.dtype.name) \(batch)\(gemm.m)×\(gemm.k)×\(gemm.n) \(letters)\(gemm.accumulate ? " added" : "")"
    }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        try gemm.run(table[pointers], table[pointers + 1], table[pointers + 2])
    }
}

final class CopyStep: Step, @unchecked Sendable {
    private let copy: StridedCopy
    private let sourceOffset: Int
    private let destinationOffset: Int

    /// Offsets are in bytes from the pointers of the table.
    init(_ copy: StridedCopy, from sourceOffset: Int = 0, to destinationOffset: Int = 0, pointers: Int) {
        self.copy = copy
        self.sourceOffset = sourceOffset
        self.destinationOffset = destinationOffset
        super.init(pointers: pointers)
    }

    override var description: String { "copy \(copy.source.name) \(Shape.describe(copy.extents))" }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        try copy.run(from: table[pointers] + sourceOffset, to: table[pointers + 1] + destinationOffset)
    }
}

/// Any other kernel: a closure over the table, made once.
final class KernelStep: Step, @unchecked Sendable {
    private let name: String
    private let body: @Sendable (PointerTable) throws(KernelFailure) -> Void

    init(_ name: String, pointers: Int, _ body: @escaping @Sendable (PointerTable) throws(KernelFailure) -> Void) {
        self.name = name
        self.body = body
        super.init(pointers: pointers)
    }

    override var description: String { name }

    override func run(_ table: PointerTable) throws(KernelFailure) { try body(table + pointers) }
}
