import Tensors

/// A chunk while it runs: where it lies, and what its reductions have so far.
struct Chunk<E: ProgramElement> {
    let job: ElementwiseJob
    let slots: UnsafeMutablePointer<UnsafeMutableRawPointer>
    let index: Int
    let rowChunk: Int
    let columnChunk: Int
    let firstColumn: Int
    let endColumn: Int
    /// For each result the sum over the row that runs, or over the chunk.
    let sums: UnsafeMutablePointer<E.Accumulator>
    let columnSums: UnsafeMutableRawPointer

    /// The sums of a result over rows, one for each column of the chunk.
    @inline(__always) func columnSums(_ result: ResultAccess) -> UnsafeMutablePointer<E.Accumulator> {
        (columnSums + result.columnSums).assumingMemoryBound(to: E.Accumulator.self)
    }

    /// A result's partial results, of all chunks.
    @inline(__always) func partials(_ result: ResultAccess) -> UnsafeMutablePointer<E.Accumulator> {
        (job.partials + result.partials).assumingMemoryBound(to: E.Accumulator.self)
    }
}

// Within a chunk, blocks are the leaves of a sum and are added in order; over chunks sums are paired in a tree. Both are fixed
// by the layout, so the bits are those of the program, whoever runs its chunks.
extension ElementwiseKernel {
    func begin<E: ProgramElement>(_ chunk: Chunk<E>) {
        for (index, result) in results.enumerated() {
            switch result.form {
            case .store, .rows: break
            case .all(let kind): chunk.sums[index] = E.identity(kind)
            case .columns(let kind):
                chunk.columnSums(result).update(repeating: E.identity(kind), count: layout.chunkColumns + 16)
            }
        }
    }

    /// Stores and reduces what the instructions left in the registers for a block.
    func finishBlock<E: ProgramElement>(_ chunk: Chunk<E>, row: Int, rows: Int, column: Int, columns: Int) {
        let failures = chunk.job.failures
        for (index, result) in results.enumerated() where !result.isDirect {
            let block = chunk.slots[result.slot]
            switch result.form {
            case .store:
                E.store(
                    block, count: rows &* columns, result.dtype, chunk.job.results[index],
                    at: row &* layout.columns &+ column, failures)
            case .all(let kind):
                let leaf = E.reduce(kind, block, count: rows &* columns, failures)
                chunk.sums[index] = E.combine(kind, chunk.sums[index], leaf, failures)
            case .rows(let kind):
                for step in 0..<rows {
                    let leaf = E.reduce(
                        kind, block + step &* columns &* MemoryLayout<E>.stride, count: columns, failures)
                    let sum = column == chunk.firstColumn ? leaf : E.combine(kind, chunk.sums[index], leaf, failures)
                    chunk.sums[index] = sum
                    guard column &+ columns == chunk.endColumn else { continue }
                    if result.partialCount == 0 {
                        E.store(sum, result.dtype, chunk.job.results[index], at: row &+ step, failures)
                    } else {
                        chunk.partials(result)[(row &+ step) &* layout.columnChunks &+ chunk.columnChunk] = sum
                    }
                }
            case .columns(let kind):
                E.reduceRows(
                    kind, block, rows: rows, columns: columns, into: chunk.columnSums(result) + (column &- chunk.firstColumn),
                    failures)
            }
        }
    }

    func end<E: ProgramElement>(_ chunk: Chunk<E>) {
        let failures = chunk.job.failures
        for (index, result) in results.enumerated() {
            switch result.form {
            case .store, .rows: break
            case .all:
                if result.partialCount == 0 {
                    E.store(chunk.sums[index], result.dtype, chunk.job.results[index], at: 0, failures)
                } else {
                    chunk.partials(result)[chunk.index] = chunk.sums[index]
                }
            case .columns:
                let sums = chunk.columnSums(result)
                let width = chunk.endColumn &- chunk.firstColumn
                if result.partialCount == 0 {
                    for column in 0..<width {
                        E.store(
                            sums[column], result.dtype, chunk.job.results[index], at: chunk.firstColumn &+ column, failures)
                    }
                } else {
                    (chunk.partials(result) + (chunk.rowChunk &* layout.columns &+ chunk.firstColumn))
                        .update(from: sums, count: width)
                }
            }
        }
    }

    /// Brings together what the chunks left, or gives empty reductions their value.
    func combine(_ job: ElementwiseJob) {
        guard chunkCount != 1 else { return }
        switch program.dtype {
        case .float32: combine(job, Float.self)
        case .float64: combine(job, Double.self)
        default: combine(job, Int64.self)
        }
    }

    private func combine<E: ProgramElement>(_ job: ElementwiseJob, _ type: E.Type) {
        for (index, result) in results.enumerated() {
            let partials = (job.partials + result.partials).assumingMemoryBound(to: E.Accumulator.self)
            switch result.form {
            case .store: break
            case .all(let kind):
                finish(kind, partials, of: chunkCount, results: 1, result, job.results[index], job, E.self)
            case .rows(let kind):
                if count > 0, layout.columnChunks == 1 { break }
                for row in 0..<layout.rows {
                    finish(
                        kind, partials + row &* layout.columnChunks, of: chunkCount == 0 ? 0 : layout.columnChunks, results: 1,
                        result, job.results[index] + row &* result.dtype.byteSize, job, E.self)
                }
            case .columns(let kind):
                if count > 0, layout.rowChunks == 1 { break }
                finish(
                    kind, partials, of: chunkCount == 0 ? 0 : layout.rowChunks, results: layout.columns, result,
                    job.results[index], job, E.self)
            }
        }
    }

    /// Adds up `parts` vectors of `results` partial results pairwise, into the first, and stores it.
    private func finish<E: ProgramElement>(
        _ kind: ReductionKind, _ partials: UnsafeMutablePointer<E.Accumulator>, of parts: Int, results: Int,
        _ result: ResultAccess, _ memory: UnsafeMutableRawPointer, _ job: ElementwiseJob, _ type: E.Type
    ) {
        var step = 1
        while step < parts {
            var part = 0
            while part &+ step < parts {
                let sum = partials + part &* results
                let other = partials + (part &+ step) &* results
                for column in 0..<results { sum[column] = E.combine(kind, sum[column], other[column], job.failures) }
                part &+= 2 &* step
            }
            step &*= 2
        }
        for column in 0..<results {
            E.store(parts == 0 ? E.identity(kind) : partials[column], result.dtype, memory, at: column, job.failures)
        }
    }
}
