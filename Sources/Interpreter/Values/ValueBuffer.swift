import Tensors

/// The memory in which a list or a record keeps its values: owned by the box, which frees it.
///
/// Plain memory rather than an array, because reading an element of an array in a class counts references twice.
struct ValueBuffer {
    private(set) var base: UnsafeMutablePointer<Value>
    private(set) var count: Int
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
        count = 0
    }

    init(_ values: some Collection<Value>) {
        self.init(capacity: values.count)
        for value in values {
            (base + count).initialize(to: value)
            count += 1
        }
    }

    /// Values taken out of registers, which keep none.
    init(taking registers: Registers, _ first: Int, count: Int) {
        self.init(capacity: count)
        self.count = count
        for i in 0..<count {
            (base + i).moveInitialize(from: registers[first + i], count: 1)
            registers[first + i].initialize(to: .none)
        }
    }

    func free() {
        base.deinitialize(count: count)
        base.deallocate()
    }

    func copy() -> ValueBuffer {
        var copy = ValueBuffer(capacity: count)
        copy.base.initialize(from: base, count: count)
        copy.count = count
        return copy
    }

    /// Throws if there is no memory to grow into.
    mutating func append(_ value: Value) throws {
        if count == capacity { try grow(to: Swift.max(4, capacity * 2)) }
        (base + count).initialize(to: value)
        count += 1
    }

    private mutating func grow(to newCapacity: Int) throws {
        try Memory.check(count: newCapacity, stride: MemoryLayout<Value>.stride)
        let larger = UnsafeMutablePointer<Value>.allocate(capacity: newCapacity)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity = newCapacity
    }

    /// Takes the value at a position out, leaving none. The caller has checked the position.
    func take(_ position: Int) -> Value {
        let value = (base + position).move()
        (base + position).initialize(to: .none)
        return value
    }

    /// Takes all values out.
    mutating func takeAll() -> [Value] {
        let taken = Array(UnsafeBufferPointer(start: base, count: count))
        base.deinitialize(count: count)
        count = 0
        return taken
    }
}

/// The values of a list or a record, in order, to read. It holds the box: nobody changes that in place meanwhile.
public struct Values: RandomAccessCollection {
    private let owner: AnyObject
    private let base: UnsafeMutablePointer<Value>
    public let count: Int

    init(_ owner: AnyObject, _ buffer: ValueBuffer) {
        self.owner = owner
        base = buffer.base
        count = buffer.count
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(position: Int) -> Value {
        precondition(position >= 0 && position < count, "no value at \(position)")
        return withExtendedLifetime(owner) { base[position] }
    }
}
