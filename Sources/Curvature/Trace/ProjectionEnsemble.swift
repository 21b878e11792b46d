import Kernels
import Tensors

/// What random two-dimensional projections show of H (Sec. II C): for pairs η, δ of Gaussian vectors
///
///     A = ηᵀHη, B = ηᵀHδ, C = δᵀHδ, and κ± of [[A, B], [B, C]].
public struct ProjectionEnsemble: Sendable {
    public var a: [Double]
    public var b: [Double]
    public var c: [Double]
    public var plus: [Double]
    public var minus: [Double]
    public var isInterrupted: Bool

    /// The share of pairs in which a saddle shows, κ₊κ₋ < 0; NaN without pairs.
    public var saddleShare: Double {
        plus.isEmpty ? .nan : Double(zip(plus, minus).count { $0 > 0 && $1 < 0 }) / Double(plus.count)
    }
}

/// `projection_ensemble(H, samples=S)`: two products a pair. Pair i depends on the source and i only.
public func projectionEnsemble(
    _ H: any LinearOperator, samples: Int, source: RandomSource, monitor: (any ProgressMonitor)? = nil
) throws -> ProjectionEnsemble {
    let n = H.dimension
    guard n > 0, H.dtype.isFloat else {
        throw TensorError("projection_ensemble needs a float operator on at least one parameter")
    }
    guard samples > 0 else { throw TensorError("samples=\(samples)", hint: "at least one sample is needed") }
    // Pairs are vectors 2i and 2i + 1 of the source, and lie in one block.
    let block = max(2, Blocks.size(dimension: n))
    let z = try Tensor(uninitialized: H.dtype, shape: [block, n])
    let images = try Tensor(uninitialized: H.dtype, shape: [block, n])
    var result = ProjectionEnsemble(a: [], b: [], c: [], plus: [], minus: [], isInterrupted: false)
    do {
        while result.a.count < samples {
            let start = result.a.count
            try Interruption.check(monitor, ProgressReport(task: "projection_ensemble", done: start, total: samples))
            try source.fill(z, with: .gaussian, indices: 2 * start..<2 * start + block)
            try H.apply(z, into: images)
            for pair in 0..<min(block / 2, samples - start) {
                let rowBytes = n * H.dtype.byteSize
                let η = z.pointer + 2 * pair * rowBytes
                let hη = images.pointer + 2 * pair * rowBytes
                let a = try VectorKernels.dot(η, hη, count: n, dtype: H.dtype)
                let b = try VectorKernels.dot(η + rowBytes, hη, count: n, dtype: H.dtype)
                let c = try VectorKernels.dot(η + rowBytes, hη + rowBytes, count: n, dtype: H.dtype)
                let κ = principalCurvatures(a, b, c)
                result.a.append(a)
                result.b.append(b)
                result.c.append(c)
                result.plus.append(κ.plus)
                result.minus.append(κ.minus)
            }
        }
    } catch  where Interruption.isMeant(by: error) {
        Interruption.acknowledge()
        result.isInterrupted = true
    }
    return result
}
