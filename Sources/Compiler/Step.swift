import Kernels
import Tensors

/// The pointers of all steps of a plan, each step's own one after the other.
typealias PointerTable = UnsafeMutablePointer<UnsafeMutableRawPointer>

/// One thing a plan does: a kernel, and where its pointers stand in the table.
class Step: @unchecked Sendable {
    /// The place of the step's first pointer in the table.
    let pointers: Int
    /// What is done, for people.
    var explanations: [Explanation.Step] { [] }
    /// Matrix products that are made.
    var productCount: Int { 0 }

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

    override var explanations: [Explanation.Step] { [Explanation.Step(kernel.program)] }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        let block = UnsafeMutableRawPointer(table + pointers)
        try kernel.run(
            operands: UnsafePointer(block.assumingMemoryBound(to: UnsafeRawPointer.self)),
            results: UnsafePointer(table + pointers + operandCount))
    }
}

final class ProductStep: Step, @unchecked Sendable {
    let gemm: Gemm

    init(_ gemm: Gemm, pointers: Int) {
        self.gemm = gemm
        super.init(pointers: pointers)
    }

    override var explanations: [Explanation.Step] { [Explanation.Step(gemm)] }
    override var productCount: Int { 1 }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        try gemm.run(table[pointers], table[pointers + 1], table[pointers + 2])
    }
}

/// Sums of products, all at once.
final class ProductSetStep: Step, @unchecked Sendable {
    let set: ProductSet

    init(_ set: ProductSet, pointers: Int) {
        self.set = set
        super.init(pointers: pointers)
    }

    override var explanations: [Explanation.Step] { Explanation.Step.steps(set) }
    override var productCount: Int { self.set.sums.joined().count }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        try set.run(operands: table + pointers, results: table + pointers + set.operandCount)
    }
}

/// Loops and sums of products, row by row.
final class RowChainStep: Step, @unchecked Sendable {
    private let chain: RowChain

    init(_ chain: RowChain, pointers: Int) {
        self.chain = chain
        super.init(pointers: pointers)
    }

    override var explanations: [Explanation.Step] { Explanation.Step.steps(chain) }
    override var productCount: Int {
        chain.links.reduce(0) { sum, link in
            guard case .sum(let products) = link else { return sum }
            return sum + products.count
        }
    }

    override func run(_ table: PointerTable) throws(KernelFailure) { try chain.run(table + pointers) }
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

    override var explanations: [Explanation.Step] { [Explanation.Step(copy)] }

    override func run(_ table: PointerTable) throws(KernelFailure) {
        try copy.run(from: table[pointers] + sourceOffset, to: table[pointers + 1] + destinationOffset)
    }
}

/// Any other kernel: a closure over the table, made once.
final class KernelStep: Step, @unchecked Sendable {
    override var explanations: [Explanation.Step] { [about] }
    private let about: Explanation.Step
    private let body: @Sendable (PointerTable) throws(KernelFailure) -> Void

    init(
        _ about: Explanation.Step, pointers: Int, _ body: @escaping @Sendable (PointerTable) throws(KernelFailure) -> Void
    ) {
        self.about = about
        self.body = body
        super.init(pointers: pointers)
    }

    override func run(_ table: PointerTable) throws(KernelFailure) { try body(table + pointers) }
}
