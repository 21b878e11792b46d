#if canImport(Glibc)
    import Glibc
#endif
import Tensors

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

    /// The register of a number, as memory of a value.
    @inline(__always)
    subscript(index: Int) -> UnsafeMutablePointer<Value> {
        base.advanced(by: index &* 16).assumingMemoryBound(to: Value.self)
    }
}
