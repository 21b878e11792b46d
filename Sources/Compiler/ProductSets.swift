import Graph
import Kernels

// Sums of products that do not wait for each other become one step, whose tiles are shared out together.
//
// Built for the sums of a layer in a Hessian-vector product, `δ̇@Wᵀ + δ@Ẇᵀ` and `x@δ̇ᵀ + ẋ@δᵀ`, and for the second ones of all
// layers, which wait for nothing once rows are chained: before, threads waited for each other after each product.
struct ProductSets {
    let analysis: Analysis

    init(_ analysis: Analysis) { self.analysis = analysis }

    /// A step of its own for sums as a set takes them.
    static func step(_ sums: [[Gemm]], stage: Int, reads: [Reading], writes: [ValueID]) throws -> PlannedStep {
        let set = try ProductSet(sums)
        return PlannedStep(stage: stage, reads: reads, writes: writes, link: sums.count == 1 ? .sum(sums[0]) : nil) {
            ProductSetStep(set, pointers: $0)
        }
    }

    /// The steps with each sum in the first set that it can join: whose other sums it does not meet, nor what runs between.
    func joined(_ steps: [PlannedStep]) throws -> [PlannedStep] {
        var result: [PlannedStep] = []
        var open: OpenSet?
        func close(_ set: OpenSet?) throws {
            guard let set, set.sums.count > 1 else { return }
            result[set.place] = try ProductSets.step(set.sums, stage: set.stage, reads: set.reads, writes: set.writes)
        }
        for step in steps {
            let touched = Touched(step, analysis)
            guard case .sum(let products)? = step.link else {
                open?.since.add(touched)
                result.append(step)
                continue
            }
            if var set = open, set.stage == step.stage, !touched.meets(set.since) {
                set.add(products, step, touched)
                open = set
                continue
            }
            try close(open)
            open = OpenSet(place: result.count, stage: step.stage)
            open?.add(products, step, touched)
            result.append(step)
        }
        try close(open)
        return result
    }
}

/// The last set so far, and what has run since its place.
private struct OpenSet {
    let place: Int
    let stage: Int
    var sums: [[Gemm]] = []
    var reads: [Reading] = []
    var writes: [ValueID] = []
    var since = Touched()

    init(place: Int, stage: Int) {
        self.place = place
        self.stage = stage
    }

    mutating func add(_ sum: [Gemm], _ step: PlannedStep, _ touched: Touched) {
        sums.append(sum)
        reads += step.reads
        writes += step.writes
        since.add(touched)
    }
}
