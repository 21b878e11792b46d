import Tensors

/// `registers[destination] = opcode(registers[a], registers[b], registers[c])`, elementwise over a tile.
public struct Instruction: Sendable, Hashable {
    public var opcode: Opcode
    public var destination: UInt8
    public var a: UInt8
    public var b: UInt8
    public var c: UInt8

    public init(_ opcode: Opcode, into destination: UInt8, _ a: UInt8, _ b: UInt8 = 0, _ c: UInt8 = 0) {
        self.opcode = opcode
        self.destination = destination
        self.a = a
        self.b = b
        self.c = c
    }
}

/// A memory operand of an elementwise program, read over the iteration space with one stride an axis.
public struct ElementwiseOperand: Sendable, Hashable {
    /// The type in memory; loads convert to the program's type.
    public var dtype: DType
    /// Elements to step over for one step along each axis of the iteration space; 0 repeats (broadcasting), negative reverses.
    public var strides: [Int]
    /// Elements from the pointer given at the run to the operand's first element.
    public var offset: Int

    public init(dtype: DType, strides: [Int], offset: Int = 0) {
        self.dtype = dtype
        self.strides = strides
        self.offset = offset
    }
}

/// Where a program's values go.
public struct ElementwiseResult: Sendable, Hashable {
    /// What is done with the register over the iteration space.
    public enum Form: Sendable, Hashable {
        /// Stored, contiguous over the iteration space.
        case store
        /// Reduced over the `axes` trailing axes: one number for each index of the others.
        case reduceTrailing(ReductionKind, axes: Int)
        /// Reduced over the `axes` leading axes.
        case reduceLeading(ReductionKind, axes: Int)
    }
    public var register: UInt8
    /// The type in memory; stores convert from the program's type (non-zero is true).
    public var dtype: DType
    public var form: Form

    public init(register: UInt8, dtype: DType, form: Form = .store) {
        self.register = register
        self.dtype = dtype
        self.form = form
    }
}

/// A chain of elementwise operations over one iteration space, run tile by tile so that intermediates stay in the L1 cache.
///
/// Register `i` below `operands.count` holds operand `i`; the next `constants.count` hold the constants; the rest, up to
/// `registerCount`, are the program's own. Floating sums accumulate in float64, with leaves of fixed size and a fixed tree
/// over them, so that results do not depend on the number of threads.
public struct ElementwiseProgram: Sendable, Hashable {
    /// The most registers a program may use.
    public static let maximumRegisters = 32

    /// The type arithmetic is done in: int64, float32 or float64 (booleans are 0 and 1 of it).
    public var dtype: DType
    /// Iteration space, outermost axis first; adjacent axes that every operand walks contiguously are merged by `init`.
    public var extents: [Int]
    public var operands: [ElementwiseOperand]
    public var constants: [Double]
    public var instructions: [Instruction]
    public var results: [ElementwiseResult]
    public var registerCount: Int

    public init(
        dtype: DType, extents: [Int], operands: [ElementwiseOperand], constants: [Double], instructions: [Instruction],
        results: [ElementwiseResult], registerCount: Int
    ) {
        self.dtype = dtype
        self.extents = extents
        self.operands = operands
        self.constants = constants
        self.instructions = instructions
        self.results = results
        self.registerCount = registerCount
    }
}
