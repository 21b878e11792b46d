import COpenBLAS

/// The inner loop of matrix products: up to eight rows of C, a few vectors wide, held in registers while k runs.
///
/// A block is a type built row by row (`Row<Row<… NoRows>>`), and a row vector by vector (`Beside<Beside<Half>>`), so that every sum of it becomes a register once the kernel is specialised. With AVX-512 eight rows of three vectors take 24 of the 32
/// registers, three hold B's row and one a number of A; with AVX2, where a vector of 64 bytes is two registers, six rows of one
/// vector take 12 of 16.
protocol RowBlock {
    associatedtype V: MatrixLanes
    init()
    /// Adds a[i] · b for each row i from `row` on; A's rows are `stride` elements apart.
    mutating func add(_ a: UnsafePointer<V.Scalar>, stride: Int, row: Int, _ b: V)
    /// Writes the first `width` columns of the rows to C, or adds them to it.
    func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, width: Int, accumulate: Bool)
}

/// A row of C's block: vectors side by side.
protocol MatrixLanes: BitwiseCopyable {
    associatedtype Scalar: FloatElement
    static var zero: Self { get }
    static func load(_ b: UnsafePointer<Scalar>) -> Self
    /// `self + a · b` for a number a.
    mutating func add(_ a: Scalar, times b: Self)
    /// Writes the first `width` elements (more than all but the last vector hold), or adds them.
    func store(_ c: UnsafeMutablePointer<Scalar>, width: Int, accumulate: Bool)
}

/// The operations matrix products need of a vector, met by the concrete ones.
protocol ProductLanes: BitwiseCopyable {
    associatedtype Scalar
    init(repeating value: Scalar)
    subscript(lane: Int) -> Scalar { get }
    static func + (a: Self, b: Self) -> Self
    func addingProduct(_ a: Self, _ b: Self) -> Self
}

extension SIMD8: ProductLanes where Scalar == Float {}
extension SIMD4: ProductLanes where Scalar == Double {}
extension SIMD2: ProductLanes where Scalar == Double {}

/// `SIMD4<Float>`: a type conforms to a protocol in one way only, and `SIMD4` does for `Double`.
struct FourFloats: ProductLanes {
    private var lanes: SIMD4<Float>

    @inline(__always) init(repeating value: Float) { lanes = SIMD4(repeating: value) }
    @inline(__always) subscript(lane: Int) -> Float { lanes[lane] }
    @inline(__always) static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum.lanes += b.lanes
        return sum
    }
    @inline(__always) func addingProduct(_ a: Self, _ b: Self) -> Self {
        var sum = self
        sum.lanes = lanes.addingProduct(a.lanes, b.lanes)
        return sum
    }
}

/// A row's last vector where it is narrower than 64 bytes.
struct Narrow<S: FloatElement, V: ProductLanes>: MatrixLanes where V.Scalar == S {
    typealias Scalar = S
    private var value: V

    @inline(__always) static var zero: Self { Self(value: V(repeating: 0)) }
    @inline(__always) static func load(_ b: UnsafePointer<S>) -> Self {
        Self(value: UnsafeRawPointer(b).loadUnaligned(as: V.self))
    }

    @inline(__always) mutating func add(_ a: S, times b: Self) { value = value.addingProduct(V(repeating: a), b.value) }

    @inline(__always) func store(_ c: UnsafeMutablePointer<S>, width: Int, accumulate: Bool) {
        if width &* MemoryLayout<S>.size == MemoryLayout<V>.size {
            let memory = UnsafeMutableRawPointer(c)
            memory.storeBytes(of: accumulate ? memory.loadUnaligned(as: V.self) + value : value, as: V.self)
        } else {
            for lane in 0..<width { c[lane] = accumulate ? c[lane] + value[lane] : value[lane] }
        }
    }
}

/// A vector of 64 bytes, and the rest of the row.
struct Beside<Rest: MatrixLanes>: MatrixLanes {
    typealias Scalar = Rest.Scalar
    typealias Lanes = Scalar.Lanes
    private var value: Lanes
    private var rest: Rest

    @inline(__always) static var zero: Self { Self(value: .zero, rest: .zero) }
    @inline(__always) static func load(_ b: UnsafePointer<Scalar>) -> Self {
        Self(value: UnsafeRawPointer(b).loadUnaligned(as: Lanes.self), rest: .load(b + Lanes.count))
    }

    @inline(__always) mutating func add(_ a: Scalar, times b: Self) {
        value = value.addingProduct(Lanes(repeating: a), b.value)
        rest.add(a, times: b.rest)
    }

    @inline(__always) func store(_ c: UnsafeMutablePointer<Scalar>, width: Int, accumulate: Bool) {
        guard width >= Lanes.count else {
            for lane in 0..<width { c[lane] = accumulate ? c[lane] + value[lane] : value[lane] }
            return
        }
        let memory = UnsafeMutableRawPointer(c)
        memory.storeBytes(of: accumulate ? memory.loadUnaligned(as: Lanes.self) + value : value, as: Lanes.self)
        rest.store(c + Lanes.count, width: width &- Lanes.count, accumulate: accumulate)
    }
}

/// The end of a row.
struct NoLanes<S: FloatElement>: MatrixLanes {
    typealias Scalar = S
    @inline(__always) static var zero: Self { Self() }
    @inline(__always) static func load(_ b: UnsafePointer<S>) -> Self { Self() }
    @inline(__always) mutating func add(_ a: S, times b: Self) {}
    @inline(__always) func store(_ c: UnsafeMutablePointer<S>, width: Int, accumulate: Bool) {}
}

struct NoRows<V: MatrixLanes>: RowBlock {
    @inline(__always) init() {}
    @inline(__always) mutating func add(_ a: UnsafePointer<V.Scalar>, stride: Int, row: Int, _ b: V) {}
    @inline(__always) func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, width: Int, accumulate: Bool) {}
}

struct Row<Rest: RowBlock>: RowBlock {
    typealias V = Rest.V
    private var sums: V
    private var rest: Rest

    @inline(__always) init() {
        sums = .zero
        rest = Rest()
    }

    // By its number: each row's distance is then a register of its own, and not a chain of sums as long as the products take.
    @inline(__always) mutating func add(_ a: UnsafePointer<V.Scalar>, stride: Int, row: Int, _ b: V) {
        sums.add(a[row &* stride], times: b)
        rest.add(a, stride: stride, row: row &+ 1, b)
    }

    @inline(__always) func store(_ c: UnsafeMutablePointer<V.Scalar>, stride: Int, width: Int, accumulate: Bool) {
        sums.store(c, width: width, accumulate: accumulate)
        rest.store(c + stride, stride: stride, width: width, accumulate: accumulate)
    }
}

/// The width of a panel of B: some vectors of 64 bytes, and a narrower one for the columns that are left.
struct PanelWidth {
    enum Tail { case none, quarter, half }
    var vectors: Int
    var tail: Tail

    /// Vectors of a row that registers hold beside each other.
    static let most = HESSE_HAS_AVX512 == 1 ? 3 : 1
    /// Rows of a block, as many as registers hold.
    var rows: Int { HESSE_HAS_AVX512 == 1 || vectors == 0 ? 8 : 6 }

    /// Columns that are computed; the last few may be beyond what is asked for.
    func columns(lanes: Int) -> Int {
        vectors &* lanes &+ (tail == .half ? lanes / 2 : tail == .quarter ? lanes / 4 : 0)
    }

    /// The next panel of `columns` that are left. The narrow vector goes with full ones, which share its numbers of A.
    init(columns: Int, lanes: Int) {
        var full = columns / lanes
        let left = columns &- full &* lanes
        tail = left == 0 || left > lanes / 2 ? .none : left > lanes / 4 ? .half : .quarter
        if left > lanes / 2 { full &+= 1 }
        let pieces = tail == .none ? full : full &+ 1
        if pieces <= PanelWidth.most {
            vectors = full
            return
        }
        // All others in panels of equal width, or one vector less.
        let others = tail == .none ? full : full &- (PanelWidth.most &- 1)
        let panels = (others &+ PanelWidth.most &- 1) / PanelWidth.most
        vectors = (others &+ panels &- 1) / panels
        tail = .none
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

    /// The product for `rows` (1…8) rows of a panel.
    @inline(__always) func run(rows: Int, _ panel: PanelWidth) {
        typealias End = NoLanes<S>
        typealias Half = Narrow<S, S.HalfLanes>
        typealias Quarter = Narrow<S, S.QuarterLanes>
        switch (panel.vectors, panel.tail) {
        case (0, .quarter): run(rows: rows, Quarter.self)
        case (0, _): run(rows: rows, Half.self)
        case (1, .none): run(rows: rows, Beside<End>.self)
        case (1, .quarter): run(rows: rows, Beside<Quarter>.self)
        case (1, .half): run(rows: rows, Beside<Half>.self)
        case (2, .none): run(rows: rows, Beside<Beside<End>>.self)
        case (2, .quarter): run(rows: rows, Beside<Beside<Quarter>>.self)
        case (2, .half): run(rows: rows, Beside<Beside<Half>>.self)
        default: run(rows: rows, Beside<Beside<Beside<End>>>.self)
        }
    }

    @inline(never) private func run<V: MatrixLanes>(rows: Int, _ type: V.Type) where V.Scalar == S {
        typealias R1 = Row<NoRows<V>>
        typealias R4 = Row<Row<Row<R1>>>
        switch rows {
        case 1: run(R1.self)
        case 2: run(Row<R1>.self)
        case 3: run(Row<Row<R1>>.self)
        case 4: run(R4.self)
        case 5: run(Row<R4>.self)
        case 6: run(Row<Row<R4>>.self)
        case 7: run(Row<Row<Row<R4>>>.self)
        default: run(Row<Row<Row<Row<R4>>>>.self)
        }
    }

    @inline(__always) private func run<R: RowBlock>(_ type: R.Type) where R.V.Scalar == S {
        var rows = R()
        var a = a
        var b = b
        for _ in 0..<k {
            rows.add(a, stride: rowStride, row: 0, .load(b))
            a += columnStride
            b += bStride
        }
        rows.store(c, stride: cStride, width: width, accumulate: accumulate)
    }
}
