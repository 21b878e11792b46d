import Graph
import Kernels
import Tensors

// Loops and products that compute rows from the same rows become one step: a share of the rows goes through all of them on
// one thread.
//
// Built for the layers of small networks, whose products take 10 µs each: `relu(x@W + b)` for all layers, forth and back, is one
// job, and only what sums over the rows (gradients of W and b) waits for the others. Before, threads waited for each other twice
// a layer, and read what the other had written: FCNN "10", H v on two cores of Zen 4, 0.61 -> 0.40 ms, gradient 0.26 -> 0.20 ms.
struct RowChains {
    private let analysis: Analysis
    /// Steps behind a barrier that are looked at for the chain before it.
    private static let outlook = 64
    /// Bytes of a matrix that every share reads: more do not stay in a core's cache.
    private static let mostSharedBytes = 256 << 10
    /// Rows below which threads would stand idle, or wait for one.
    private static let fewestRows = 4
    /// Multiply-adds of a row: beyond them a product is worth a job of its own.
    private static let mostProducts = 16_000_000

    init(_ analysis: Analysis) { self.analysis = analysis }

    func joined(_ steps: [PlannedStep]) throws -> [PlannedStep] {
        var result: [PlannedStep] = []
        var rest = ArraySlice(steps.map { Candidate(step: $0, touched: Touched($0, analysis)) })
        while let stage = rest.first?.step.stage {
            let end = rest.firstIndex { $0.step.stage != stage } ?? rest.endIndex
            var steps = Array(rest[..<end])
            rest = rest[end...]
            while let split = longest(steps) {
                try Interrupt.check()
                result += split.before.map(\.step)
                result.append(try step(split))
                steps = split.after
            }
            result += steps.map(\.step)
        }
        return result
    }

    private func step(_ split: Split) throws -> PlannedStep {
        let chain = try RowChain(split.links, rows: split.rows)
        return PlannedStep(stage: split.stage, parts: split.parts) { RowChainStep(chain, pointers: $0) }
    }

    /// The split with most products in its chain; nil if no chain is worth it.
    private func longest(_ steps: [Candidate]) -> Split? {
        var best: (split: Split, cost: Double)?
        var seen = Set<RowChain.Rows>()
        for case .sum(let products)? in steps.prefix(RowChains.outlook).map(\.step.link) {
            guard let rows = products.first.map(RowChains.rows), rows.count >= RowChains.fewestRows, seen.insert(rows).inserted
            else { continue }
            let split = self.split(steps, rows: rows)
            guard split.isLinked, RowChain.isWorthwhile(split.links, rows: rows) else { continue }
            let cost = RowChain.nanoseconds(split.links)
            if cost > best?.cost ?? 0 { best = (split, cost) }
        }
        return best?.split
    }

    private static func rows(_ product: Gemm) -> RowChain.Rows {
        RowChain.Rows(count: product.batch > 1 ? product.batch : product.m, isBatch: product.batch > 1)
    }

    private struct Candidate {
        var step: PlannedStep
        var touched: Touched
    }

    /// Steps around a chain: in it is what reads rows of the chain, or what was there before; behind it what waits for all rows.
    private struct Split {
        let rows: RowChain.Rows
        var stage = 0
        var before: [Candidate] = []
        var links: [RowChain.Link] = []
        /// Whether a link reads what another has written.
        var isLinked = false
        var parts: [PlannedStep.Part] = []
        var after: [Candidate] = []
    }

    private func split(_ steps: [Candidate], rows: RowChain.Rows) -> Split {
        var split = Split(rows: rows)
        /// What the links write row by row, and all that they touch.
        var byRow = Set<ValueID>()
        var chain = Touched()
        var after = Touched()
        var lastLink = 0
        for (index, candidate) in steps.enumerated() {
            let (step, touched) = (candidate.step, candidate.touched)
            if touched.meets(after) || (!split.links.isEmpty && index - lastLink > RowChains.outlook) {
                split.after.append(candidate)
                after.add(touched)
            } else if let link = link(step, rows: rows, byRow: byRow, chain: chain), !touched.overwrites(chain) {
                var part = step.parts[0]
                part.combined = zip(part.writes, link.isByRow).filter { !$1 }.map(\.0)
                byRow.formUnion(zip(part.writes, link.isByRow).filter(\.1).map { analysis.root($0.0) })
                split.stage = step.stage
                split.links.append(link.link)
                split.isLinked = split.isLinked || touched.meets(chain)
                split.parts.append(part)
                chain.add(touched)
                lastLink = index
            } else if touched.meets(chain) {
                split.after.append(candidate)
                after.add(touched)
            } else {
                split.before.append(candidate)
            }
        }
        return split
    }

    // MARK: What a chain takes

    /// A step as a link, and which of its results it computes row by row; nil if it has not the rows, or reads other ones.
    private func link(
        _ step: PlannedStep, rows: RowChain.Rows, byRow: Set<ValueID>, chain: Touched
    ) -> (link: RowChain.Link, isByRow: [Bool])? {
        /// Whether part of a value, from `first` up to `end` within each of the rows that lie `pitch` apart, is of the same row.
        func readsRows(_ reading: Reading, pitch: Int, _ reach: ClosedRange<Int>) -> Bool {
            let root = analysis.root(reading.value)
            guard chain.written.contains(root) else { return true }
            let type = analysis.graph.type(root)
            let offset = reading.byteOffset / type.dtype.byteSize
            return byRow.contains(root) && pitch * rows.count == type.count && offset + reach.lowerBound >= 0
                && offset + reach.upperBound < pitch
        }
        switch step.link {
        case .loop(let program)?:
            // What reads nothing of the chain can run before it; its result might be what all shares read.
            guard let lead = program.leadingAxes(rows: rows.count), !program.extents.contains(0),
                step.parts[0].reads.contains(where: { byRow.contains(analysis.root($0.value)) })
            else { return nil }
            var isByRow: [Bool] = []
            for result in program.results {
                switch result.form {
                case .store: isByRow.append(true)
                case .reduceTrailing(_, let axes):
                    guard axes == program.extents.count || program.extents.count - axes >= lead else { return nil }
                    isByRow.append(axes < program.extents.count)
                case .reduceLeading(_, let axes):
                    guard axes == 0 || axes >= lead else { return nil }
                    isByRow.append(axes == 0)
                }
            }
            for (reading, operand) in zip(step.parts[0].reads, program.operands) {
                guard let access = operand.rows(extents: program.extents, leading: lead),
                    readsRows(reading, pitch: access.pitch, access.reach)
                else {
                    if chain.written.contains(analysis.root(reading.value)) { return nil }
                    continue
                }
            }
            return (.loop(program), isByRow)
        case .sum(let products)?:
            guard let shared = RowChain.sum(products, rows: rows) else { return nil }
            // That one matrix has as many rows as a batch would need says nothing, unless they are a batch's.
            let isTall = rows.isBatch && products.contains { $0.batch == 1 }
            guard !isTall || step.parts[0].reads.contains(where: { byRow.contains(analysis.root($0.value)) }) else { return nil }
            for (number, product) in shared.enumerated() {
                let isBatch = product.batch > 1
                let size = product.n * product.k
                guard (isBatch ? product.m : 1) * size <= RowChains.mostProducts,
                    isBatch || size * product.dtype.byteSize <= RowChains.mostSharedBytes
                else { return nil }
                let (a, b) = (step.parts[0].reads[2 * number], step.parts[0].reads[2 * number + 1])
                if isBatch {
                    guard readsRows(a, pitch: product.strideA, 0...product.reachA),
                        readsRows(b, pitch: product.strideB, 0...product.reachB)
                    else { return nil }
                } else {
                    guard !product.transposeA || !chain.written.contains(analysis.root(a.value)),
                        readsRows(a, pitch: product.rowStrideA, 0...(product.k - 1)),
                        !chain.written.contains(analysis.root(b.value))
                    else { return nil }
                }
            }
            return (.sum(shared), [true])
        case nil: return nil
        }
    }
}

extension Gemm {
    /// The last element of a matrix A, and B, of the batch, from its first.
    fileprivate var reachA: Int { ((transposeA ? k : m) - 1) * rowStrideA + (transposeA ? m : k) - 1 }
    fileprivate var reachB: Int { ((transposeB ? n : k) - 1) * rowStrideB + (transposeB ? k : n) - 1 }
}

extension ElementwiseOperand {
    /// How rows, the indices of the leading axes, lie in memory: their distance, and from where to where one reaches from its
    /// beginning. Nil if they do not lie at one distance.
    fileprivate func rows(extents: [Int], leading: Int) -> (pitch: Int, reach: ClosedRange<Int>)? {
        var pitch: Int?
        var outer: Int?
        for axis in (0..<leading).reversed() where extents[axis] > 1 {
            if pitch == nil { pitch = strides[axis] }
            guard outer == nil || strides[axis] == outer else { return nil }
            outer = strides[axis] * extents[axis]
        }
        var (low, high) = (offset, offset)
        for axis in leading..<extents.count {
            let span = (extents[axis] - 1) * strides[axis]
            low += min(span, 0)
            high += max(span, 0)
        }
        guard let pitch else { return nil }
        return (pitch, low...high)
    }
}
