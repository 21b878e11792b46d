#if canImport(Glibc)
    import Glibc
#endif

/// Functions that arithmetic alone does not give, for a group of numbers at once. Accurate to 2 units in the last place.
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
    func exp() -> Self { mapLanes { Glibc.exp($0) } }
    func expm1() -> Self { mapLanes { Glibc.expm1($0) } }
    func log() -> Self { mapLanes { Glibc.log($0) } }
    func log1p() -> Self { mapLanes { Glibc.log1p($0) } }
    func sin() -> Self { mapLanes { Glibc.sin($0) } }
    func cos() -> Self { mapLanes { Glibc.cos($0) } }
    func tan() -> Self { mapLanes { Glibc.tan($0) } }
    func arcsin() -> Self { mapLanes { Glibc.asin($0) } }
    func arccos() -> Self { mapLanes { Glibc.acos($0) } }
    func arctan() -> Self { mapLanes { Glibc.atan($0) } }
    func sinh() -> Self { mapLanes { Glibc.sinh($0) } }
    func cosh() -> Self { mapLanes { Glibc.cosh($0) } }
    func tanh() -> Self { mapLanes { Glibc.tanh($0) } }
    func sigmoid() -> Self {
        mapLanes { x in
            let e = Glibc.exp(-abs(x))
            return x >= 0 ? 1 / (1 + e) : e / (1 + e)
        }
    }
    func softplus() -> Self { mapLanes { ($0 < 0 ? 0 : $0) + Glibc.log1p(Glibc.exp(-abs($0))) } }
    func erf() -> Self { mapLanes { Glibc.erf($0) } }
    func power(_ exponent: Self) -> Self { mapLanes(exponent) { Glibc.pow($0, $1) } }
    func arctan2(_ x: Self) -> Self { mapLanes(x) { Glibc.atan2($0, $1) } }
}

extension SIMD16: Transcendental where Scalar == Float {
    func exp() -> Self { mapLanes { Glibc.expf($0) } }
    func expm1() -> Self { mapLanes { Glibc.expm1f($0) } }
    func log() -> Self { mapLanes { Glibc.logf($0) } }
    func log1p() -> Self { mapLanes { Glibc.log1pf($0) } }
    func sin() -> Self { mapLanes { Glibc.sinf($0) } }
    func cos() -> Self { mapLanes { Glibc.cosf($0) } }
    func tan() -> Self { mapLanes { Glibc.tanf($0) } }
    func arcsin() -> Self { mapLanes { Glibc.asinf($0) } }
    func arccos() -> Self { mapLanes { Glibc.acosf($0) } }
    func arctan() -> Self { mapLanes { Glibc.atanf($0) } }
    func sinh() -> Self { mapLanes { Glibc.sinhf($0) } }
    func cosh() -> Self { mapLanes { Glibc.coshf($0) } }
    func tanh() -> Self { mapLanes { Glibc.tanhf($0) } }
    func sigmoid() -> Self {
        mapLanes { x in
            let e = Glibc.expf(-abs(x))
            return x >= 0 ? 1 / (1 + e) : e / (1 + e)
        }
    }
    func softplus() -> Self { mapLanes { ($0 < 0 ? 0 : $0) + Glibc.log1pf(Glibc.expf(-abs($0))) } }
    func erf() -> Self { mapLanes { Glibc.erff($0) } }
    func power(_ exponent: Self) -> Self { mapLanes(exponent) { Glibc.powf($0, $1) } }
    func arctan2(_ x: Self) -> Self { mapLanes(x) { Glibc.atan2f($0, $1) } }
}
