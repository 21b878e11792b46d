/// A list: any values in order.
public final class ListBox: @unchecked Sendable {
    /// The elements, in memory. Change them through the methods, which keep `depthBound`.
    private(set) var buffer: ValueBuffer
    /// At least how deep the list nests (1 for a list of numbers).
    public private(set) var depthBound: Int

    /// Throws if it would nest deeper than `Nesting.limit`.
    public convenience init(_ elements: some Collection<Value>) throws {
        self.init(flat: ValueBuffer(elements))
        try deepen()
    }

    /// A list of values that hold no others.
    public convenience init(numbers elements: some Collection<Value>) { self.init(flat: ValueBuffer(elements)) }

    /// A list of values taken out of registers. Throws if it would nest deeper than `Nesting.limit`.
    convenience init(taking registers: Registers, _ first: Int, count: Int) throws {
        self.init(flat: ValueBuffer(taking: registers, first, count: count))
        try deepen()
    }

    private init(flat buffer: ValueBuffer) {
        self.buffer = buffer
        depthBound = 1
    }

    deinit {
        if depthBound > IterativeRelease.threshold {
            var taken = buffer.takeAll()
            IterativeRelease.release(&taken)
        }
        buffer.free()
    }

    public var elements: Values { Values(self, buffer) }
    public var count: Int { buffer.count }

    private func deepen() throws {
        for i in 0..<buffer.count { try deepen(buffer.base[i]) }
    }

    private func deepen(_ element: Value) throws {
        if element.depthBound >= depthBound { depthBound = try Nesting.depth(above: element) }
    }

    /// Replaces an element in place; the caller has checked the index and is the only holder.
    public func set(_ index: Int, _ value: Value) throws {
        try deepen(value)
        buffer.base[index] = value
    }

    /// Appends in place; the caller is the only holder.
    public func append(_ value: Value) throws {
        try deepen(value)
        try buffer.append(value)
    }

    /// Takes the element out, leaving none: for an update in place of what is inside.
    func take(_ index: Int) -> Value { buffer.take(index) }

    /// Takes all elements out, for the iterative release.
    func takeAll() -> [Value] { buffer.takeAll() }

    /// A copy that nobody else holds.
    public func copy() -> ListBox {
        let copy = ListBox(flat: buffer.copy())
        copy.depthBound = depthBound
        return copy
    }

    public func _checkInvariants() {
        precondition(Value.list(self).exactDepth <= depthBound, "a list nests deeper than it says")
    }
}
