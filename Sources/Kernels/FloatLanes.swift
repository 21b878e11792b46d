/// A group of floating-point numbers that arithmetic is done on at once: 64 bytes, two AVX2 registers, so that the latencies
/// of two independent chains overlap.
///
/// Kernels are written once over this protocol and specialised for `SIMD16<Float>` and `SIMD8<Double>`; its requirements are
/// met by the concrete vector operations (generic code over `SIMD` would go lane by lane).
protocol FloatLanes: BitwiseCopyable, Sendable {
    associatedtype Scalar: FloatElement where Scalar.Lanes == Self
    associatedtype Condition

    init(repeating value: Scalar)
    subscript(lane: Int) -> Scalar { get set }
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self
    /// `self + a · b`, rounded once.
    func addingProduct(_ a: Self, _ b: Self) -> Self
    func squareRoot() -> Self

    static func .< (a: Self, b: Self) -> Condition
    static func .<= (a: Self, b: Self) -> Condition
    static func .== (a: Self, b: Self) -> Condition
    static func .!= (a: Self, b: Self) -> Condition
    func replacing(with other: Self, where condition: Condition) -> Self
    static func both(_ a: Condition, _ b: Condition) -> Condition
    static func either(_ a: Condition, _ b: Condition) -> Condition
    static func holdsAnywhere(_ condition: Condition) -> Bool

    func floor() -> Self
    func ceiling() -> Self
    func roundedToEven() -> Self
    func truncated() -> Self
    var magnitude: Self { get }
    /// The opposite sign bit (the operator `-` subtracts from 0, which loses that of 0).
    var negated: Self { get }
    /// The magnitude of `self` with the sign bit of `other`.
    func withSign(of other: Self) -> Self

    /// True in the first `count` lanes.
    static func first(_ count: Int) -> Condition
    /// The lanes as float64: the lower and the upper half, or all and nothing where they are float64 already.
    var doubles: (SIMD8<Double>, SIMD8<Double>?) { get }
}

extension FloatLanes {
    /// Lanes of a group.
    @inline(__always) static var count: Int { MemoryLayout<Self>.size / MemoryLayout<Scalar>.size }
    @inline(__always) static var zero: Self { Self(repeating: 0) }
    @inline(__always) static var one: Self { Self(repeating: 1) }

    /// 1 where the condition holds, 0 elsewhere.
    @inline(__always) static func indicator(_ condition: Condition) -> Self { zero.replacing(with: one, where: condition) }

    /// The sum of the lanes, in a fixed order: halves onto each other.
    @inline(__always) var sum: Scalar {
        var lanes = self
        var width = Self.count / 2
        while width > 0 {
            for lane in 0..<width { lanes[lane] = lanes[lane] + lanes[lane + width] }
            width /= 2
        }
        return lanes[0]
    }

    /// A function that has no vector form, lane by lane.
    @inline(__always) func mapLanes(_ f: (Scalar) -> Scalar) -> Self {
        var result = self
        for lane in 0..<Self.count { result[lane] = f(self[lane]) }
        return result
    }

    /// A function of two numbers that has no vector form, lane by lane.
    @inline(__always) func mapLanes(_ other: Self, _ f: (Scalar, Scalar) -> Scalar) -> Self {
        var result = self
        for lane in 0..<Self.count { result[lane] = f(self[lane], other[lane]) }
        return result
    }
}

/// A floating-point element with its group of lanes.
protocol FloatElement: BinaryFloatingPoint, BitwiseCopyable, Sendable {
    associatedtype Lanes: FloatLanes where Lanes.Scalar == Self
    /// One AVX2 register.
    associatedtype HalfLanes: ProductLanes & TransposableLanes where HalfLanes.Scalar == Self
    /// Sixteen bytes.
    associatedtype QuarterLanes: ProductLanes where QuarterLanes.Scalar == Self
    /// The number in another type. (The generic initialisers take a number apart and are slow.)
    var float64: Double { get }
    var float32: Float { get }
}

extension Float: FloatElement {
    typealias Lanes = SIMD16<Float>
    typealias HalfLanes = SIMD8<Float>
    typealias QuarterLanes = FourFloats
    @inline(__always) var float64: Double { Double(self) }
    @inline(__always) var float32: Float { self }
}

extension Double: FloatElement {
    typealias Lanes = SIMD8<Double>
    typealias HalfLanes = SIMD4<Double>
    typealias QuarterLanes = SIMD2<Double>
    @inline(__always) var float64: Double { self }
    @inline(__always) var float32: Float { Float(self) }
}

extension SIMD16: FloatLanes where Scalar == Float {
    typealias Condition = SIMDMask<SIMD16<Int32>>

    @inline(__always) static func both(_ a: Condition, _ b: Condition) -> Condition { a .& b }
    @inline(__always) static func either(_ a: Condition, _ b: Condition) -> Condition { a .| b }
    @inline(__always) static func holdsAnywhere(_ condition: Condition) -> Bool { any(condition) }
    @inline(__always) func floor() -> Self { rounded(.down) }
    @inline(__always) func ceiling() -> Self { rounded(.up) }
    @inline(__always) func roundedToEven() -> Self { rounded(.toNearestOrEven) }
    @inline(__always) func truncated() -> Self { rounded(.towardZero) }
    @inline(__always) var bits: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }
    @inline(__always) var magnitude: Self { unsafeBitCast(bits & 0x7FFF_FFFF, to: Self.self) }
    @inline(__always) var negated: Self { unsafeBitCast(bits ^ 0x8000_0000, to: Self.self) }
    @inline(__always) func withSign(of other: Self) -> Self {
        unsafeBitCast((bits & 0x7FFF_FFFF) | (other.bits & 0x8000_0000), to: Self.self)
    }
    @inline(__always) static func first(_ count: Int) -> Condition {
        Self(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) .< Self(repeating: Float(count))
    }
    @inline(__always) var doubles: (SIMD8<Double>, SIMD8<Double>?) { (SIMD8<Double>(lowHalf), SIMD8<Double>(highHalf)) }
}

extension SIMD8: FloatLanes where Scalar == Double {
    typealias Condition = SIMDMask<SIMD8<Int64>>

    @inline(__always) static func both(_ a: Condition, _ b: Condition) -> Condition { a .& b }
    @inline(__always) static func either(_ a: Condition, _ b: Condition) -> Condition { a .| b }
    @inline(__always) static func holdsAnywhere(_ condition: Condition) -> Bool { any(condition) }
    @inline(__always) func floor() -> Self { rounded(.down) }
    @inline(__always) func ceiling() -> Self { rounded(.up) }
    @inline(__always) func roundedToEven() -> Self { rounded(.toNearestOrEven) }
    @inline(__always) func truncated() -> Self { rounded(.towardZero) }
    @inline(__always) var bits: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }
    @inline(__always) var magnitude: Self { unsafeBitCast(bits & 0x7FFF_FFFF_FFFF_FFFF, to: Self.self) }
    @inline(__always) var negated: Self { unsafeBitCast(bits ^ 0x8000_0000_0000_0000, to: Self.self) }
    @inline(__always) func withSign(of other: Self) -> Self {
        unsafeBitCast((bits & 0x7FFF_FFFF_FFFF_FFFF) | (other.bits & 0x8000_0000_0000_0000), to: Self.self)
    }
    @inline(__always) static func first(_ count: Int) -> Condition {
        Self(0, 1, 2, 3, 4, 5, 6, 7) .< Self(repeating: Double(count))
    }
    @inline(__always) var doubles: (SIMD8<Double>, SIMD8<Double>?) { (self, nil) }
}
