import Tensors

// Sets of vectors against one vector: orthogonalisation in two passes, each at the speed of memory.
extension VectorKernels {
    /// products[j] = Σ V[j, i] w[i] for the rows j of V: `V · w` in one pass over V and w.
    public static func multiDot(
        _ rows: UnsafeRawPointer, rowCount: Int, rowStride: Int, _ w: UnsafeRawPointer, count: Int, dtype: DType,
        into products: UnsafeMutablePointer<Double>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try check(dtype)
        let tiles = (max(count, 0) + stripe - 1) / stripe
        let partials = try partialSums(tiles * rowCount)
        let job = MultiDot(
            dtype: dtype, rows: rows, rowCount: rowCount, rowStride: rowStride, w: w, count: count, partials: partials)
        guard pool.run(tiles: tiles, job) else { throw .interrupted }
        for row in 0..<rowCount { products[row] = pairwiseSum(partials + row, tiles, stride: rowCount) }
    }

    /// w -= Σ c[j] V[j, :]: `w - Vᵀ c` in one pass over V and w, rounded to w's type once.
    public static func multiAxpy(
        subtracting coefficients: UnsafePointer<Double>, _ rows: UnsafeRawPointer, rowCount: Int, rowStride: Int,
        from w: UnsafeMutableRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try check(dtype)
        let tiles = (max(count, 0) + stripe - 1) / stripe
        let failures = ThreadState.current.pointee.failures
        failures.reset()
        let job = MultiAxpy(
            dtype: dtype, coefficients: coefficients, rows: rows, rowCount: rowCount, rowStride: rowStride, w: w, count: count,
            failures: failures)
        guard pool.run(tiles: tiles, job) else { throw .interrupted }
        try failures.check()
    }
}

/// A stripe of columns: four rows at a time against the stripe of w, which stays in the L1 cache.
private struct MultiDot: FloatTask {
    let dtype: DType
    let rows: UnsafeRawPointer
    let rowCount: Int
    let rowStride: Int
    let w: UnsafeRawPointer
    let count: Int
    let partials: UnsafeMutablePointer<Double>

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let first = tile &* VectorKernels.stripe
        let end = min(first &+ VectorKernels.stripe, count)
        let sums = partials + tile &* rowCount
        let rowBytes = rowStride &* MemoryLayout<S>.stride
        var row = 0
        while row &+ 4 <= rowCount {
            let source = rows + row &* rowBytes
            var s0 = SIMD8<Double>()
            var s1 = s0
            var s2 = s0
            var s3 = s0
            eachGroup(first, end) { i, lanes in
                let x = S.load8(w, at: i, count: lanes)
                s0 = s0.addingProduct(x, S.load8(source, at: i, count: lanes))
                s1 = s1.addingProduct(x, S.load8(source + rowBytes, at: i, count: lanes))
                s2 = s2.addingProduct(x, S.load8(source + 2 &* rowBytes, at: i, count: lanes))
                s3 = s3.addingProduct(x, S.load8(source + 3 &* rowBytes, at: i, count: lanes))
            }
            sums[row] = s0.sum
            sums[row &+ 1] = s1.sum
            sums[row &+ 2] = s2.sum
            sums[row &+ 3] = s3.sum
            row &+= 4
        }
        while row < rowCount {
            let source = rows + row &* rowBytes
            var sum = SIMD8<Double>()
            eachGroup(first, end) { i, lanes in
                sum = sum.addingProduct(S.load8(w, at: i, count: lanes), S.load8(source, at: i, count: lanes))
            }
            sums[row] = sum.sum
            row &+= 1
        }
    }
}

/// A stripe of columns: four rows at a time off a float64 copy of w's stripe.
private struct MultiAxpy: FloatTask {
    let dtype: DType
    let coefficients: UnsafePointer<Double>
    let rows: UnsafeRawPointer
    let rowCount: Int
    let rowStride: Int
    let w: UnsafeMutableRawPointer
    let count: Int
    let failures: FailureFlags

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let first = tile &* VectorKernels.stripe
        let end = min(first &+ VectorKernels.stripe, count)
        let rowBytes = rowStride &* MemoryLayout<S>.stride
        guard let copy = ThreadState.current.pointee.tileMemory(VectorKernels.stripe &* 8) else {
            return failures.note(.outOfMemory)
        }
        eachGroup(first, end) { i, lanes in Double.store8(S.load8(w, at: i, count: lanes), copy, at: i &- first) }
        var row = 0
        while row &+ 4 <= rowCount {
            let source = rows + row &* rowBytes
            let c0 = SIMD8<Double>(repeating: -coefficients[row])
            let c1 = SIMD8<Double>(repeating: -coefficients[row &+ 1])
            let c2 = SIMD8<Double>(repeating: -coefficients[row &+ 2])
            let c3 = SIMD8<Double>(repeating: -coefficients[row &+ 3])
            eachGroup(first, end) { i, lanes in
                // Four products first: the long sum rounds a quarter as often.
                let sum = (c0 * S.load8(source, at: i, count: lanes))
                    .addingProduct(c1, S.load8(source + rowBytes, at: i, count: lanes))
                    .addingProduct(c2, S.load8(source + 2 &* rowBytes, at: i, count: lanes))
                    .addingProduct(c3, S.load8(source + 3 &* rowBytes, at: i, count: lanes))
                let value = Double.load8(copy, at: i &- first) + sum
                Double.store8(value, copy, at: i &- first)
            }
            row &+= 4
        }
        while row < rowCount {
            let source = rows + row &* rowBytes
            let c = SIMD8<Double>(repeating: -coefficients[row])
            eachGroup(first, end) { i, lanes in
                Double.store8(
                    Double.load8(copy, at: i &- first).addingProduct(c, S.load8(source, at: i, count: lanes)), copy,
                    at: i &- first)
            }
            row &+= 1
        }
        eachGroup(first, end) { i, lanes in S.store8(Double.load8(copy, at: i &- first), w, at: i, count: lanes) }
    }
}

/// Goes over `first..<end` by eights; the last group may have fewer.
@inline(__always)
private func eachGroup(_ first: Int, _ end: Int, _ body: (_ index: Int, _ lanes: Int) -> Void) {
    var i = first
    while i &+ 8 <= end {
        body(i, 8)
        i &+= 8
    }
    if i < end { body(i, end &- i) }
}
