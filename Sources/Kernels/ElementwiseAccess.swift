import Tensors

/// How blocks of an operand get into a register.
struct OperandAccess {
    enum Form {
        /// Every block is contiguous, in the program's type: it is read where it lies.
        case inPlace
        /// The same for all blocks (a scalar, or a row that repeats): copied once a chunk.
        case once
        /// Copied block by block.
        case copied
    }
    var form: Form
    var dtype: DType
    var offset: Int
    /// Elements per row of the layout if that is one number; otherwise rows are found by `strides`.
    var rowStride: Int
    var hasRowStride: Bool
    /// The operand's place among the kernel's operands.
    var index: Int

    var isInPlace: Bool { form == .inPlace }

    init(_ program: ElementwiseProgram, _ layout: ElementwiseLayout, operand index: Int) {
        let operand = program.operands[index]
        let strides = layout.strides[index]
        let extents = layout.extents
        self.index = index
        dtype = operand.dtype
        offset = operand.offset
        let leading = layout.leadingAxes
        // One number steps from row to row if the leading axes are walked as one.
        hasRowStride = leading == 0 || (1..<leading).allSatisfy { strides[$0 - 1] == strides[$0] &* extents[$0] }
        rowStride = leading == 0 ? 0 : strides[leading - 1]
        let rowIsContiguous =
            layout.columns <= 1
            || (leading..<extents.count).allSatisfy { axis in
                strides[axis] == extents[(axis + 1)...].reduce(1, *)
            }
        let isContiguous = rowIsContiguous && (layout.rows <= 1 || (hasRowStride && rowStride == layout.columns))
        let repeatsRows = strides[..<leading].allSatisfy { $0 == 0 }
        let isScalar = strides.allSatisfy { $0 == 0 }
        if dtype == program.dtype, isContiguous || (layout.blockRows == 1 && rowIsContiguous && hasRowStride) {
            form = .inPlace
        } else if isScalar || (repeatsRows && layout.blockColumns == layout.columns) {
            form = .once
        } else {
            form = .copied
        }
    }

    /// Elements from the operand's first element to that at (row, column) of an operand read in place.
    @inline(__always) func position(row: Int, column: Int) -> Int { offset &+ row &* rowStride &+ column }
}

/// Where a result of the program goes.
struct ResultAccess {
    enum Form {
        case store
        /// One number for each row.
        case rows(ReductionKind)
        /// One number for each column.
        case columns(ReductionKind)
        /// One number.
        case all(ReductionKind)
    }
    var form: Form
    var dtype: DType
    /// Whether an instruction writes it to memory itself.
    var isDirect = false
    var slot: Int
    /// Byte offset of its partial results in the job's memory, and their number; 0 if each chunk completes what it reduces.
    var partials = 0
    var partialCount: Int
    /// Byte offset of its sums in the tile's memory.
    var columnSums = 0

    var isOverColumns: Bool { if case .columns = form { true } else { false } }

    init(_ program: ElementwiseProgram, _ layout: ElementwiseLayout, result index: Int, slot: Int) {
        let result = program.results[index]
        self.slot = slot
        dtype = result.dtype
        let rank = program.extents.count
        switch result.form {
        case .store: form = .store
        case .reduceTrailing(let kind, let axes), .reduceLeading(let kind, let axes):
            if axes == rank {
                form = .all(kind)
            } else if axes == 0 {
                form = .store
            } else if case .reduceTrailing = result.form {
                form = .rows(kind)
            } else {
                form = .columns(kind)
            }
        }
        switch form {
        case .store: partialCount = 0
        case .rows: partialCount = layout.columnChunks > 1 ? layout.rows * layout.columnChunks : 0
        case .columns: partialCount = layout.rowChunks > 1 ? layout.rowChunks * layout.columns : 0
        case .all: partialCount = layout.rowChunks * layout.columnChunks > 1 ? layout.rowChunks * layout.columnChunks : 0
        }
    }
}
