import Kernels
import Tensors

// Thick restart (Wu and Simon 2000): of m columns V with T S = S Θ and H V = V T + β v eᵀ, some Ritz vectors U = V S' are
// kept and the rest is given up. Then, with sᵢ = β Sₘᵢ,
//
//     H U = U Θ' + v sᵀ :
//
// T becomes an arrow whose shaft is v, and the recurrence goes on from there as if nothing had happened.
extension LanczosState {
    /// Keeps the Ritz vectors `kept`, ascending, of the open space and its residual vector.
    mutating func restart(keeping kept: [Int]) throws {
        let m = block.size
        let (spectrum, vectors) = try block.decomposition()
        let β = block.residualNorm
        try replaceColumns(by: kept, of: vectors)
        basis.copyRow(locked.count + m, to: locked.count + kept.count)
        block = KrylovBlock(
            head: kept.map { spectrum.values[$0] }, coupling: kept.map { β * vectors[$0 * m + m - 1] })
    }

    /// Locks the Ritz vectors `kept` of the open space, ascending, as `pairs`, whose residuals are then neglected; the rest of
    /// it is given up.
    mutating func lock(_ kept: [Int], as pairs: [LockedPair]) throws {
        try replaceColumns(by: kept, of: block.decomposition().vectors)
        locked += pairs
        discardBlock()
    }

    /// Gives up the open space.
    mutating func discardBlock() {
        keepFirstSpace()
        block = KrylovBlock()
        lockedCouplings = []
        hasNextVector = false
    }

    /// Unlocks all but the pairs `kept`, ascending. The open space must be empty.
    mutating func keepLocked(_ kept: [Int]) throws {
        guard kept.count < locked.count else { return }
        try basis.prepareToWrite(rows: locked.count)
        for (new, old) in kept.enumerated() { basis.copyRow(old, to: new) }
        locked = kept.map { locked[$0] }
    }

    /// `V S'` takes the place of V's first columns. Row i of `vectors` is column i of S.
    private mutating func replaceColumns(by kept: [Int], of vectors: [Double]) throws {
        let p = locked.count
        let m = block.size
        keepFirstSpace()
        try basis.prepareToWrite(rows: p + m + 1)
        var q = [Double](repeating: 0, count: m * kept.count)
        for (l, i) in kept.enumerated() {
            for j in 0..<m { q[j * kept.count + l] = vectors[i * m + j] }
        }
        try basis.rotate(from: p, count: m, by: q, columns: kept.count)
        noise.recordRotation()
        if p > 0 {
            lockedCouplings = kept.indices.map { l in
                (0..<p).map { row in (0..<m).reduce(0) { $0 + q[$1 * kept.count + l] * lockedCouplings[$1][row] } }
            }
        }
    }

    /// `Σᵢ V sᵢ` over Ritz vectors of the open space: a vector of shape (1, N).
    func sum(ofRitzVectors indices: [Int]) throws -> Tensor {
        let m = block.size
        let vectors = try block.decomposition().vectors
        let result = try Tensor(zeros: basis.dtype, shape: [1, dimension])
        try add(rows: locked.count, (0..<m).map { j in indices.reduce(0) { $0 + vectors[$1 * m + j] } }, to: result.pointer)
        return result
    }

    /// `x += Σⱼ cⱼ rowⱼ`, rows counted from `first`.
    func add(rows first: Int, _ coefficients: [Double], to x: UnsafeMutableRawPointer) throws {
        try VectorKernels.multiAxpy(
            subtracting: coefficients.map { -$0 }, basis.pointer(first), rowCount: coefficients.count,
            rowStride: basis.rowStride, from: x, count: dimension, dtype: basis.dtype)
    }
}
