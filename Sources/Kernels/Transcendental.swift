#if canImport(Glibc)
    import Glibc
#endif

/// Functions that arithmetic alone does not give, for a group of numbers at once, accurate to 2 units in the last place.
///
/// Polynomials of our own, lane beside lane (`PolynomialLanes`); libm where they do not hold (angles beyond 2³⁰, logarithms of
/// subnormal numbers), and for arctan2. What a lane gives does not depend on the others.
protocol Transcendental {
    func exp() -> Self
    func expm1() -> Self
    func log() -> Self
    func log1p() -> Self
    func sin() -> Self
    func cos() -> Self
    func tan() -> Self
    func arcsin() -> Self
    func arccos() -> Self
    func arctan() -> Self
    func sinh() -> Self
    func cosh() -> Self
    func tanh() -> Self
    func sigmoid() -> Self
    func softplus() -> Self
    func erf() -> Self
    func power(_ exponent: Self) -> Self
    func arctan2(_ x: Self) -> Self
}

extension SIMD8: Transcendental where Scalar == Double {
    @inline(__always) func log() -> Self { log(completedBy: Glibc.log) }
    @inline(__always) func log1p() -> Self { log1p(completedBy: Glibc.log1p) }
    @inline(__always) func sin() -> Self {
        sine(quarters: 0, completedBy: Glibc.sin).replacing(with: self, where: self .== Self())
    }
    @inline(__always) func cos() -> Self { sine(quarters: 1, completedBy: Glibc.cos) }
    @inline(__always) func tan() -> Self { tan(completedBy: Glibc.tan) }
    func arctan2(_ x: Self) -> Self { mapLanes(x) { Glibc.atan2($0, $1) } }
}

extension SIMD16: Transcendental where Scalar == Float {
    @inline(__always) func log() -> Self { log(completedBy: Glibc.logf) }
    @inline(__always) func log1p() -> Self { log1p(completedBy: Glibc.log1pf) }
    @inline(__always) func sin() -> Self {
        sine(quarters: 0, completedBy: Glibc.sinf).replacing(with: self, where: self .== Self())
    }
    @inline(__always) func cos() -> Self { sine(quarters: 1, completedBy: Glibc.cosf) }
    @inline(__always) func tan() -> Self { tan(completedBy: Glibc.tanf) }
    func arctan2(_ x: Self) -> Self { mapLanes(x) { Glibc.atan2f($0, $1) } }
}
