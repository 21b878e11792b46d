import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// How a `Value` lies in memory: eight bytes of payload, then its tag.
///
/// Swift numbers the cases with a payload in their order and puts those without one behind them. The machine's quick paths
/// read tag and payload in place, because a switch over a `Value` copies it, and copies of references count. `isAsAssumed`
/// says whether the compiler did as expected; a test checks it, and so does every interpreter that is made.
enum ValueLayout {
    static let tagOffset = 8

    /// The tags the machine looks at.
    enum Tag {
        static let bool: UInt8 = 0
        static let int: UInt8 = 1
        static let float: UInt8 = 2
        static let scalar: UInt8 = 3
        /// From here on to below `none`: references.
        static let tensor: UInt8 = 4
        static let string: UInt8 = 5
        static let list: UInt8 = 6
        static let record: UInt8 = 7
        static let function: UInt8 = 9
        static let builtin: UInt8 = 10
        static let object: UInt8 = 12
        /// `none` has payload 0, `unset` payload 1.
        static let none: UInt8 = 15
    }

    static let noneBits: UInt64 = 0
    static let unsetBits: UInt64 = 1

    /// Whether the compiler lays values out as this file says.
    static let isAsAssumed: Bool = {
        func looks(_ value: Value, _ tag: UInt8, _ bits: UInt64) -> Bool {
            withUnsafeBytes(of: value) {
                $0.load(fromByteOffset: tagOffset, as: UInt8.self) == tag && $0.load(as: UInt64.self) == bits
            }
        }
        func bits(_ object: AnyObject) -> UInt64 { UInt64(UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque())) }
        let string = StringBox("")
        let list = ListBox(numbers: [])
        let record = RecordBox()
        let object = OpaqueValue()
        let flag = Value.bool(true)
        return MemoryLayout<Value>.size == 9 && MemoryLayout<Value>.stride == 16
            && withUnsafeBytes(of: flag) { $0[tagOffset] == Tag.bool && $0[0] == 1 }
            && looks(.int(-5), Tag.int, UInt64(bitPattern: -5)) && looks(.float(2.5), Tag.float, (2.5).bitPattern)
            && looks(.scalar(2.5), Tag.scalar, (2.5).bitPattern) && looks(.string(string), Tag.string, bits(string))
            && looks(.list(list), Tag.list, bits(list)) && looks(.record(record), Tag.record, bits(record))
            && looks(.object(object), Tag.object, bits(object)) && looks(.none, Tag.none, noneBits)
            && looks(.unset, Tag.none, unsetBits)
    }()
}

/// A row of registers: memory that holds values, addressed by number.
///
/// Registers always hold initialised values; fresh ones hold `false` (all bytes zero).
struct Registers {
    let base: UnsafeMutableRawPointer

    init(_ base: UnsafeMutableRawPointer) { self.base = base }

    /// `count` registers of zeroed memory that the system provides when it is touched.
    static func allocate(_ count: Int) throws -> Registers {
        guard let memory = calloc(count, MemoryLayout<Value>.stride) else {
            throw TensorError("not enough memory for \(count) registers")
        }
        return Registers(memory)
    }

    func deallocate() { free(base) }

    init(_ base: UnsafeMutablePointer<Value>) { self.base = UnsafeMutableRawPointer(base) }

    /// The register of a number, as memory of a value.
    @inline(__always)
    subscript(index: Int) -> UnsafeMutablePointer<Value> {
        base.advanced(by: index &* 16).assumingMemoryBound(to: Value.self)
    }
}

// What the quick paths do with tag and payload.
extension Registers {
    @inline(__always)
    func tag(_ index: Int) -> UInt8 { base.load(fromByteOffset: index &* 16 &+ ValueLayout.tagOffset, as: UInt8.self) }

    @inline(__always)
    func bits(_ index: Int) -> UInt64 { base.load(fromByteOffset: index &* 16, as: UInt64.self) }

    @inline(__always)
    func int(_ index: Int) -> Int { base.load(fromByteOffset: index &* 16, as: Int.self) }

    @inline(__always)
    func double(_ index: Int) -> Double { base.load(fromByteOffset: index &* 16, as: Double.self) }

    @inline(__always)
    func bool(_ index: Int) -> Bool { base.load(fromByteOffset: index &* 16, as: UInt8.self) & 1 != 0 }

    /// The object a reference refers to, unretained.
    @inline(__always)
    func object(_ index: Int) -> UnsafeRawPointer { base.load(fromByteOffset: index &* 16, as: UnsafeRawPointer.self) }

    @inline(__always)
    static func isReference(_ tag: UInt8) -> Bool {
        tag &- ValueLayout.Tag.tensor < ValueLayout.Tag.none - ValueLayout.Tag.tensor
    }

    /// Writes payload and tag over what holds no reference.
    @inline(__always)
    func overwrite(_ index: Int, _ bits: UInt64, _ tag: UInt8) {
        base.storeBytes(of: bits, toByteOffset: index &* 16, as: UInt64.self)
        base.storeBytes(of: tag, toByteOffset: index &* 16 &+ ValueLayout.tagOffset, as: UInt8.self)
    }

    /// Writes payload and tag; what was there is released.
    @inline(__always)
    func put(_ index: Int, _ bits: UInt64, _ tag: UInt8) {
        if Registers.isReference(self.tag(index)) { release(index) }
        overwrite(index, bits, tag)
    }

    @inline(__always)
    func putInt(_ index: Int, _ x: Int) { put(index, UInt64(bitPattern: Int64(x)), ValueLayout.Tag.int) }

    @inline(__always)
    func putBool(_ index: Int, _ x: Bool) { put(index, x ? 1 : 0, ValueLayout.Tag.bool) }

    @inline(__always)
    func putDouble(_ index: Int, _ x: Double, _ tag: UInt8) { put(index, x.bitPattern, tag) }

    /// Releases a reference, leaving none.
    @inline(never)
    func release(_ index: Int) { self[index].pointee = .none }

    /// A copy of a value that may be a reference.
    @inline(__always)
    func copy(_ index: Int, from other: Registers, _ source: Int) {
        let tag = other.tag(source)
        if Registers.isReference(tag) {
            copyReference(index, from: other, source)
        } else {
            put(index, other.bits(source), tag)
        }
    }

    @inline(never)
    private func copyReference(_ index: Int, from other: Registers, _ source: Int) { self[index].pointee = other[source].pointee }

    /// Moves a value out of another register of the row, leaving none.
    @inline(__always)
    func take(_ index: Int, from source: Int) {
        let tag = tag(source)
        let bits = bits(source)
        if Registers.isReference(tag) { overwrite(source, ValueLayout.noneBits, ValueLayout.Tag.none) }
        put(index, bits, tag)
    }
}
