/// The inner loop of matrix products: a few rows of C, one or two vectors wide, held in registers while k runs.
///
/// A block of r rows is a type built row by row (`Row<Row<… NoRows>>`), so that every sum of it becomes a register once the
/// kernel is specialised. With two vectors a row, six rows take 12 of the 16 AVX2 registers, two hold B's row and one a
/// number of A; with one vector, twelve rows do.
protocol RowBlock {
    associatedtype V: MatrixLanes
    static var count: Int { get }
    init()
    /// Adds a[i] · b for each row i; A's rows are `stride` elements apart.
    mutating func add(_ a: UnsafePointer<V.Scalar>, stride: Int, _ b: V)
    /// Writes the rows to C, or adds them to it.
    func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, accumulate: Bool)
    /// The same for the first `width` columns.
    func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, width: Int, accumulate: Bool)
}

/// A row of C's block: one or two vectors of 32 bytes.
protocol MatrixLanes: BitwiseCopyable {
    associatedtype Scalar: FloatElement
    init(repeating value: Scalar)
    /// `self + a · b` for a number a.
    mutating func add(_ a: Scalar, times b: Self)
    static func sum(_ a: Self, _ b: Self) -> Self
}

/// One vector a row.
struct NarrowRow<S: FloatElement>: MatrixLanes {
    typealias Scalar = S
    var low: S.HalfLanes

    @inline(__always) init(repeating value: S) { low = S.HalfLanes(repeating: value) }
    @inline(__always) mutating func add(_ a: S, times b: Self) {
        low = low.addingProduct(S.HalfLanes(repeating: a), b.low)
    }
    @inline(__always) static func sum(_ a: Self, _ b: Self) -> Self {
        var result = a
        result.low = a.low + b.low
        return result
    }
}

/// Two vectors a row.
struct WideRow<S: FloatElement>: MatrixLanes {
    typealias Scalar = S
    var low: S.HalfLanes
    var high: S.HalfLanes

    @inline(__always) init(repeating value: S) {
        low = S.HalfLanes(repeating: value)
        high = low
    }
    @inline(__always) mutating func add(_ a: S, times b: Self) {
        let a = S.HalfLanes(repeating: a)
        low = low.addingProduct(a, b.low)
        high = high.addingProduct(a, b.high)
    }
    @inline(__always) static func sum(_ a: Self, _ b: Self) -> Self {
        var result = a
        result.low = a.low + b.low
        result.high = a.high + b.high
        return result
    }
}

/// The operations matrix products need of a vector of 32 bytes, met by the concrete ones.
protocol HalfFloatLanes: BitwiseCopyable {
    associatedtype Scalar
    init(repeating value: Scalar)
    subscript(lane: Int) -> Scalar { get set }
    static func + (a: Self, b: Self) -> Self
    func addingProduct(_ a: Self, _ b: Self) -> Self
}

extension SIMD8: HalfFloatLanes where Scalar == Float {}
extension SIMD4: HalfFloatLanes where Scalar == Double {}

struct NoRows<V: MatrixLanes>: RowBlock {
    @inline(__always) static var count: Int { 0 }
    @inline(__always) init() {}
    @inline(__always) mutating func add(_ a: UnsafePointer<V.Scalar>, stride: Int, _ b: V) {}
    @inline(__always) func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, accumulate: Bool) {}
    @inline(__always) func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, width: Int, accumulate: Bool) {}
}

struct Row<Rest: RowBlock>: RowBlock {
    typealias V = Rest.V
    private var sums: V
    private var rest: Rest

    @inline(__always) static var count: Int { Rest.count + 1 }

    @inline(__always) init() {
        sums = V(repeating: 0)
        rest = Rest()
    }

    @inline(__always) mutating func add(_ a: UnsafePointer<V.Scalar>, stride: Int, _ b: V) {
        sums.add(a.pointee, times: b)
        rest.add(a + stride, stride: stride, b)
    }

    @inline(__always) func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, accumulate: Bool) {
        let memory = UnsafeMutableRawPointer(c)
        memory.storeBytes(of: accumulate ? V.sum(memory.loadUnaligned(as: V.self), sums) : sums, as: V.self)
        rest.store(c + stride, stride: stride, accumulate: accumulate)
    }

    @inline(__always) func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, width: Int, accumulate: Bool) {
        withUnsafeBytes(of: sums) { sums in
            let sums = sums.assumingMemoryBound(to: V.Scalar.self)
            for column in 0..<width { c[column] = accumulate ? c[column] + sums[column] : sums[column] }
        }
        rest.store(c + stride, stride: stride, width: width, accumulate: accumulate)
    }
}

/// Where the operands of one block of C lie.
struct MatrixKernelArguments<S: FloatElement> {
    var k: Int
    var a: UnsafePointer<S>
    /// Elements of A from row to row and from column to column.
    var rowStride: Int
    var columnStride: Int
    /// B's panel: as many columns as the block, read in whole vectors.
    var b: UnsafePointer<S>
    var bStride: Int
    var c: UnsafeMutablePointer<S>
    var cStride: Int
    /// Columns that are written.
    var width: Int
    var accumulate: Bool

    @inline(__always) func run<R: RowBlock>(_ type: R.Type) where R.V.Scalar == S {
        var rows = R()
        var a = a
        var b = UnsafeRawPointer(b)
        let step = bStride &* MemoryLayout<S>.stride
        for _ in 0..<k {
            rows.add(a, stride: rowStride, b.loadUnaligned(as: R.V.self))
            a += columnStride
            b += step
        }
        if width &* MemoryLayout<S>.stride == MemoryLayout<R.V>.size {
            rows.store(c, stride: cStride, accumulate: accumulate)
        } else {
            rows.store(c, stride: cStride, width: width, accumulate: accumulate)
        }
    }

    /// `rows` (1…6) rows, two vectors wide.
    @inline(never) func runWide(rows: Int) {
        typealias R1 = Row<NoRows<WideRow<S>>>
        switch rows {
        case 1: run(R1.self)
        case 2: run(Row<R1>.self)
        case 3: run(Row<Row<R1>>.self)
        case 4: run(Row<Row<Row<R1>>>.self)
        case 5: run(Row<Row<Row<Row<R1>>>>.self)
        default: run(Row<Row<Row<Row<Row<R1>>>>>.self)
        }
    }

    /// `rows` (1…12) rows, one vector wide.
    @inline(never) func runNarrow(rows: Int) {
        typealias R1 = Row<NoRows<NarrowRow<S>>>
        typealias R6 = Row<Row<Row<Row<Row<R1>>>>>
        switch rows {
        case 1: run(R1.self)
        case 2: run(Row<R1>.self)
        case 3: run(Row<Row<R1>>.self)
        case 4: run(Row<Row<Row<R1>>>.self)
        case 5: run(Row<Row<Row<Row<R1>>>>.self)
        case 6: run(R6.self)
        case 7: run(Row<R6>.self)
        case 8: run(Row<Row<R6>>.self)
        case 9: run(Row<Row<Row<R6>>>.self)
        case 10: run(Row<Row<Row<Row<R6>>>>.self)
        case 11: run(Row<Row<Row<Row<Row<R6>>>>>.self)
        default: run(Row<Row<Row<Row<Row<Row<R6>>>>>>.self)
        }
    }
}
