import Tensors

/// Why a kernel gave no result. What it was to write is then undefined.
public enum KernelFailure: Error, Sendable, Hashable {
    /// `Interrupt.request()` was called before the last tile had begun.
    case interrupted
    /// An int64 result, or a conversion to int64, does not fit.
    case integerOverflow
    /// An int64 `//` or `%` by zero.
    case divisionByZero
    /// An int64 raised to a negative int64 power.
    case negativePower
    /// An index outside `-extent ..< extent`.
    case indexOutOfRange(index: Int, extent: Int)
    /// The numbers of a matrix do not allow what is asked for.
    case matrix(MatrixFault)
    /// There is no memory for scratch.
    case outOfMemory(bytes: Int)
    /// The description of the work makes no sense: an error of the caller, not of the data.
    case invalid(String)
}

extension KernelFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .interrupted: "interrupted"
        case .integerOverflow: "integer overflow: the result does not fit into 64 bits"
        case .divisionByZero: "integer division by zero"
        case .negativePower: "integers have no negative integer powers"
        case .indexOutOfRange(let index, let extent): "index \(index) is out of range for extent \(extent)"
        case .matrix(let fault): "\(fault)"
        case .outOfMemory(let bytes): "not enough memory: \(Memory.describe(bytes)) are needed"
        case .invalid(let what): what
        }
    }
}
