import Kernels
import Tensors

/// Random numbers a program asked for: kind, type and shape.
public struct RandomDraw: Sendable {
    public var distribution: RandomFill.Distribution
    public var dtype: DType
    public var shape: [Int]

    public init(_ distribution: RandomFill.Distribution, _ dtype: DType = .float64, shape: [Int]) {
        self.distribution = distribution
        self.dtype = dtype
        self.shape = shape
    }
}

/// The random numbers of a session: the user's own stream, and one for each call of a sampling primitive.
///
/// All are counter-based (seed, stream, index): equal seeds give equal numbers on any number of threads, and no primitive
/// moves the user's stream (numerics.md, "Randomness").
public final class RandomStreams {
    public private(set) var seed: UInt64 = 0
    private var position: UInt64 = 0
    private var calls: UInt64 = 0

    /// The user's stream; primitives' streams follow it.
    private static let userStream: UInt64 = 0

    public func reset(seed: UInt64) {
        self.seed = seed
        position = 0
        calls = 0
    }

    /// The next numbers of the user's stream.
    public func tensor(_ draw: RandomDraw) throws -> Tensor {
        let result = try Tensor(uninitialized: draw.dtype, shape: draw.shape)
        try RandomFill.fill(
            draw.distribution, into: result.pointer, count: result.count, dtype: draw.dtype, seed: seed,
            stream: RandomStreams.userStream, startIndex: position)
        // Draws start at even places, where pairs of normal numbers begin.
        position += UInt64(result.count + result.count % 2)
        return result
    }

    /// A place in the user's stream.
    struct Mark {
        fileprivate let seed: UInt64
        fileprivate let position: UInt64
    }

    /// How far the user's stream has been drawn.
    var mark: Mark { Mark(seed: seed, position: position) }

    /// Has the user's stream give again what it gave from a mark on.
    func rewind(to mark: Mark) { (seed, position) = (mark.seed, mark.position) }

    /// The stream of the next call of a sampling primitive, or the one that `seed=` pins.
    public func next(pinned: Int?) -> (seed: UInt64, stream: UInt64) {
        if let pinned { return (UInt64(bitPattern: Int64(pinned)), 1) }
        calls += 1
        return (seed, calls)
    }

    /// A seed for `seed=`, of which no one has made use: it takes the stream of one call of a sampling primitive.
    public func fresh() -> Int {
        calls += 1
        // SplitMix64's finaliser: neighbouring streams give unrelated seeds.
        var z = seed &+ calls &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) >> 1)
    }
}
