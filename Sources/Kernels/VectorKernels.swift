import Tensors

/// What Krylov methods do with long vectors: stored in float32 or float64, products and coefficients in float64.
///
/// A set of vectors is the rows of a matrix, `rowStride` elements apart. Sums have leaves of a fixed number of elements and a
/// fixed tree over them, so that the bits do not depend on the number of threads, nor those of one product on the others.
public enum VectorKernels {
    /// Elements a tile covers: vectors up to this long are not worth a second thread.
    static let tile = 16_384
    /// Elements a tile covers where several vectors are gone over at once: a part of `w` that stays in the L1 cache.
    static let stripe = 2048

    /// Σ xᵢ yᵢ
    public static func dot(
        _ x: UnsafeRawPointer, _ y: UnsafeRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) -> Double {
        try check(dtype)
        let tiles = (max(count, 0) + tile - 1) / tile
        let partials = try partialSums(tiles)
        guard pool.run(tiles: tiles, Dot(dtype: dtype, x: x, y: y, count: count, partials: partials)) else {
            throw .interrupted
        }
        return pairwiseSum(partials, tiles)
    }

    /// √Σ xᵢ², also where the squares would overflow or vanish.
    public static func norm(
        _ x: UnsafeRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) -> Double {
        let square = try dot(x, x, count: count, dtype: dtype, pool: pool)
        // Squares of float32 numbers are float64 numbers; those of float64 numbers below 2⁻⁵¹¹ lose digits.
        if dtype == .float32 || (square.isFinite && square > 0x1p-900) || square.isNaN { return square.squareRoot() }
        let x = x.assumingMemoryBound(to: Double.self)
        var largest = 0.0
        for i in 0..<max(count, 0) { largest = max(largest, abs(x[i])) }
        guard largest > 0, largest.isFinite else { return largest }
        var sum = 0.0
        for i in 0..<count {
            let scaled = x[i] / largest
            sum += scaled * scaled
        }
        return largest * sum.squareRoot()
    }

    /// y += α x
    public static func axpy(
        _ alpha: Double, _ x: UnsafeRawPointer, into y: UnsafeMutableRawPointer, count: Int, dtype: DType,
        pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try check(dtype)
        guard pool.run(tiles: (max(count, 0) + tile - 1) / tile, Axpy(dtype: dtype, alpha: alpha, x: x, y: y, count: count))
        else { throw .interrupted }
    }

    /// x *= α
    public static func scale(
        _ alpha: Double, _ x: UnsafeMutableRawPointer, count: Int, dtype: DType, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        try check(dtype)
        guard pool.run(tiles: (max(count, 0) + tile - 1) / tile, Scale(dtype: dtype, alpha: alpha, x: x, count: count)) else {
            throw .interrupted
        }
    }

    static func check(_ dtype: DType) throws(KernelFailure) {
        guard dtype.isFloat else { throw .invalid("linear algebra on \(dtype.name) vectors") }
    }

    /// Memory of the calling thread for partial results of a job.
    static func partialSums(_ count: Int) throws(KernelFailure) -> UnsafeMutablePointer<Double> {
        guard let memory = ThreadState.current.pointee.jobMemory(count * 8 + 64) else { throw .outOfMemory(bytes: count * 8) }
        return memory.assumingMemoryBound(to: Double.self)
    }

    /// The sum of `count` numbers `stride` apart by a binary tree; they are overwritten.
    static func pairwiseSum(_ partials: UnsafeMutablePointer<Double>, _ count: Int, stride: Int = 1) -> Double {
        guard count > 0 else { return 0 }
        var step = 1
        while step < count {
            var index = 0
            while index &+ step < count {
                partials[index &* stride] += partials[(index &+ step) &* stride]
                index &+= 2 &* step
            }
            step &*= 2
        }
        return partials[0]
    }
}

/// A job on float32 or float64 memory.
///
/// The types must not be a parameter of the job itself: what is reached through its conformance is not specialised.
protocol FloatTask: TileTask {
    var dtype: DType { get }
    func run<S: FloatElement>(tile: Int, _ type: S.Type)
}

extension FloatTask {
    func run(tile: Int) {
        if dtype == .float32 { run(tile: tile, Float.self) } else { run(tile: tile, Double.self) }
    }
}

private struct Dot: FloatTask {
    let dtype: DType
    let x: UnsafeRawPointer
    let y: UnsafeRawPointer
    let count: Int
    let partials: UnsafeMutablePointer<Double>

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let first = tile &* VectorKernels.tile
        let end = min(first &+ VectorKernels.tile, count)
        // Leaves of 1024 elements, added up lane by lane.
        var total = (SIMD8<Double>(), SIMD8<Double>())
        var leaf = first
        while leaf < end {
            let leafEnd = min(leaf &+ 1024, end)
            var sums = (SIMD8<Double>(), SIMD8<Double>())
            var i = leaf
            while i &+ 16 <= leafEnd {
                sums.0 = sums.0.addingProduct(S.load8(x, at: i), S.load8(y, at: i))
                sums.1 = sums.1.addingProduct(S.load8(x, at: i &+ 8), S.load8(y, at: i &+ 8))
                i &+= 16
            }
            while i < leafEnd {
                let lanes = min(8, leafEnd &- i)
                sums.0 = sums.0.addingProduct(S.load8(x, at: i, count: lanes), S.load8(y, at: i, count: lanes))
                i &+= 8
            }
            total.0 += sums.0
            total.1 += sums.1
            leaf = leafEnd
        }
        partials[tile] = (total.0 + total.1).sum
    }
}

private struct Axpy: FloatTask {
    let dtype: DType
    let alpha: Double
    let x: UnsafeRawPointer
    let y: UnsafeMutableRawPointer
    let count: Int

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let factor = SIMD8<Double>(repeating: alpha)
        var i = tile &* VectorKernels.tile
        let end = min(i &+ VectorKernels.tile, count)
        while i &+ 8 <= end {
            S.store8(S.load8(y, at: i).addingProduct(factor, S.load8(x, at: i)), y, at: i)
            i &+= 8
        }
        if i < end {
            let rest = end &- i
            S.store8(
                S.load8(y, at: i, count: rest).addingProduct(factor, S.load8(x, at: i, count: rest)), y, at: i, count: rest)
        }
    }
}

private struct Scale: FloatTask {
    let dtype: DType
    let alpha: Double
    let x: UnsafeMutableRawPointer
    let count: Int

    func run<S: FloatElement>(tile: Int, _ type: S.Type) {
        let factor = SIMD8<Double>(repeating: alpha)
        var i = tile &* VectorKernels.tile
        let end = min(i &+ VectorKernels.tile, count)
        while i &+ 8 <= end {
            S.store8(factor * S.load8(x, at: i), x, at: i)
            i &+= 8
        }
        if i < end { S.store8(factor * S.load8(x, at: i, count: end &- i), x, at: i, count: end &- i) }
    }
}

extension FloatElement {
    /// Eight elements from the `index`-th on, as float64.
    @inline(__always) static func load8(_ memory: UnsafeRawPointer, at index: Int) -> SIMD8<Double> {
        if Self.self == Float.self {
            SIMD8<Double>(memory.loadUnaligned(fromByteOffset: index &* 4, as: SIMD8<Float>.self))
        } else {
            memory.loadUnaligned(fromByteOffset: index &* 8, as: SIMD8<Double>.self)
        }
    }

    @inline(__always) static func store8(_ value: SIMD8<Double>, _ memory: UnsafeMutableRawPointer, at index: Int) {
        if Self.self == Float.self {
            memory.storeBytes(of: SIMD8<Float>(value), toByteOffset: index &* 4, as: SIMD8<Float>.self)
        } else {
            memory.storeBytes(of: value, toByteOffset: index &* 8, as: SIMD8<Double>.self)
        }
    }

    /// The first `count` of eight elements, zeros beyond them.
    @inline(__always) static func load8(_ memory: UnsafeRawPointer, at index: Int, count: Int) -> SIMD8<Double> {
        if count == 8 { return load8(memory, at: index) }
        let elements = memory.assumingMemoryBound(to: Self.self) + index
        var value = SIMD8<Double>()
        for lane in 0..<count { value[lane] = elements[lane].float64 }
        return value
    }

    @inline(__always)
    static func store8(_ value: SIMD8<Double>, _ memory: UnsafeMutableRawPointer, at index: Int, count: Int) {
        if count == 8 { return store8(value, memory, at: index) }
        let elements = memory.assumingMemoryBound(to: Self.self) + index
        for lane in 0..<count { elements[lane] = Self(value[lane]) }
    }
}
