import Tensors
import Testing

@testable import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// A function with what it should be in 64 bits of precision.
struct TranscendentalCase: CustomTestStringConvertible, Sendable {
    let name: String
    let reference: @Sendable (Float80) -> Float80
    let double: @Sendable (SIMD8<Double>) -> SIMD8<Double>
    let single: @Sendable (SIMD16<Float>) -> SIMD16<Float>
    /// The largest errors found, in units in the last place, over the samples below: float64, float32.
    let bounds: (Double, Double)
    var testDescription: String { name }

    static let all: [TranscendentalCase] = [
        .init(name: "exp", reference: expl, double: { $0.exp() }, single: { $0.exp() }, bounds: (0.8, 1.0)),
        .init(name: "expm1", reference: expm1l, double: { $0.expm1() }, single: { $0.expm1() }, bounds: (1.1, 1.1)),
        .init(name: "log", reference: logl, double: { $0.log() }, single: { $0.log() }, bounds: (0.7, 0.9)),
        .init(name: "log1p", reference: log1pl, double: { $0.log1p() }, single: { $0.log1p() }, bounds: (1.4, 1.4)),
        .init(name: "sin", reference: sinl, double: { $0.sin() }, single: { $0.sin() }, bounds: (0.9, 0.9)),
        .init(name: "cos", reference: cosl, double: { $0.cos() }, single: { $0.cos() }, bounds: (0.9, 0.9)),
        .init(name: "tan", reference: tanl, double: { $0.tan() }, single: { $0.tan() }, bounds: (1.1, 1.1)),
        .init(name: "sinh", reference: sinhl, double: { $0.sinh() }, single: { $0.sinh() }, bounds: (1.7, 1.7)),
        .init(name: "cosh", reference: coshl, double: { $0.cosh() }, single: { $0.cosh() }, bounds: (1.2, 1.2)),
        .init(name: "tanh", reference: tanhl, double: { $0.tanh() }, single: { $0.tanh() }, bounds: (1.6, 1.6)),
        .init(
            name: "sigmoid", reference: { 1 / (1 + expl(-$0)) }, double: { $0.sigmoid() }, single: { $0.sigmoid() },
            bounds: (1.6, 1.6)),
        .init(
            name: "softplus", reference: { max($0, 0) + log1pl(expl(-abs($0))) }, double: { $0.softplus() },
            single: { $0.softplus() }, bounds: (1.7, 1.7)),
        .init(name: "erf", reference: erfl, double: { $0.erf() }, single: { $0.erf() }, bounds: (1.4, 1.2)),
        .init(name: "arcsin", reference: asinl, double: { $0.arcsin() }, single: { $0.arcsin() }, bounds: (1.8, 1.8)),
        .init(name: "arccos", reference: acosl, double: { $0.arccos() }, single: { $0.arccos() }, bounds: (1.3, 1.3)),
        .init(name: "arctan", reference: atanl, double: { $0.arctan() }, single: { $0.arctan() }, bounds: (1.4, 1.2)),
    ]
}

/// The distance of `value` from what it should be, in units in the last place of the type at that point.
private func error<S: BinaryFloatingPoint>(_ value: S, _ exact: Float80) -> Double {
    if value.isNaN || exact.isNaN { return value.isNaN && exact.isNaN ? 0 : .infinity }
    // Half a unit beyond the largest number a result rounds to infinity.
    let largest = Float80(S.greatestFiniteMagnitude)
    if value.isInfinite || exact.isInfinite {
        return abs(exact) >= largest && (value < 0) == (exact < 0) && value.isInfinite ? 0 : .infinity
    }
    if exact == 0 || value == 0 {
        if exact == 0, value == 0 { return value.sign == exact.sign ? 0 : .infinity }
    }
    let unit = Float80(max(S(min(abs(exact), largest)).ulp, S.leastNonzeroMagnitude))
    return Double(abs(Float80(value) - exact) / unit)
}

@Suite struct TranscendentalTests {
    private static let special: [Double] = [
        0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
        -.leastNormalMagnitude, 0x1p-1040, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0x1p-126, 0x1p-149, -0x1p-149,
        3e-42,
        Double(Float.greatestFiniteMagnitude), -Double(Float.greatestFiniteMagnitude), 1, -1, 0.5, 2, 3,
        // Where exp and its kin overflow and vanish.
        709.782712893384, 709.7827128933841, 710.4758600739439, 710.475860073944, -708.4, -745.13321910194111,
        -745.1332191019413, 88.72283, 88.72284, 89.4159, 89.41599, -87.34, -103.97208, -103.9721, 1000, -1000,
        // Ends of the intervals of polynomials.
        0.34657359027997264, 1.0397207708399179, 0.7071067811865476, 1.4142135623730951, 0.41421356237309515, -0.2928932188134524,
        0.7853981633974483, 1.5707963267948966, 3.141592653589793, 4.71238898038469, 0.9999999999999999, -0.9999999999999999,
        -1.0000000000000002, 5.9, 6, 3.9, 4, 10, 22, 0x1p-54, 0x1p15, 0x1p16, 0x1p30, 0x1p31, 1e22, 1e300,
    ]

    /// Numbers of the whole range: near 0, of the size functions bend at, of any magnitude, of any bits, near multiples of π/2.
    private func sample(_ random: inout TestRandom, isSingle: Bool) -> Double {
        let sign = Bool.random(using: &random) ? 1.0 : -1.0
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return random.uniform(-1, 1)
        case 1: return random.uniform(-3, 3)
        case 2: return random.uniform(-10, 10)
        case 3: return random.uniform(-1, 1) * (isSingle ? 104 : 745.2)
        case 4: return sign * exp(random.uniform(-30, 30))
        case 5: return sign * exp(random.uniform(-1, 1) * (isSingle ? 87 : 700))
        case 6:
            let bits = random.next()
            return isSingle ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
        default:
            let quarters = Double(Int.random(in: -2000...2000, using: &random))
            return quarters * .pi / 2 * (1 + Double(Int.random(in: -2...2, using: &random)) * 0x1p-52)
        }
    }

    @Test(arguments: TranscendentalCase.all) func errorsAreBelowTwoUnits(function: TranscendentalCase) {
        var random = TestRandom(1)
        var worst = (double: 0.0, single: 0.0)
        var place = (double: 0.0, single: Float(0))
        func check(_ x: SIMD8<Double>) {
            let y = function.double(x)
            for lane in 0..<8 {
                let e = error(y[lane], function.reference(Float80(x[lane])))
                if e > worst.double { (worst.double, place.double) = (e, x[lane]) }
            }
        }
        func check(_ x: SIMD16<Float>) {
            let y = function.single(x)
            for lane in 0..<16 {
                let e = error(y[lane], function.reference(Float80(x[lane])))
                if e > worst.single { (worst.single, place.single) = (e, x[lane]) }
            }
        }
        for _ in 0..<25_000 {
            var x = SIMD8<Double>()
            for lane in 0..<8 { x[lane] = sample(&random, isSingle: false) }
            check(x)
        }
        for _ in 0..<25_000 {
            var x = SIMD16<Float>()
            for lane in 0..<16 { x[lane] = Float(sample(&random, isSingle: true)) }
            check(x)
        }
        // Dense around where functions bend.
        for i in 0..<25_000 {
            let start = Double(i) * 8e-4 - 10
            check(SIMD8(repeating: start) + SIMD8(0, 1, 2, 3, 4, 5, 6, 7) * 1e-4)
        }
        for x in Self.special {
            check(SIMD8(repeating: x))
            check(SIMD16(repeating: Float(x)))
        }
        #expect(worst.double <= function.bounds.0, "at \(place.double)")
        #expect(worst.single <= function.bounds.1, "at \(place.single)")
        #expect(function.bounds.0 <= 2 && function.bounds.1 <= 2)
    }

    /// What a lane gives does not depend on the others, also where libm helps out.
    @Test(arguments: TranscendentalCase.all) func lanesAreIndependent(function: TranscendentalCase) {
        var random = TestRandom(2)
        for _ in 0..<2000 {
            var x = SIMD8<Double>()
            var z = SIMD16<Float>()
            for lane in 0..<8 {
                x[lane] =
                    Int.random(in: 0..<4, using: &random) == 0
                    ? Self.special.randomElement(using: &random) ?? 0 : sample(&random, isSingle: false)
            }
            for lane in 0..<16 {
                z[lane] = Float(
                    Int.random(in: 0..<4, using: &random) == 0
                        ? Self.special.randomElement(using: &random) ?? 0 : sample(&random, isSingle: true))
            }
            let y = function.double(x)
            let w = function.single(z)
            for lane in 0..<8 {
                let alone = function.double(SIMD8(repeating: x[lane]))[3]
                #expect(alone.bitPattern == y[lane].bitPattern || alone.isNaN && y[lane].isNaN)
            }
            for lane in 0..<16 {
                let alone = function.single(SIMD16(repeating: z[lane]))[3]
                #expect(alone.bitPattern == w[lane].bitPattern || alone.isNaN && w[lane].isNaN)
            }
        }
    }

    @Test func powers() {
        var random = TestRandom(3)
        var worst = (double: 0.0, single: 0.0)
        for i in 0..<40_000 {
            var x = SIMD8<Double>()
            var y = x
            for lane in 0..<8 {
                x[lane] = exp(random.uniform(-1, 1) * (i % 2 == 0 ? 700 : 2))
                y[lane] = i % 3 == 0 ? random.uniform(-10, 10) : random.uniform(-1, 1) * 745 / log(x[lane])
            }
            let power = x.power(y)
            for lane in 0..<8 { worst.double = max(worst.double, error(power[lane], powl(Float80(x[lane]), Float80(y[lane])))) }
            var s = SIMD16<Float>()
            var t = s
            for lane in 0..<16 {
                s[lane] = Float(exp(random.uniform(-1, 1) * (i % 2 == 0 ? 87 : 2)))
                t[lane] = Float(i % 3 == 0 ? random.uniform(-10, 10) : random.uniform(-1, 1) * 104 / log(Double(s[lane])))
            }
            let single = s.power(t)
            for lane in 0..<16 { worst.single = max(worst.single, error(single[lane], powl(Float80(s[lane]), Float80(t[lane])))) }
        }
        #expect(worst.double <= 1)
        #expect(worst.single <= 0.6)
    }

    /// Zeros, infinities, NaN, negative bases and exponents of any kind: what C's pow says.
    @Test func powersOfSpecialNumbers() {
        let exponents = Self.special + [-3, -0.5, 7, 0x1p53, 0x1p60]
        for x in Self.special + [-2, -0.5, -8] {
            for y in exponents {
                let expected = pow(x, y)
                #expect(error(SIMD8(repeating: x).power(SIMD8(repeating: y))[0], Float80(expected)) <= 2, "\(x) \(y)")
                let single = powf(Float(x), Float(y))
                #expect(
                    error(SIMD16(repeating: Float(x)).power(SIMD16(repeating: Float(y)))[0], Float80(single)) <= 1, "\(x) \(y)")
            }
        }
    }

    /// What people know by heart comes out as the nearest float64.
    @Test func wellKnownNumbers() {
        func value(_ f: (SIMD8<Double>) -> SIMD8<Double>, _ x: Double) -> Double { f(SIMD8(repeating: x))[0] }
        #expect(value({ $0.exp() }, 1) == 2.718281828459045)
        #expect(value({ $0.exp() }, -1) == 0.36787944117144233)
        #expect(value({ $0.log() }, 2) == 0.6931471805599453)
        #expect(value({ $0.log() }, 3) == 1.0986122886681098)
        #expect(value({ $0.log() }, 10) == 2.302585092994046)
        #expect(value({ $0.arctan() }, 1) == .pi / 4)
        #expect(value({ $0.arcsin() }, 1) == .pi / 2)
        #expect(value({ $0.arccos() }, -1) == .pi)
        #expect(value({ $0.sigmoid() }, 0) == 0.5)
        for x in [0.0, -0.0] {
            #expect(value({ $0.exp() }, x) == 1 && value({ $0.cos() }, x) == 1 && value({ $0.cosh() }, x) == 1)
        }
        #expect(value({ $0.softplus() }, 0) == 0.6931471805599453)
        // Whole powers of whole numbers are exact.
        for base in 2...9 {
            for exponent in 0...15 {
                let exact = (0..<exponent).reduce(1.0) { product, _ in product * Double(base) }
                guard exact < 0x1p53 else { continue }
                #expect(SIMD8<Double>(repeating: Double(base)).power(SIMD8(repeating: Double(exponent)))[0] == exact)
            }
        }
    }
}
