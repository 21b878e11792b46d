/// Arithmetic on shapes: sizes that cannot overflow, NumPy's broadcasting rule, axes.
///
/// A shape is an array of extents, outermost first; `[]` is that of a scalar.
public enum Shape {
    /// The number of elements; throws where it does not fit into memory addresses.
    public static func count(_ shape: [Int]) throws -> Int {
        var total = 1
        var isEmpty = false
        for extent in shape {
            guard extent >= 0 else { throw TensorError("negative extent \(extent) in shape \(describe(shape))") }
            if extent == 0 {
                isEmpty = true
                continue
            }
            let (product, overflow) = total.multipliedReportingOverflow(by: extent)
            // 2⁴⁸ elements is beyond any machine; staying below it, also where an extent is 0, keeps byte counts and strides exact.
            guard !overflow, product <= 1 << 48 else {
                throw TensorError("shape \(describe(shape)) has too many elements")
            }
            total = product
        }
        // What is kept for each row or column of an empty tensor must fit into memory, too.
        guard !isEmpty || total <= 1 << 28 else {
            throw TensorError("shape \(describe(shape)) is empty, but too wide", hint: "no extent beside 0 may exceed 2^28")
        }
        return isEmpty ? 0 : total
    }

    /// The error of two shapes that do not broadcast, in a function or operator of this name.
    public static func mismatch(_ a: [Int], _ b: [Int], in function: String) -> TensorError {
        let pairs = zip(a.reversed(), b.reversed())
        let (x, y) = pairs.first { $0 != $1 && $0 != 1 && $1 != 1 } ?? (0, 0)
        return TensorError(
            "shapes do not match in `\(function)`: \(describe(a)) and \(describe(b))",
            hint: "compared from the right, \(x) meets \(y); extents must be equal, or one of them 1")
    }

    /// Which indices there are along an axis that is not empty, for hints.
    public static func indexHint(extent: Int) -> String {
        extent == 1 ? "the only index is 0" : "indices go from 0 to \(extent - 1), or from -\(extent) to -1 counted from the end"
    }

    /// `(50, 100)`, `(3,)`, `()`: as NumPy writes a shape.
    public static func describe(_ shape: [Int]) -> String {
        switch shape.count {
        case 1: "(\(shape[0]),)"
        default: "(" + shape.map(String.init).joined(separator: ", ") + ")"
        }
    }

    /// The shape to which both broadcast, by NumPy's rule; nil if they do not.
    public static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
        if a == b { return a }
        let rank = max(a.count, b.count)
        var result = [Int](repeating: 1, count: rank)
        for i in 0..<rank {
            let x = i < rank - a.count ? 1 : a[i - (rank - a.count)]
            let y = i < rank - b.count ? 1 : b[i - (rank - b.count)]
            guard x == y || x == 1 || y == 1 else { return nil }
            result[i] = x == 1 ? y : x
        }
        return result
    }

    /// Elements to step over for one step along each axis of a contiguous row-major tensor.
    public static func strides(_ shape: [Int]) -> [Int] {
        var result = [Int](repeating: 1, count: shape.count)
        var step = 1
        for i in shape.indices.reversed() {
            result[i] = step
            step *= max(shape[i], 1)
        }
        return result
    }

    /// An axis in `0..<rank`, negative ones counted from the end; throws where there is none.
    public static func axis(_ axis: Int, rank: Int) throws -> Int {
        let resolved = axis < 0 ? axis + rank : axis
        guard resolved >= 0, resolved < rank else {
            throw TensorError(
                "axis \(axis) is out of range for a tensor with \(rank) \(rank == 1 ? "axis" : "axes")",
                hint: rank == 0 ? "a scalar has no axes" : "axes go from \(-rank) to \(rank - 1)")
        }
        return resolved
    }

    /// Axes in ascending order without doubles; nil stands for all of them.
    public static func axes(_ axes: [Int]?, rank: Int) throws -> [Int] {
        guard let axes else { return Array(0..<rank) }
        let resolved = try axes.map { try axis($0, rank: rank) }.sorted()
        for (a, b) in zip(resolved, resolved.dropFirst()) where a == b {
            throw TensorError("axis \(a) is named twice")
        }
        return resolved
    }
}
