import Tensors

extension ElementwiseKernel {
    /// Runs the program: `operands[i]` and `results[i]` are where the i-th of them lies in memory.
    ///
    /// A stored result may be an operand's own memory if that operand is of the result's type, walked contiguously, and no
    /// result as it is.
    /// Up to 64 bytes beyond an operand's last element must be readable (`Buffer` provides them).
    /// Empty reductions give 0, 1, -∞ and +∞ for sum, product, maximum, minimum (the least and greatest int64).
    public func run(
        operands: UnsafePointer<UnsafeRawPointer>, results: UnsafePointer<UnsafeMutableRawPointer>, pool: ThreadPool = .shared
    ) throws(KernelFailure) {
        let thread = ThreadState.current
        guard let partials = thread.pointee.jobMemory(jobMemoryBytes) else { throw .outOfMemory(bytes: jobMemoryBytes) }
        thread.pointee.failures.reset()
        let job = ElementwiseJob(
            kernel: Unmanaged.passUnretained(self), operands: operands, results: results, partials: partials,
            failures: thread.pointee.failures)
        if chunkCount == 1 {
            if Interrupt.requested { throw .interrupted }
            job.run(tile: 0)
        } else if !pool.run(tiles: chunkCount, job) {
            throw .interrupted
        }
        combine(job)
        try thread.pointee.failures.check()
    }
}

/// One run of a kernel.
struct ElementwiseJob: TileTask {
    let kernel: Unmanaged<ElementwiseKernel>
    let operands: UnsafePointer<UnsafeRawPointer>
    let results: UnsafePointer<UnsafeMutableRawPointer>
    let partials: UnsafeMutableRawPointer
    let failures: FailureFlags

    @inline(__always)
    func run(tile: Int) {
        kernel._withUnsafeGuaranteedRef { kernel in
            switch kernel.program.dtype {
            case .float32: kernel.runChunk(tile, self, Float.self)
            case .float64: kernel.runChunk(tile, self, Double.self)
            default: kernel.runChunk(tile, self, Int64.self)
            }
        }
    }
}

/// A type that elementwise arithmetic is done in.
protocol ProgramElement: BitwiseCopyable, Comparable {
    /// What sums of it are carried in.
    associatedtype Accumulator: BitwiseCopyable

    /// Runs the instructions on a block of `count` elements; `slots` are where registers lie.
    static func execute(
        _ instructions: UnsafeMutableBufferPointer<DecodedInstruction>, _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>,
        count: Int, _ failures: FailureFlags)

    static func identity(_ kind: ReductionKind) -> Accumulator
    static func combine(_ kind: ReductionKind, _ a: Accumulator, _ b: Accumulator, _ failures: FailureFlags) -> Accumulator
    /// The `count` elements at `block` combined into one, in a fixed order.
    static func reduce(_ kind: ReductionKind, _ block: UnsafeRawPointer, count: Int, _ failures: FailureFlags) -> Accumulator
    /// Combines each of `rows` rows of `columns` elements into `sums`.
    static func reduceRows(
        _ kind: ReductionKind, _ block: UnsafeRawPointer, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Accumulator>,
        _ failures: FailureFlags)
    static func store(
        _ value: Accumulator, _ dtype: DType, _ memory: UnsafeMutableRawPointer, at index: Int, _ failures: FailureFlags)

    /// Copies `count` elements, `stride` elements apart, into a register.
    static func load(
        _ dtype: DType, _ source: UnsafeRawPointer, at position: Int, stride: Int, count: Int,
        into register: UnsafeMutableRawPointer, _ failures: FailureFlags)
    /// Copies a register to memory.
    static func store(
        _ register: UnsafeRawPointer, count: Int, _ dtype: DType, _ memory: UnsafeMutableRawPointer, at position: Int,
        _ failures: FailureFlags)
}

extension ElementwiseKernel {
    /// Runs the program over one chunk.
    fileprivate func runChunk<E: ProgramElement>(_ index: Int, _ job: ElementwiseJob, _ type: E.Type) {
        let columnChunks = layout.columnChunks
        let rowChunk = index / columnChunks
        let columnChunk = index &- rowChunk &* columnChunks
        let firstRow = rowChunk &* layout.chunkRows
        let endRow = min(firstRow &+ layout.chunkRows, layout.rows)
        let firstColumn = columnChunk &* layout.chunkColumns
        let endColumn = min(firstColumn &+ layout.chunkColumns, layout.columns)

        guard let memory = ThreadState.current.pointee.tileMemory(tileMemoryBytes) else {
            job.failures.note(.outOfMemory)
            return
        }
        let slots = (memory + slotsOffset).assumingMemoryBound(to: UnsafeMutableRawPointer.self)
        prepareSlots(slots, memory, job, E.self, blockElements: min(layout.blockRows, endRow &- firstRow) &* layout.blockColumns)

        let chunk = Chunk<E>(
            job: job, slots: slots, index: index, rowChunk: rowChunk, columnChunk: columnChunk, firstColumn: firstColumn,
            endColumn: endColumn, sums: (memory + rowSumsOffset).assumingMemoryBound(to: E.Accumulator.self),
            columnSums: memory + columnSumsOffset)
        if !resultsAreDirect { begin(chunk) }
        var row = firstRow
        while row < endRow {
            let rows = min(layout.blockRows, endRow &- row)
            var column = firstColumn
            while column < endColumn {
                let columns = min(layout.blockColumns, endColumn &- column)
                placeBlock(slots, job, E.self, row: row, column: column, count: rows &* columns)
                E.execute(instructions, slots, count: rows &* columns, job.failures)
                if !resultsAreDirect { finishBlock(chunk, row: row, rows: rows, column: column, columns: columns) }
                column &+= columns
            }
            row &+= rows
        }
        if !resultsAreDirect { end(chunk) }
    }

    /// Points the slots at registers and constants, and copies operands that are the same for all blocks.
    @inline(__always)
    private func prepareSlots<E: ProgramElement>(
        _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>, _ memory: UnsafeMutableRawPointer, _ job: ElementwiseJob,
        _ type: E.Type, blockElements: Int
    ) {
        for register in 0..<registerCount { slots[register] = memory + register &* ElementwiseLayout.registerBytes }
        for index in 0..<constantCount {
            slots[operands.count &+ index] = constants + index &* ElementwiseLayout.registerBytes
        }
        for operand in operands where operand.form == .once {
            copy(operand, job, from: 0, count: blockElements, into: slots[operand.index], E.self)
        }
    }

    /// Points the slots of operands and results in place at a block, and copies the other operands of it.
    @inline(__always)
    private func placeBlock<E: ProgramElement>(
        _ slots: UnsafeMutablePointer<UnsafeMutableRawPointer>, _ job: ElementwiseJob, _ type: E.Type, row: Int, column: Int,
        count: Int
    ) {
        for operand in operands {
            switch operand.form {
            case .inPlace:
                slots[operand.index] = UnsafeMutableRawPointer(
                    mutating: job.operands[operand.index]
                        + operand.position(row: row, column: column) &* MemoryLayout<E>.stride)
            case .once: break
            case .copied:
                copy(operand, job, from: row &* layout.columns &+ column, count: count, into: slots[operand.index], E.self)
            }
        }
        for index in results.indices where results[index].isDirect {
            slots[results[index].slot] = job.results[index] + (row &* layout.columns &+ column) &* MemoryLayout<E>.stride
        }
    }

    /// Copies `count` elements of the iteration space from `start` on, converted, into a register.
    private func copy<E: ProgramElement>(
        _ operand: OperandAccess, _ job: ElementwiseJob, from start: Int, count: Int, into register: UnsafeMutableRawPointer,
        _ type: E.Type
    ) {
        walk(operand.index, from: start, count: count) { position, stride, run, done in
            E.load(
                operand.dtype, job.operands[operand.index], at: operand.offset &+ position, stride: stride, count: run,
                into: register + done &* MemoryLayout<E>.stride, job.failures)
        }
    }

    /// Cuts `count` elements of the iteration space from `start` on into runs along the innermost axis.
    @inline(__always)
    private func walk(
        _ operand: Int, from start: Int, count: Int, _ body: (_ position: Int, _ stride: Int, _ run: Int, _ done: Int) -> Void
    ) {
        let extents = axisExtents
        let strides = axisStrides + operand &* axisCount
        let last = axisCount &- 1
        var done = 0
        while done < count {
            // Where the run begins: the mixed-radix digits of its place.
            var rest = start &+ done
            var position = 0
            let inner = rest % extents[last]
            rest /= extents[last]
            var axis = last &- 1
            while axis >= 0, rest > 0 {
                let quotient = rest / extents[axis]
                position &+= (rest &- quotient &* extents[axis]) &* strides[axis]
                rest = quotient
                axis &-= 1
            }
            let run = min(extents[last] &- inner, count &- done)
            body(position &+ inner &* strides[last], strides[last], run, done)
            done &+= run
        }
    }
}
