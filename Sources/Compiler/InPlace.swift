import Graph
import Tensors

// Matrix products that are only added to each other: the second adds to the first one's result (β = 1 of the BLAS).
//
// Built for the two products of each dense layer in a Hessian-vector product, `ẋ@W + x@Ẇ` and `δ̇@Wᵀ + δ@Ẇᵀ`: it saves the
// pass that reads both and writes the sum.
extension Analysis {
    mutating func joinProducts() {
        for index in graph.nodes.indices where isLive[index] {
            guard case .elementwise(.add) = lowering[index], graph.nodes[index].type.dtype.isFloat else { continue }
            let operands = graph.nodes[index].operands
            guard operands[0] != operands[1], let first = privateProduct(operands[0]), let second = privateProduct(operands[1]),
                stage[first.index] == stage[index], stage[second.index] == stage[index]
            else { continue }
            // In order of their ids the first is known to be complete when the second runs.
            let (base, added) = first < second ? (first, second) : (second, first)
            guard addsTo[added.index] == nil else { continue }
            addsTo[added.index] = base
            sameAs[index] = added
            lowering[index] = .alias
        }
    }

    /// The products that are added up in the memory of the last one, in order; empty if `id` is no product.
    func sumOfProducts(_ id: ValueID) -> [ValueID] {
        guard case .product = lowering[id.index] else { return [] }
        var sum = [id]
        while let base = addsTo[sum[0].index] { sum.insert(base, at: 0) }
        return sum
    }

    /// Updates of a region whose base nothing else reads change the base's own memory.
    ///
    /// Cotangents of many slices of one tensor are such a chain: they are collected in one buffer.
    mutating func updateInPlace() {
        for index in graph.nodes.indices where isLive[index] {
            switch lowering[index] {
            case .update, .scatter: break
            default: continue
            }
            var base = graph.nodes[index].operands[0]
            while let source = sameAs[base.index], uses[base.index] == 1, !isOutput[base.index] { base = source }
            guard uses[base.index] == 1, !isOutput[base.index], sameAs[base.index] == nil, stage[base.index] == stage[index]
            else {
                continue
            }
            switch lowering[base.index] {
            case .input, .literal, .scalar, .alias, .strided: continue
            default: addsTo[index] = base
            }
        }
    }

    /// The product behind `id`, through reshapes, if nothing else reads it.
    private func privateProduct(_ id: ValueID) -> ValueID? {
        var id = id
        while true {
            guard uses[id.index] == 1, !isOutput[id.index] else { return nil }
            if case .product = lowering[id.index] { return id }
            guard let source = sameAs[id.index] else { return nil }
            id = source
        }
    }
}
