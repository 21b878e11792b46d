import Tensors

/// Which eigenvalues are wanted, as SciPy names them.
public enum SpectrumPart: String, Sendable, Hashable, CaseIterable {
    /// Of largest magnitude; of two equal magnitudes the positive one.
    case largestMagnitude = "LM"
    /// Of smallest magnitude; of two equal magnitudes the positive one.
    case smallestMagnitude = "SM"
    /// Largest, algebraically.
    case largest = "LA"
    /// Smallest, algebraically.
    case smallest = "SA"
    /// Half from either end, the odd one from the top.
    case bothEnds = "BE"

    /// The part of a name such as `"LM"`.
    public init(name: String) throws {
        guard let part = SpectrumPart(rawValue: name) else {
            throw TensorError(
                "eigsh: which=\"\(name)\" is none of \(SpectrumPart.allCases.map(\.rawValue).joined(separator: ", "))",
                hint: "LM, SM: largest or smallest magnitude; LA, SA: largest or smallest; BE: both ends")
        }
        self = part
    }

    /// Indices in the order in which values are wanted: the first k of them are the wanted ones.
    ///
    /// A value with a handicap counts as that much further from where it would be wanted. Magnitudes that differ by at most the
    /// sum of their `ties` count as equal.
    func order(_ values: [Double], handicaps: [Double], ties: [Double]) -> [Int] {
        func sorted(_ key: (Int) -> Double) -> [Int] {
            let keys = values.indices.map(key)
            return values.indices.sorted { keys[$0] > keys[$1] || (keys[$0] == keys[$1] && $0 < $1) }
        }
        switch self {
        case .largest: return sorted { values[$0] - handicaps[$0] }
        case .smallest: return sorted { -values[$0] - handicaps[$0] }
        case .largestMagnitude:
            return SpectrumPart.positiveFirst(sorted { abs(values[$0]) - handicaps[$0] }, values, ties)
        case .smallestMagnitude:
            return SpectrumPart.positiveFirst(sorted { -abs(values[$0]) - handicaps[$0] }, values, ties)
        case .bothEnds:
            let top = sorted { values[$0] - handicaps[$0] }
            let bottom = sorted { -values[$0] - handicaps[$0] }
            var isTaken = [Bool](repeating: false, count: values.count)
            var result: [Int] = []
            var heads = [0, 0]
            let ends = [top, bottom]
            while result.count < values.count {
                let end = result.count % 2
                while isTaken[ends[end][heads[end]]] { heads[end] += 1 }
                let index = ends[end][heads[end]]
                isTaken[index] = true
                result.append(index)
            }
            return result
        }
    }

    /// Among neighbours of equal magnitude the positive ones come first, otherwise in the given order.
    private static func positiveFirst(_ order: [Int], _ values: [Double], _ ties: [Double]) -> [Int] {
        var result: [Int] = []
        var start = 0
        while start < order.count {
            let first = order[start]
            let group = order[start...].prefix { abs(abs(values[$0]) - abs(values[first])) <= ties[$0] + ties[first] }
            result += group.filter { values[$0] >= 0 } + group.filter { values[$0] < 0 }
            start += max(1, group.count)
        }
        return result
    }
}
