/// Transposition of a square of as many rows as a register has lanes: the step of which larger transpositions are made.
///
/// Between the stages the lanes are seen as another type: seen as one, the compiler takes the whole for a scatter of single
/// lanes.
protocol TransposableLanes {
    /// Rows and columns of the square.
    static var side: Int { get }
    /// Reads rows `sourceStride` bytes apart, writes columns as rows `destinationStride` bytes apart.
    static func transpose(
        _ source: UnsafeRawPointer, _ sourceStride: Int, into destination: UnsafeMutableRawPointer, _ destinationStride: Int)
}

extension SIMD8: TransposableLanes where Scalar == Float {
    @inline(__always) static var side: Int { 8 }

    @inline(__always) static func transpose(
        _ source: UnsafeRawPointer, _ sourceStride: Int, into destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        func load(_ row: Int) -> Self { source.loadUnaligned(fromByteOffset: row &* sourceStride, as: Self.self) }
        func store(_ row: Int, _ value: Self) {
            destination.storeBytes(of: value, toByteOffset: row &* destinationStride, as: Self.self)
        }
        let (a0, a1, a2, a3) = (load(0), load(1), load(2), load(3))
        let (a4, a5, a6, a7) = (load(4), load(5), load(6), load(7))
        let (b0, b1, b2, b3) = (evens(a0, a1), odds(a0, a1), evens(a2, a3), odds(a2, a3))
        let (b4, b5, b6, b7) = (evens(a4, a5), odds(a4, a5), evens(a6, a7), odds(a6, a7))
        let (c0, c1, c2, c3) = (pairs0(b0, b2), pairs1(b0, b2), pairs0(b1, b3), pairs1(b1, b3))
        let (c4, c5, c6, c7) = (pairs0(b4, b6), pairs1(b4, b6), pairs0(b5, b7), pairs1(b5, b7))
        store(0, Self(lowHalf: c0.lowHalf, highHalf: c4.lowHalf))
        store(1, Self(lowHalf: c1.lowHalf, highHalf: c5.lowHalf))
        store(2, Self(lowHalf: c2.lowHalf, highHalf: c6.lowHalf))
        store(3, Self(lowHalf: c3.lowHalf, highHalf: c7.lowHalf))
        store(4, Self(lowHalf: c0.highHalf, highHalf: c4.highHalf))
        store(5, Self(lowHalf: c1.highHalf, highHalf: c5.highHalf))
        store(6, Self(lowHalf: c2.highHalf, highHalf: c6.highHalf))
        store(7, Self(lowHalf: c3.highHalf, highHalf: c7.highHalf))
    }

    @inline(__always) private static func evens(_ a: Self, _ b: Self) -> Self {
        Self(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5])
    }
    @inline(__always) private static func odds(_ a: Self, _ b: Self) -> Self {
        Self(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7])
    }
    @inline(__always) private static func pairs0(_ a: Self, _ b: Self) -> Self {
        let (a, b) = (unsafeBitCast(a, to: SIMD4<Double>.self), unsafeBitCast(b, to: SIMD4<Double>.self))
        return unsafeBitCast(SIMD4(a[0], b[0], a[2], b[2]), to: Self.self)
    }
    @inline(__always) private static func pairs1(_ a: Self, _ b: Self) -> Self {
        let (a, b) = (unsafeBitCast(a, to: SIMD4<Double>.self), unsafeBitCast(b, to: SIMD4<Double>.self))
        return unsafeBitCast(SIMD4(a[1], b[1], a[3], b[3]), to: Self.self)
    }
}

extension SIMD4: TransposableLanes where Scalar == Double {
    @inline(__always) static var side: Int { 4 }

    @inline(__always) static func transpose(
        _ source: UnsafeRawPointer, _ sourceStride: Int, into destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        func load(_ row: Int) -> Self { source.loadUnaligned(fromByteOffset: row &* sourceStride, as: Self.self) }
        func store(_ row: Int, _ value: Self) {
            destination.storeBytes(of: value, toByteOffset: row &* destinationStride, as: Self.self)
        }
        let (a0, a1, a2, a3) = (load(0), load(1), load(2), load(3))
        store(0, Self(a0[0], a1[0], a2[0], a3[0]))
        store(1, Self(a0[1], a1[1], a2[1], a3[1]))
        store(2, Self(a0[2], a1[2], a2[2], a3[2]))
        store(3, Self(a0[3], a1[3], a2[3], a3[3]))
    }
}
