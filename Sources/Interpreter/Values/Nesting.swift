import Tensors

/// How deep values may nest, and the error where they would go deeper.
///
/// Every container stores an upper bound of its depth, so that whatever walks a value may recurse.
public enum Nesting {
    public static let limit = 1000

    /// The depth bound of a container that holds a value. Throws if that is too deep.
    static func depth(above element: Value) throws -> Int {
        var depth = element.depthBound
        if depth >= limit { depth = element.exactDepth }
        guard depth < limit else {
            throw TensorError("values nest more than \(limit) deep", hint: "keep the parts in a flat list instead")
        }
        return depth + 1
    }
}

extension Value {
    /// An upper bound of how deep it nests: 0 for what holds no other values.
    var depthBound: Int {
        switch self {
        case .list(let box): box.depthBound
        case .record(let box): box.depthBound
        default: 0
        }
    }

    /// How deep it nests.
    var exactDepth: Int {
        var deepest = 0
        var pending: [(Value, Int)] = [(self, 0)]
        while let (value, depth) = pending.popLast() {
            switch value {
            case .list(let box):
                deepest = max(deepest, depth + 1)
                for element in box.elements where element.depthBound > 0 { pending.append((element, depth + 1)) }
            case .record(let box):
                deepest = max(deepest, depth + 1)
                for element in box.values where element.depthBound > 0 { pending.append((element, depth + 1)) }
            default: break
            }
        }
        return deepest
    }
}
