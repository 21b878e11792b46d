import Graph
import Kernels
import Tensors

/// Clusters as steps in the order they run.
struct Scheduler {
    let analysis: Analysis
    let clustering: Clustering
    private let loops: LoopBuilder

    init(_ analysis: Analysis, _ clustering: Clustering) {
        self.analysis = analysis
        self.clustering = clustering
        loops = LoopBuilder(analysis, clustering)
    }

    func steps() throws -> [PlannedStep] {
        var result: [PlannedStep] = []
        for cluster in clustering.clusters {
            try Interrupt.check()
            switch cluster.kind {
            case .loop(let space, let dtype):
                for loop in try loops.loops(cluster.nodes, space: space, dtype: dtype) {
                    result.append(step(loop, cluster.stage))
                }
            case .sum: result += try sumSteps(cluster.nodes, cluster.stage)
            case .kernel:
                for id in cluster.nodes { result += try kernelSteps(id, cluster.stage) }
            }
        }
        return result
    }

    private func step(_ loop: Loop, _ stage: Int) -> PlannedStep {
        let program = loop.program
        let contiguous = Shape.strides(program.extents)
        var inPlace: [(Int, Int)] = []
        // What a result takes straight from an operand is read after other results were written.
        let isReadLast = program.operands.indices.map { read in program.results.contains { Int($0.register) == read } }
        for (write, result) in program.results.enumerated() where result.form == .store {
            for (read, operand) in program.operands.enumerated()
            where !isReadLast[read] && operand.dtype == result.dtype && operand.offset == 0 && operand.strides == contiguous {
                inPlace.append((read, write))
            }
        }
        let reads = loop.reads.map { Reading(value: $0, byteOffset: 0) }
        return PlannedStep(stage: stage, reads: reads, writes: loop.writes, inPlace: inPlace, link: .loop(program)) {
            try LoopStep(program, pointers: $0)
        }
    }

    /// A contiguous copy of all of a value.
    static func copy(_ type: TensorType, from source: Reading, to destination: ValueID, stage: Int) throws -> PlannedStep {
        let copy = try StridedCopy(extents: [type.count], from: type.dtype, strides: [1], to: type.dtype, strides: [1])
        return PlannedStep(stage: stage, reads: [source], writes: [destination]) { CopyStep(copy, pointers: $0) }
    }

    // MARK: Kernels

    /// A value whose elements lie one after the other.
    private func reading(_ id: ValueID) -> Reading {
        let (value, offset) = analysis.contiguous(id)
        return Reading(value: value, byteOffset: offset * analysis.graph.type(id).dtype.byteSize)
    }

    private func kernelSteps(_ id: ValueID, _ stage: Int) throws -> [PlannedStep] {
        let graph = analysis.graph
        let node = graph.node(id)
        let x = node.operands
        let types = x.map(graph.type)
        /// A kernel that goes over a value; of what `reads` says, or of all operands.
        func about(_ kind: String, _ type: TensorType, reads: Int? = nil) -> Explanation.Step {
            Explanation.Step(
                kind: kind, dtype: type.dtype, shape: Shape.describe(type.shape),
                bytesRead: reads ?? types.reduce(0) { $0 + $1.byteCount }, bytesWritten: node.type.byteCount)
        }
        func planned(_ reads: [ValueID], _ make: @escaping (Int) throws -> Step) -> PlannedStep {
            PlannedStep(stage: stage, reads: reads.map(reading), writes: [id], make: make)
        }
        switch analysis.lowering[id.index] {
        case .gather(let outer, let extent, let inner):
            let gather = Gather(dtype: node.type.dtype, outer: outer, extent: extent, inner: inner, count: types[1].count)
            return [
                planned(x) {
                    KernelStep(about("gather", node.type, reads: node.type.byteCount + types[1].byteCount), pointers: $0) {
                        p throws(KernelFailure) in
                        try gather.run(from: p[0], indices: p[1].assumingMemoryBound(to: Int64.self), to: p[2])
                    }
                }
            ]
        case .concatenate(let axis): return try concatenation(id, types, axis, stage)
        case .update(let accumulate, let offset, let strides):
            return try base(of: id, stage) + update(id, types[1], accumulate, offset, strides, stage)
        case .scatter(let accumulate, let outer, let extent, let inner):
            let scatter = ScatterRows(
                accumulate: accumulate, dtype: node.type.dtype, outer: outer, extent: extent, inner: inner, count: types[1].count)
            return try base(of: id, stage) + [
                planned([x[2], x[1]]) {
                    KernelStep(about("scatter", types[2], reads: types[1].byteCount + types[2].byteCount), pointers: $0) {
                        p throws(KernelFailure) in
                        try scatter.run(from: p[0], indices: p[1].assumingMemoryBound(to: Int64.self), into: p[2])
                    }
                }
            ]
        case .cumulativeSum(let outer, let extent, let inner, let reverse):
            let kernel = CumulativeSum(dtype: node.type.dtype, outer: outer, extent: extent, inner: inner, reverse: reverse)
            return [
                planned(x) {
                    KernelStep(about("cumsum", node.type), pointers: $0) { p throws(KernelFailure) in
                        try kernel.run(from: p[0], to: p[1])
                    }
                }
            ]
        case .argReduce(let largest, let outer, let extent, let inner):
            let kernel = ArgReduce(
                largest ? .maximum : .minimum, dtype: types[0].dtype, outer: outer, extent: extent, inner: inner)
            return [
                planned(x) {
                    KernelStep(about(largest ? "argmax" : "argmin", types[0]), pointers: $0) { p throws(KernelFailure) in
                        try kernel.run(from: p[0], to: p[1].assumingMemoryBound(to: Int64.self))
                    }
                }
            ]
        case .argsort(let outer, let extent):
            let kernel = ArgSort(dtype: types[0].dtype, rows: outer, length: extent)
            return [
                planned(x) {
                    KernelStep(about("argsort", types[0]), pointers: $0) { p throws(KernelFailure) in
                        try kernel.run(from: p[0], to: p[1].assumingMemoryBound(to: Int64.self))
                    }
                }
            ]
        case .matrix(let routine, let reads):
            let matrix = types[reads.last ?? 0]
            let (rows, columns) = (matrix.shape[matrix.rank - 2], matrix.shape[matrix.rank - 1])
            let batch = matrix.shape.dropLast(2).reduce(1, &*)
            let kernel = try LinearAlgebraKernel(routine, dtype: node.type.dtype, batch: batch, rows: rows, columns: columns)
            var about = about(type(of: node.op).name, matrix, reads: reads.reduce(0) { $0 + types[$1].byteCount })
            about.flops = kernel.flops
            return [
                planned(reads.map { x[$0] }) { [about] in
                    KernelStep(about, pointers: $0) { p throws(KernelFailure) in
                        try kernel.run(p[0], p[reads.count - 1], p[reads.count])
                    }
                }
            ]
        case .iota:
            let count = node.type.count
            return [
                planned([]) {
                    KernelStep(about("iota", node.type), pointers: $0) { p throws(KernelFailure) in
                        try Fill.iota(start: 0, step: 1, into: p[0], count: count, dtype: .int64)
                    }
                }
            ]
        default: throw CompilerError(description: "\(type(of: node.op).name) has no kernel")
        }
    }

    /// A product as it is run, and where its operands begin; nil for another node.
    private func product(_ id: ValueID) -> (gemm: Gemm, reads: [Reading])? {
        guard case .product(let transposeA, let transposeB) = analysis.lowering[id.index] else { return nil }
        let node = analysis.graph.node(id)
        let (a, b) = (analysis.matrix(node.operands[0]), analysis.matrix(node.operands[1]))
        let result = node.type
        let shape = analysis.graph.type(node.operands[0]).shape
        let (m, n) = (result.shape[result.rank - 2], result.shape[result.rank - 1])
        let gemm = Gemm(
            dtype: result.dtype, m: m, n: n, k: shape[shape.count - (transposeA ? 2 : 1)],
            transposeA: transposeA != a.isTransposed, transposeB: transposeB != b.isTransposed, rowStrideA: a.rowStride,
            rowStrideB: b.rowStride, batch: result.rank == 3 ? result.shape[0] : 1, strideA: a.batchStride,
            strideB: b.batchStride, strideC: max(1, m * n), accumulate: analysis.addsTo[id.index] != nil)
        return (gemm, [a, b].map { Reading(value: $0.value, byteOffset: $0.offset * result.dtype.byteSize) })
    }

    /// Products that are added up: as one step if a set takes them, else product by product.
    private func sumSteps(_ sum: [ValueID], _ stage: Int) throws -> [PlannedStep] {
        let products = sum.compactMap(product)
        guard let last = sum.last, let shared = ProductSet.sum(products.map(\.gemm)) else {
            return zip(sum, products).map { id, product in
                PlannedStep(stage: stage, reads: product.reads, writes: [id]) { ProductStep(product.gemm, pointers: $0) }
            }
        }
        return [try ProductSets.step([shared], stage: stage, reads: products.flatMap(\.reads), writes: [last])]
    }

    /// What an update starts from: nothing to do in place, zeros (or another number), or a copy.
    private func base(of id: ValueID, _ stage: Int) throws -> [PlannedStep] {
        guard analysis.addsTo[id.index] == nil else { return [] }
        let base = analysis.graph.node(id).operands[0]
        let type = analysis.graph.type(id)
        guard case .scalar(let value) = analysis.lowering[base.index] else {
            return [try Scheduler.copy(type, from: reading(base), to: id, stage: stage)]
        }
        let about = Explanation.Step(
            kind: "fill", dtype: type.dtype, shape: Shape.describe(type.shape), bytesWritten: type.byteCount)
        return [
            PlannedStep(stage: stage, reads: [], writes: [id]) {
                KernelStep(about, pointers: $0) { p throws(KernelFailure) in
                    try Fill.constant(value, into: p[0], count: type.count, dtype: type.dtype)
                }
            }
        ]
    }

    private func update(
        _ id: ValueID, _ part: TensorType, _ accumulate: Bool, _ offset: Int, _ strides: [Int], _ stage: Int
    ) throws -> [PlannedStep] {
        let source = analysis.graph.node(id).operands[1]
        let start = offset * part.dtype.byteSize
        let step: (Int) throws -> Step
        if accumulate {
            let sum = StridedAdd(extents: part.shape, dtype: part.dtype, destinationStrides: strides)
            let about = Explanation.Step(
                kind: "add to region", dtype: part.dtype, shape: Shape.describe(part.shape), flops: part.count,
                bytesRead: 2 * part.byteCount, bytesWritten: part.byteCount)
            step = {
                KernelStep(about, pointers: $0) { p throws(KernelFailure) in
                    try sum.run(from: p[0], to: p[1] + start)
                }
            }
        } else {
            let copy = try StridedCopy(
                extents: part.shape, from: part.dtype, strides: Shape.strides(part.shape), to: part.dtype, strides: strides)
            step = { CopyStep(copy, to: start, pointers: $0) }
        }
        return [PlannedStep(stage: stage, reads: [reading(source)], writes: [id], make: step)]
    }

    private func concatenation(_ id: ValueID, _ types: [TensorType], _ axis: Int, _ stage: Int) throws -> [PlannedStep] {
        let type = analysis.graph.type(id)
        let strides = Shape.strides(type.shape)
        var position = 0
        return try analysis.graph.node(id).operands.enumerated().map { index, operand in
            let part = types[index]
            let copy = try StridedCopy(
                extents: part.shape, from: part.dtype, strides: Shape.strides(part.shape), to: type.dtype, strides: strides)
            let start = position * strides[axis] * type.dtype.byteSize
            position += part.shape[axis]
            return PlannedStep(stage: stage, reads: [reading(operand)], writes: [id]) { CopyStep(copy, to: start, pointers: $0) }
        }
    }
}
