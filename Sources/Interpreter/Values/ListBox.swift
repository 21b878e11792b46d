import Tensors

/// How deep values may nest, and the error where they would go deeper.
///
/// Every container stores an upper bound of its depth, so that whatever walks a value may recurse.
public enum Nesting {
    public static let limit = 1000

    static var error: TensorError {
        TensorError("values nest more than \(limit) deep", hint: "keep the parts in a flat list instead")
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

/// A list: any values in order.
public final class ListBox: @unchecked Sendable {
    /// The elements. Change them through the methods, which keep `depthBound`.
    public private(set) var elements: [Value]
    /// At least how deep the list nests (1 for a list of numbers).
    public private(set) var depthBound: Int

    /// Throws if it would nest deeper than `Nesting.limit`.
    public init(_ elements: [Value]) throws {
        self.elements = elements
        depthBound = 1
        for element in elements where element.depthBound >= depthBound { try deepen(element) }
    }

    /// A list of values that hold no others.
    public init(numbers elements: [Value]) {
        self.elements = elements
        depthBound = 1
    }

    deinit { if depthBound > IterativeRelease.threshold { IterativeRelease.release(&elements) } }

    private func deepen(_ element: Value) throws {
        var depth = element.depthBound
        if depth >= Nesting.limit { depth = element.exactDepth }
        guard depth < Nesting.limit else { throw Nesting.error }
        depthBound = max(depthBound, depth + 1)
    }

    /// Replaces an element in place; the caller has checked the index and is the only holder.
    @inline(__always)
    public func set(_ index: Int, _ value: Value) throws {
        if value.depthBound >= depthBound { try deepen(value) }
        elements[index] = value
    }

    /// A copy that nobody else holds.
    public func copy() -> ListBox {
        let copy = ListBox(numbers: elements)
        copy.depthBound = depthBound
        return copy
    }

    /// Takes the element out, leaving none: for an update in place of what is inside.
    func take(_ index: Int) -> Value {
        var value = Value.none
        swap(&elements[index], &value)
        return value
    }

    /// Appends in place; the caller is the only holder.
    public func append(_ value: Value) throws {
        if value.depthBound >= depthBound { try deepen(value) }
        elements.append(value)
    }

    /// Takes all elements out, for the iterative release.
    func takeAll() -> [Value] {
        var taken: [Value] = []
        swap(&taken, &elements)
        return taken
    }

    func reserveCapacity(_ count: Int) { elements.reserveCapacity(count) }

    public func _checkInvariants() {
        precondition(Value.list(self).exactDepth <= depthBound, "a list nests deeper than it says")
    }
}
