import Kernels
import Tensors

/// Rows added to, or put at, positions along the middle axis of (outer, extent, inner).
struct ScatterRows {
    let accumulate: Bool
    let dtype: DType
    let outer: Int
    let extent: Int
    let inner: Int
    let count: Int

    func run(from rows: UnsafeRawPointer, indices: UnsafePointer<Int64>, into base: UnsafeMutableRawPointer) throws(KernelFailure)
    {
        if accumulate {
            let kernel = ScatterAdd(dtype: dtype, outer: outer, extent: extent, inner: inner, count: count)
            return try kernel.run(from: rows, indices: indices, into: base)
        }
        let bytes = inner * dtype.byteSize
        for j in 0..<count {
            let index = Int(indices[j])
            guard index >= -extent, index < extent else { throw .indexOutOfRange(index: index, extent: extent) }
            let place = index < 0 ? index + extent : index
            for o in 0..<outer {
                (base + (o * extent + place) * bytes).copyMemory(from: rows + (o * count + j) * bytes, byteCount: bytes)
            }
        }
    }
}
