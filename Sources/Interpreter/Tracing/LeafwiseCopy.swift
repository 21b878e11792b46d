import Graph
import Kernels
import Tensors

/// Copies between vectors, wherever their leaves lie, and a block that holds them leaf by leaf: of the first leaf each vector's
/// part, then of the second.
struct LeafwiseCopy {
    private let block: Buffer
    /// The bytes of each leaf.
    private let leaves: [Int]
    /// Where the leaves lie, vector by vector.
    private let parts: [UnsafeMutableRawPointer]

    /// `place` tells where a leaf of a vector lies, by the number of numbers of the vector that come before it.
    init(
        _ leafTypes: [TensorType], _ dtype: DType, _ block: Buffer, vectors: Int,
        _ place: (_ vector: Int, _ leaf: Int, _ start: Int) -> UnsafeMutableRawPointer
    ) {
        self.block = block
        leaves = leafTypes.map { $0.count * dtype.byteSize }
        var parts: [UnsafeMutableRawPointer] = []
        parts.reserveCapacity(vectors * leaves.count)
        for vector in 0..<vectors {
            var start = 0
            for (leaf, type) in leafTypes.enumerated() {
                parts.append(place(vector, leaf, start))
                start += type.count
            }
        }
        self.parts = parts
    }

    /// From the vectors into the block.
    func gather() throws { try run(Job(block: block.pointer, leaves: leaves, parts: parts, isGathering: true)) }

    /// From the block into the vectors.
    func scatter() throws { try run(Job(block: block.pointer, leaves: leaves, parts: parts, isGathering: false)) }

    private func run(_ job: Job) throws {
        guard ThreadPool.shared.run(tiles: job.vectors, job) else { throw KernelFailure.interrupted }
    }

    /// A tile is a vector.
    private struct Job: TileTask {
        let block: UnsafeMutableRawPointer
        let leaves: [Int]
        let parts: [UnsafeMutableRawPointer]
        let isGathering: Bool

        var vectors: Int { parts.count / max(1, leaves.count) }

        func run(tile vector: Int) {
            var first = 0
            for (leaf, bytes) in leaves.enumerated() {
                let inBlock = block + first * vectors + vector * bytes
                let own = parts[vector * leaves.count + leaf]
                if isGathering {
                    inBlock.copyMemory(from: own, byteCount: bytes)
                } else {
                    own.copyMemory(from: inBlock, byteCount: bytes)
                }
                first += bytes
            }
        }
    }
}
