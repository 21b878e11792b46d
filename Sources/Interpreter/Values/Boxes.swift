import Tensors

/// Holds a tensor as a value.
public final class TensorBox: @unchecked Sendable {
    public var tensor: Tensor
    /// What was written, of a literal of integers that float64 rounds. Holding the rounded tensor keeps it from being changed
    /// in place.
    private let literal: IntegerLiteral?

    public init(_ tensor: Tensor, exactly integers: Tensor? = nil) {
        self.tensor = tensor
        literal = integers.map { IntegerLiteral(rounded: tensor, exact: $0) }
    }

    /// The int64 numbers that the tensor was written as where float64 rounds them, for `int64`; nil for any other.
    public var exactIntegers: Tensor? { literal.flatMap { $0.rounded.pointer == tensor.pointer ? $0.exact : nil } }
}

/// Apart from the box, which every tensor value has and few need it for.
private final class IntegerLiteral: Sendable {
    let rounded: Tensor
    let exact: Tensor

    init(rounded: Tensor, exact: Tensor) {
        self.rounded = rounded
        self.exact = exact
    }
}

/// Holds a string as a value. Positions count Unicode scalars, as Python's do.
public final class StringBox: @unchecked Sendable {
    /// Strings of so many bytes ask whether there is memory before they grow.
    static let longLength = 1 << 24

    public private(set) var string: String
    /// Number of Unicode scalars, or −1 while it is not known.
    private var knownCount: Int

    public init(_ string: String) {
        self.string = string
        knownCount = -1
    }

    /// Number of Unicode scalars. Constant time after the first call.
    public var count: Int {
        if knownCount < 0 {
            var text = string
            // Each scalar has one byte that does not continue it.
            knownCount = text.withUTF8 { bytes in bytes.reduce(0) { $0 &+ ($1 & 0xC0 == 0x80 ? 0 : 1) } }
        }
        return knownCount
    }

    /// Whether a position is a byte: then indexing takes constant time.
    public var isASCII: Bool { count == string.utf8.count }

    /// The longest string, in bytes: longer ones take longer to make than someone waits who has pressed Ctrl-C.
    static let lengthLimit = 1 << 30

    /// Throws if a string of so many bytes is too long, or if there is no memory for it.
    static func check(length: Int) throws {
        guard length <= lengthLimit else {
            throw HesseError("a string of \(Memory.describe(length)) is too long", hint: "at most 1 GB fits into a string")
        }
        try Memory.check(count: length, stride: 2)
    }

    /// `text` so many times.
    static func repeated(_ text: String, _ count: Int) throws -> String {
        var text = text
        let size = text.utf8.count
        let (total, overflow) = size.multipliedReportingOverflow(by: count)
        try check(length: overflow ? .max : total)
        guard total > 0 else { return "" }
        return text.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: total) { memory in
                // What is there is copied behind itself, twice as much each time.
                var done = memory.update(fromContentsOf: bytes)
                while done < total {
                    let next = min(done, total - done)
                    _ = memory[done...].update(fromContentsOf: memory[..<next])
                    done += next
                }
                return total
            }
        }
    }

    /// Appends in place. Only for a holder that knows it is the only one.
    public func append(_ other: String) {
        string.append(other)
        knownCount = -1
    }

    /// The same unless the result is long; false if it was not done.
    @inline(__always)
    func appendIfShort(_ other: StringBox) -> Bool {
        guard string.utf8.count &+ other.string.utf8.count < StringBox.longLength else { return false }
        string.append(other.string)
        knownCount = -1
        return true
    }

    /// The scalars from `start` on, every `step`-th, `count` of them; the caller has checked the bounds.
    public func slice(start: Int, count: Int, step: Int) -> String {
        if step == 1, isASCII {
            let utf8 = string.utf8
            let from = utf8.index(utf8.startIndex, offsetBy: start)
            return String(string[from..<utf8.index(from, offsetBy: count)])
        }
        let scalars = Array(string.unicodeScalars)
        var result = String.UnicodeScalarView()
        for i in 0..<count { result.append(scalars[start + i * step]) }
        return String(result)
    }
}

/// A range of integers: `start`, `start + step`, …, `count` of them. Immutable.
public final class RangeBox: Sendable {
    public let start: Int
    public let stop: Int
    public let step: Int
    public let count: Int

    /// Throws if `step` is 0.
    public init(start: Int, stop: Int, step: Int = 1) throws {
        guard step != 0 else { throw TensorError("the step of a range is 0", hint: "use a positive or a negative step") }
        self.start = start
        self.stop = stop
        self.step = step
        // Differences of 64-bit integers take 65 bits: as magnitudes they fit.
        let isEmpty = step > 0 ? start >= stop : start <= stop
        let distance =
            isEmpty
            ? 0
            : (step > 0 ? UInt(bitPattern: stop) &- UInt(bitPattern: start) : UInt(bitPattern: start) &- UInt(bitPattern: stop))
        let steps = distance == 0 ? 0 : (distance - 1) / step.magnitude + 1
        guard let count = Int(exactly: steps) else { throw TensorError("the range from \(start) to \(stop) is too long") }
        self.count = count
    }

    /// The element at a position in `0..<count`.
    @inlinable public subscript(index: Int) -> Int { start &+ index &* step }
}
