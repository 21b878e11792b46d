import Tensors

/// A record: named values in order.
public final class RecordBox: @unchecked Sendable {
    public private(set) var layout: RecordLayout
    /// The fields' values, in the layout's order. Change them through the methods, which keep `depthBound`.
    public private(set) var values: [Value]
    /// At least how deep the record nests (1 for a record of numbers).
    public private(set) var depthBound: Int

    public init() {
        layout = .empty
        values = []
        depthBound = 1
    }

    /// One value for each name of the layout. Throws if it would nest deeper than `Nesting.limit`.
    public init(layout: RecordLayout, values: [Value]) throws {
        precondition(layout.count == values.count, "a record needs one value for each name")
        self.layout = layout
        self.values = values
        depthBound = 1
        for value in values where value.depthBound >= depthBound { try deepen(value) }
    }

    deinit { if depthBound > IterativeRelease.threshold { IterativeRelease.release(&values) } }

    /// The layout's address. Shared layouts live for ever, so theirs tell them apart.
    @inline(__always)
    var layoutIdentity: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(layout).toOpaque()) }

    public var count: Int { values.count }
    public var keys: [String] { layout.keys }

    /// A field's value; nil if there is none of that name.
    public subscript(name: String) -> Value? { layout.position(of: name).map { values[$0] } }

    /// A copy that nobody else holds.
    public func copy() -> RecordBox {
        let copy = RecordBox()
        copy.layout = layout
        copy.values = values
        copy.depthBound = depthBound
        return copy
    }

    /// Sets a field in place, adding it at the end if it is new; the caller is the only holder.
    public func set(_ name: String, _ value: Value) throws {
        if let position = layout.position(of: name) { return try set(position, value) }
        if value.depthBound >= depthBound { try deepen(value) }
        if !layout.isShared, isKnownUniquelyReferenced(&layout) { layout.append(name) } else { layout = layout.adding(name) }
        values.append(value)
    }

    /// Sets the field at a position in place; the caller has checked it and is the only holder.
    @inline(__always)
    func set(_ position: Int, _ value: Value) throws {
        if value.depthBound >= depthBound { try deepen(value) }
        values[position] = value
    }

    /// Takes a field's value out, leaving none: for an update in place of what is inside.
    func take(_ position: Int) -> Value {
        var value = Value.none
        swap(&values[position], &value)
        return value
    }

    /// Takes all values out, for the iterative release.
    func takeAll() -> [Value] {
        var taken: [Value] = []
        swap(&taken, &values)
        return taken
    }

    private func deepen(_ value: Value) throws {
        var depth = value.depthBound
        if depth >= Nesting.limit { depth = value.exactDepth }
        guard depth < Nesting.limit else { throw Nesting.error }
        depthBound = max(depthBound, depth + 1)
    }

    public func _checkInvariants() {
        precondition(layout.count == values.count, "a record has \(values.count) values for \(layout.count) names")
        precondition(Value.record(self).exactDepth <= depthBound, "a record nests deeper than it says")
    }
}
