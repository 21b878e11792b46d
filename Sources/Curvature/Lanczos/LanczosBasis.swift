import Kernels
import Tensors

/// Vectors of ℝᴺ in the rows of one block of memory: V in `H V = V T + r eᵀ`.
///
/// Memory is asked for at once but touched only as rows are written. A copy is a value: the first of two holders to write
/// moves to memory of its own; so does one that has been made compact.
struct LanczosBasis: Sendable {
    let dtype: DType
    let dimension: Int
    /// How many rows fit.
    private(set) var capacity: Int
    /// Elements from one row to the next: rows begin on 64-byte boundaries, so that alignment never decides bits.
    let rowStride: Int
    private var storage: Tensor

    init(dtype: DType, dimension: Int, capacity: Int) throws {
        self.dtype = dtype
        self.dimension = dimension
        self.capacity = capacity
        rowStride = LanczosBasis.stride(dtype: dtype, dimension: dimension)
        storage = try LanczosBasis.memory(dtype, capacity, rowStride)
    }

    /// Throws an error that says what the vectors take where the machine has not that much.
    private static func memory(_ dtype: DType, _ rows: Int, _ stride: Int) throws -> Tensor {
        do { return try Tensor(uninitialized: dtype, shape: [rows, stride]) } catch let error as TensorError {
            throw TensorError(
                "eigsh: a basis of \(rows) vectors of \(Memory.describe(stride * dtype.byteSize)) each: \(error.message)",
                hint: "it has at least k + 4 vectors: a smaller `k`, or a smaller `ncv=`, takes less"
                    + (dtype == .float64 ? ", and float32 half as much" : ""))
        }
    }

    static func stride(dtype: DType, dimension: Int) -> Int {
        let group = Buffer.alignment / dtype.byteSize
        return (dimension + group - 1) / group * group
    }

    /// Bytes of a row.
    static func rowBytes(dtype: DType, dimension: Int) -> Int { stride(dtype: dtype, dimension: dimension) * dtype.byteSize }

    /// The first element of a row; `row` is below `capacity`.
    func pointer(_ row: Int) -> UnsafeMutableRawPointer { storage.pointer + row * rowStride * dtype.byteSize }

    /// A row as a tensor of shape (1, N).
    func tensor(_ row: Int) throws -> Tensor { try storage.view(from: row * rowStride, shape: [1, dimension]) }

    /// To be called before rows are written: makes sure that no copy of this value sees it, and that all rows are there.
    /// `rows` hold something.
    mutating func prepareToWrite(rows: Int) throws {
        guard !storage.isUniquelyHeld() || storage.shape[0] < capacity else { return }
        storage = try copy(of: min(rows, storage.shape[0]), room: capacity)
    }

    private func copy(of rows: Int, room: Int) throws -> Tensor {
        let copy = try LanczosBasis.memory(dtype, room, rowStride)
        copy.pointer.copyMemory(from: storage.pointer, byteCount: rows * rowStride * dtype.byteSize)
        return copy
    }

    /// Bytes that the first rows take.
    func bytes(rows: Int) -> Int { rows * rowStride * dtype.byteSize }

    /// The same with memory for the first rows only, in a copy, until more is written. nil where that takes more than an eighth
    /// of what memory is left: many such copies, too, leave some.
    func compact(rows: Int) -> LanczosBasis? {
        let rows = min(rows, storage.shape[0])
        guard bytes(rows: rows) <= 1 << 20 || bytes(rows: rows) <= Memory.available() / 8 else { return nil }
        guard let excerpt = try? copy(of: rows, room: rows) else { return nil }
        var result = self
        result.storage = excerpt
        return result
    }

    /// Room for another number of rows from the next writing on.
    mutating func setCapacity(_ rows: Int) { capacity = rows }

    /// Copies row `source` over row `destination`.
    func copyRow(_ source: Int, to destination: Int) {
        guard source != destination else { return }
        pointer(destination).copyMemory(from: pointer(source), byteCount: dimension * dtype.byteSize)
    }

    /// `V[first + l] = Σⱼ Q[j, l] V[first + j]`: the rows `first ..< first + m` become the first k of their images, in place.
    /// Q is m×k, row-major.
    ///
    /// An interrupt in its midst would leave the rows half old, half new; so it is done in parts that are kept until they
    /// are complete, and the interrupt stays raised for whoever looks next.
    func rotate(from first: Int, count m: Int, by q: [Double], columns k: Int) throws {
        guard m > 0, k > 0 else { return }
        let part = min(dimension, max(4096, (8 << 20) / (m * dtype.byteSize) / 64 * 64))
        let kept = try Tensor(uninitialized: dtype, shape: [m, part])
        var start = 0
        while start < dimension {
            let width = min(part, dimension - start)
            let rowBytes = rowStride * dtype.byteSize
            let partBytes = width * dtype.byteSize
            let base = pointer(first) + start * dtype.byteSize
            for j in 0..<m {
                (kept.pointer + j * partBytes).copyMemory(from: base + j * rowBytes, byteCount: partBytes)
            }
            // Begun anew, it begins with the rows as they were.
            var isBegun = false
            try Interruption.postponed {
                if isBegun {
                    for j in 0..<m {
                        (base + j * rowBytes).copyMemory(from: kept.pointer + j * partBytes, byteCount: partBytes)
                    }
                }
                isBegun = true
                try VectorKernels.rotate(base, rowCount: m, rowStride: rowStride, by: q, columns: k, count: width, dtype: dtype)
            }
            start += width
        }
    }
}
