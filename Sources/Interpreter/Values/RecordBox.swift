/// A record: named values in order.
public final class RecordBox: @unchecked Sendable {
    public private(set) var layout: RecordLayout
    /// The fields' values in memory, in the layout's order. Change them through the methods, which keep `depthBound`.
    private(set) var buffer: ValueBuffer
    /// At least how deep the record nests (1 for a record of numbers).
    public private(set) var depthBound: Int
    /// How `refine` goes on from it; nil for what is no result of a method. No field: it is not shown, compared or saved.
    public var continuation: Continuation?

    public convenience init() { self.init(.empty, ValueBuffer(capacity: 0)) }

    /// One value for each name of the layout. Throws if it would nest deeper than `Nesting.limit`.
    public convenience init(layout: RecordLayout, values: some Collection<Value>) throws {
        precondition(layout.count == values.count, "a record needs one value for each name")
        self.init(layout, ValueBuffer(values))
        try deepen()
    }

    /// Values taken out of registers, one for each name. Throws if it would nest deeper than `Nesting.limit`.
    convenience init(layout: RecordLayout, taking registers: Registers, _ first: Int) throws {
        self.init(layout, ValueBuffer(taking: registers, first, count: layout.count))
        try deepen()
    }

    private init(_ layout: RecordLayout, _ buffer: ValueBuffer) {
        self.layout = layout
        self.buffer = buffer
        depthBound = 1
    }

    deinit {
        if depthBound > IterativeRelease.threshold || continuation?.mayChain == true {
            var taken = takeAll()
            IterativeRelease.release(&taken)
        }
        buffer.free()
    }

    /// The layout's address. Shared layouts live for ever, so theirs tell them apart.
    @inline(__always)
    var layoutIdentity: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(layout).toOpaque()) }

    public var count: Int { buffer.count }
    public var keys: [String] { layout.keys }
    public var values: Values { Values(self, buffer) }

    /// A field's value; nil if there is none of that name.
    public subscript(name: String) -> Value? { layout.position(of: name).map { buffer.base[$0] } }

    /// A copy that nobody else holds.
    public func copy() -> RecordBox {
        let copy = RecordBox(layout, buffer.copy())
        copy.depthBound = depthBound
        copy.continuation = continuation
        return copy
    }

    /// Sets a field in place, adding it at the end if it is new; the caller is the only holder.
    public func set(_ name: String, _ value: Value) throws {
        if let position = layout.position(of: name) { return try set(position, value) }
        try deepen(value)
        try buffer.append(value)
        if !layout.isShared, isKnownUniquelyReferenced(&layout) { layout.append(name) } else { layout = layout.adding(name) }
    }

    /// Sets the field at a position in place; the caller has checked it and is the only holder.
    func set(_ position: Int, _ value: Value) throws {
        try deepen(value)
        buffer.base[position] = value
    }

    /// Takes a field's value out, leaving none: for an update in place of what is inside.
    func take(_ position: Int) -> Value { buffer.take(position) }

    /// Takes all values out, for the iterative release.
    func takeAll() -> [Value] {
        var all = buffer.takeAll()
        if let function = Continuation.takeFunction(from: &continuation) { all.append(function) }
        return all
    }

    private func deepen() throws {
        for i in 0..<buffer.count { try deepen(buffer.base[i]) }
    }

    private func deepen(_ value: Value) throws {
        if value.depthBound >= depthBound { depthBound = try Nesting.depth(above: value) }
    }

    public func _checkInvariants() {
        precondition(layout.count == buffer.count, "a record has \(buffer.count) values for \(layout.count) names")
        precondition(Value.record(self).exactDepth <= depthBound, "a record nests deeper than it says")
    }
}
