import Tensors

/// How the iteration space of an elementwise program is cut up: a function of the program alone.
///
/// The space is seen as a matrix of `rows` × `columns` (the cut lies where the reductions want it). It is run in *blocks* that
/// fit a register's memory: several whole rows, or a part of one. A *chunk* is a rectangle of blocks, what one tile of a job
/// runs; a chunk's blocks are the leaves of its sums.
struct ElementwiseLayout {
    /// Bytes of a register: 16 of them stay in the L1 cache.
    static let registerBytes = 2048

    var rows: Int
    var columns: Int
    /// Axes that no operand tells apart are merged, and those of extent 1 dropped; the first `leadingAxes` make up the rows.
    /// At least one axis.
    var extents: [Int]
    /// Strides of each operand over the merged axes.
    var strides: [[Int]]
    var leadingAxes: Int
    var blockRows: Int
    var blockColumns: Int
    var chunkRows: Int
    var chunkColumns: Int

    var rowChunks: Int { chunkRows == 0 ? 0 : (rows + chunkRows - 1) / chunkRows }
    var columnChunks: Int { chunkColumns == 0 ? 0 : (columns + chunkColumns - 1) / chunkColumns }

    /// With `shares` a chunk is one of them. Throws if the program's space, or a reduction of it, has no such rows.
    init(_ program: ElementwiseProgram, shares: RowShares? = nil) throws(KernelFailure) {
        let rank = program.extents.count
        let cut = try ElementwiseLayout.cut(program)
        let shared = shares.map { program.leadingAxes(rows: $0.rows) } ?? 0
        guard let shared, cut ?? rank >= shared else { throw .invalid("a program without the rows that are shared out") }
        // Rows that are shared out are told apart, even where nothing else does.
        let border = cut ?? (shares == nil ? nil : shared)
        var extents: [Int] = []
        var strides = [[Int]](repeating: [], count: program.operands.count)
        var leading = 0
        for axis in 0..<rank where program.extents[axis] != 1 {
            let extent = program.extents[axis]
            let startsColumns = border.map { axis >= $0 } ?? false && leading == extents.count
            let joins =
                !extents.isEmpty && !startsColumns
                && program.operands.indices.allSatisfy { strides[$0].last == program.operands[$0].strides[axis] &* extent }
            if joins, let last = extents.indices.last {
                extents[last] *= extent
                for i in program.operands.indices { strides[i][last] = program.operands[i].strides[axis] }
            } else {
                extents.append(extent)
                for i in program.operands.indices { strides[i].append(program.operands[i].strides[axis]) }
            }
            if let border, axis < border { leading = extents.count }
        }
        if extents.isEmpty || (cut == nil && shares != nil && leading == extents.count) {
            extents.append(1)
            for i in strides.indices { strides[i].append(0) }
        }
        // Without a cut of its own the last axis makes the columns: an operand that repeats along the others is then filled once.
        leadingAxes = cut == nil ? extents.count - 1 : leading
        rows = extents[..<leadingAxes].reduce(1, *)
        columns = extents[leadingAxes...].reduce(1, *)
        self.extents = extents
        self.strides = strides

        let block = ElementwiseLayout.registerBytes / program.dtype.byteSize
        if columns <= block {
            blockRows = max(1, min(rows, block / max(columns, 1)))
            blockColumns = columns
        } else {
            blockRows = 1
            let segments = (columns + block - 1) / block
            blockColumns = ((columns + segments - 1) / segments + 15) / 16 * 16
        }
        chunkRows = rows
        chunkColumns = columns
        if let shares {
            chunkRows = rows / shares.rows * shares.size
        } else {
            chooseChunks(program)
        }
    }

    /// The axis before which reductions cut the space in rows and columns; nil if none does.
    private static func cut(_ program: ElementwiseProgram) throws(KernelFailure) -> Int? {
        let rank = program.extents.count
        var cut: Int?
        for result in program.results {
            let axes: Int
            let here: Int
            switch result.form {
            case .store: continue
            case .reduceTrailing(_, let count):
                axes = count
                here = rank - count
            case .reduceLeading(_, let count):
                axes = count
                here = count
            }
            guard axes >= 0, axes <= rank else { throw .invalid("a reduction over \(axes) axes of \(rank)") }
            if axes == 0 || axes == rank { continue }
            guard cut == nil || cut == here else { throw .invalid("reductions of one program cut its space at different axes") }
            cut = here
        }
        return cut
    }

    /// Chunks of about 4 µs; all in one below that.
    private mutating func chooseChunks(_ program: ElementwiseProgram) {
        let worthwhile = 4000.0
        let perElement = program.nanosecondsPerElement
        let count = Double(rows) * Double(columns)
        guard count * perElement > worthwhile else { return }
        let block = blockRows * blockColumns
        let blocks = min(max(Int(worthwhile / 2 / (perElement * Double(block))), 1), 16)
        let reducesColumns = program.results.contains {
            if case .reduceLeading(_, let axes) = $0.form { axes < program.extents.count } else { false }
        }
        if blockColumns == columns {
            chunkRows = blockRows * blocks
            // Partial sums over rows are one vector a chunk: their number is bounded.
            if reducesColumns { chunkRows = max(chunkRows, (rows / 256 + blockRows) / blockRows * blockRows) }
        } else if reducesColumns {
            chunkColumns = blockColumns
            chunkRows = max(16, rows / 256)
        } else {
            let segments = (columns + blockColumns - 1) / blockColumns
            if segments > blocks {
                chunkColumns = blockColumns * blocks
                chunkRows = 1
            } else {
                chunkRows = max(1, blocks / segments)
            }
        }
        chunkRows = min(chunkRows, rows)
        chunkColumns = min(chunkColumns, columns)
    }
}

extension ElementwiseProgram {
    /// A rough price, by which work is cut into chunks.
    var nanosecondsPerElement: Double {
        let wide = dtype == .float32 ? 0.5 : 1.0
        let memory = Double(operands.count + results.count) * 0.1
        return instructions.reduce(memory) { $0 + $1.opcode.nanoseconds } * wide
    }
}

extension Opcode {
    /// About what one number costs in float64.
    fileprivate var nanoseconds: Double {
        switch self {
        case .divide, .quotientOrZero, .squareRoot: 0.6
        case .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .softplus, .sinh, .cosh, .arctan, .arcsin, .arccos: 1.5
        case .tan, .erf, .arctan2: 3
        case .power, .floorDivide, .modulo: 10
        default: 0.15
        }
    }
}
