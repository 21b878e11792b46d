import Kernels
import Tensors

/// What random planes show of an operator: the elements of the dimension-reduced Hessians [[A, B], [B, C]] (Eq. 19).
public struct PlaneElements: Sendable {
    /// A = ηᵀHη, B = δᵀHη, C = δᵀHδ, one a pair.
    public var a: [Double] = []
    public var b: [Double] = []
    public var c: [Double] = []
    /// ‖Hη‖² + ‖Hδ‖², summed over the pairs: their mean is 2 tr H².
    public var squares = 0.0
}

/// Pairs η, δ of independent Gaussian directions (Sec. II C), from pair `first` on, and what they show of H.
///
/// Pair i has the vectors 2i and 2i + 1 of `randomDirections` with the same source. Products are made in blocks whose size
/// depends on N alone; a last block is filled up, so that a pair is the same to the bit whatever the number of pairs.
public func randomPlanes(
    _ H: any LinearOperator, pairs: Int, from first: Int = 0, source: RandomSource
) throws -> PlaneElements {
    let n = H.dimension
    let (vectors, isTooMany) = pairs.multipliedReportingOverflow(by: 2)
    guard n > 0, H.dtype.isFloat, pairs >= 0, first >= 0, !isTooMany, first <= Int.max / 4 else {
        throw TensorError("\(pairs) random planes, from number \(first) on, of an operator on \(n) parameters")
    }
    let block = max(2, Blocks.size(dimension: n))
    // Random numbers of several blocks are made at once, while they and their images stay in the caches.
    let chunk = max(1, (1 << 16) / n / block) * block
    let z = try Tensor(uninitialized: H.dtype, shape: [chunk, n])
    let images = try Tensor(uninitialized: H.dtype, shape: [chunk, n])
    let rowBytes = n * H.dtype.byteSize
    func dot(_ x: Tensor, _ i: Int, _ y: Tensor, _ j: Int) throws -> Double {
        try VectorKernels.dot(x.pointer + i * rowBytes, y.pointer + j * rowBytes, count: n, dtype: H.dtype)
    }
    var elements = PlaneElements()
    var start = 0
    while start < vectors {
        try Interrupt.check()
        let count = min(chunk, (vectors - start + block - 1) / block * block)
        try source.fill(z.rows(0..<count), with: .gaussian, indices: (2 * first + start)..<(2 * first + start + count))
        for row in stride(from: 0, to: count, by: block) {
            try H.apply(z.rows(row..<(row + block)), into: images.rows(row..<(row + block)))
        }
        for row in stride(from: 0, to: min(count, vectors - start), by: 2) {
            elements.a.append(try dot(z, row, images, row))
            elements.b.append(try dot(z, row + 1, images, row))
            elements.c.append(try dot(z, row + 1, images, row + 1))
            elements.squares += try dot(images, row, images, row) + dot(images, row + 1, images, row + 1)
        }
        start += count
    }
    return elements
}
