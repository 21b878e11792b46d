/// What the approximations of transcendental functions need to know of a type: its bits, its constants, its polynomials.
///
/// Polynomials are minimax fits in the sense that their user needs, with coefficients rounded to the type; each says the interval
/// and its error there, relative to the function it serves.
protocol PolynomialLanes: FloatLanes {
    /// The whole number next to `self`, of magnitude below 2⁵¹ (2²² in float32).
    var nearest: Self { get }
    /// 2ⁿ for a whole n that is the exponent of a normal number.
    static func powerOfTwo(_ n: Self) -> Self
    /// k and m with `self` = 2ᵏ m, √½ ≤ m < √2, for positive normal numbers.
    var binaryParts: (exponent: Self, significand: Self) { get }
    /// The sign of `self` changed where the whole number n is 2 or 3 modulo 4.
    func negated(inSecondHalfOf n: Self) -> Self
    static func holdsEverywhere(_ condition: Condition) -> Bool

    /// Whether sums keep what they lose to rounding where that costs little: results of exp and log are then nearly always the
    /// nearest numbers.
    static var isCompensated: Bool { get }
    static var leastNormal: Scalar { get }
    /// Beyond this, and below its opposite, exp overflows or vanishes; small enough for the steps in between.
    static var exponentialBound: Scalar { get }
    /// From here on exp overflows; within ln 2 / 2 of a power of 2 that is just too large.
    static var overflowBound: Scalar { get }
    /// Beyond this tanh is 1.
    static var tanhBound: Scalar { get }
    /// Beyond this erf is 1.
    static var erfBound: Scalar { get }
    /// Up to here the reduction of angles holds.
    static var angleBound: Scalar { get }
    /// Log of 2 in two parts, π/2 in three.
    static var ln2: (Scalar, Scalar) { get }
    static var halfPi: (Scalar, Scalar, Scalar) { get }

    /// (eʳ - 1 - r) / r² for |r| ≤ ln 2 / 2.
    var exponentialTail: Self { get }
    /// (log((1 + s) / (1 - s)) - 2 s) / s³ as a function of z = s², for 1 + f = (1 + s) / (1 - s) from √½ to √2.
    var logarithmTail: Self { get }
    /// (sin r - r) / r³ as a function of z = r², |r| ≤ π/4.
    var sineTail: Self { get }
    /// (cos r - 1 + r²/2) / r⁴ as a function of z = r², |r| ≤ π/4.
    var cosineTail: Self { get }
    /// (sinh x - x) / x³ as a function of z = x² ≤ 1.
    var hyperbolicSineTail: Self { get }
    /// erf x / x - 1 as a function of z = x² ≤ 1.
    var errorFunctionTail: Self { get }
    /// (arctan u - u) / u³ as a function of z = u², |u| ≤ tan π/8.
    var arctangentTail: Self { get }
    /// (arcsin s - s) / s³ as a function of z = s² ≤ 1/4.
    var arcsineTail: Self { get }
    /// exp(x²) erfc(x) as a function of t = 1 / (x + 2), x from 1 to where erf is 1.
    var scaledComplementaryErrorFunction: Self { get }
}

extension FloatLanes {
    /// A step of Horner's scheme, `self · x + c`.
    @inline(__always) func times(_ x: Self, plus c: Scalar) -> Self { Self(repeating: c).addingProduct(self, x) }

    /// `self · x` for a number.
    @inline(__always) func scaled(by x: Scalar) -> Self { self * Self(repeating: x) }

    /// `self`, or the bound where it is larger; NaN stays.
    @inline(__always) func limited(to bound: Scalar) -> Self {
        replacing(with: Self(repeating: bound), where: Self(repeating: bound) .< self)
    }

    /// `self`, or the bound where it is less; NaN stays.
    @inline(__always) func limited(below bound: Scalar) -> Self {
        replacing(with: Self(repeating: bound), where: self .< Self(repeating: bound))
    }

    /// What a sum lost: `high + low = a + b` exactly.
    @inline(__always) static func exactSum(_ a: Self, _ b: Self) -> (high: Self, low: Self) {
        let high = a + b
        let other = high - a
        return (high, (a - (high - other)) + (b - other))
    }

    /// The same for |a| ≥ |b|.
    @inline(__always) static func exactSum(larger a: Self, _ b: Self) -> (high: Self, low: Self) {
        let high = a + b
        return (high, b - (high - a))
    }

    /// (a + a′) / (b + b′) rounded nearly once, for a′ and b′ below the last places of a and b, and b neither huge nor tiny.
    @inline(__always) static func ratio(_ a: Self, _ aLow: Self, _ b: Self, _ bLow: Self) -> Self {
        let inverse = one / b
        let quotient = a * inverse
        let rest = a.addingProduct(quotient.negated, b) + aLow.addingProduct(quotient.negated, bLow)
        return quotient.addingProduct(rest, inverse)
    }

    /// `self` where the condition holds, elsewhere a function of libm.
    @inline(__always) func completed(where condition: Condition, by f: (Scalar) -> Scalar, of x: Self) -> Self {
        var memory = (value: self, condition: condition, x: x)
        Self.complete(&memory, f)
        return memory.value
    }

    @inline(__always)
    func completed(where condition: Condition, by f: (Scalar, Scalar) -> Scalar, of x: Self, _ y: Self) -> Self {
        var memory = (value: self, condition: condition, x: x, y: y)
        Self.complete(&memory, f)
        return memory.value
    }

    // In memory: vectors that go to a function and come back in registers do so in pieces, and all that led to them would be
    // computed in such pieces.
    @inline(never)
    private static func complete(_ memory: inout (value: Self, condition: Condition, x: Self), _ f: (Scalar) -> Scalar) {
        memory.value = memory.x.mapLanes(f).replacing(with: memory.value, where: memory.condition)
    }

    @inline(never) private static func complete(
        _ memory: inout (value: Self, condition: Condition, x: Self, y: Self), _ f: (Scalar, Scalar) -> Scalar
    ) {
        memory.value = memory.x.mapLanes(memory.y, f).replacing(with: memory.value, where: memory.condition)
    }
}

extension PolynomialLanes {
    /// Where the whole number `self` is odd.
    @inline(__always) var isOdd: Condition { addingProduct(Self(repeating: -2), scaled(by: 0.5).nearest) .!= Self.zero }
}

extension SIMD8: PolynomialLanes where Scalar == Double {
    /// Added to a number it leaves the number's nearest whole one in the last bits.
    @inline(__always) private static var shifter: Self { Self(repeating: 0x1.8p52) }

    @inline(__always) var nearest: Self { (self + Self.shifter) - Self.shifter }
    @inline(__always) static func powerOfTwo(_ n: Self) -> Self {
        unsafeBitCast((n + Self(repeating: 0x1.8p52 + 1023)).bits &<< 52, to: Self.self)
    }
    @inline(__always) var binaryParts: (exponent: Self, significand: Self) {
        // From √½ on the exponent counts one more.
        let counted = (bits &+ (0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_667F_3BCD)) &>> 52
        let exponent = unsafeBitCast(counted | 0x4330_0000_0000_0000, to: Self.self) - Self(repeating: 0x1p52 + 1023)
        return (exponent, unsafeBitCast((bits &- (counted &<< 52)) &+ 0x3FF0_0000_0000_0000, to: Self.self))
    }
    @inline(__always) func negated(inSecondHalfOf n: Self) -> Self {
        unsafeBitCast(bits ^ (((n + Self.shifter).bits & 2) &<< 62), to: Self.self)
    }
    @inline(__always) static func holdsEverywhere(_ condition: Condition) -> Bool { all(condition) }

    @inline(__always) static var isCompensated: Bool { true }
    @inline(__always) static var leastNormal: Double { 0x1p-1022 }
    @inline(__always) static var exponentialBound: Double { 1000 }
    @inline(__always) static var overflowBound: Double { 710 }
    @inline(__always) static var tanhBound: Double { 22 }
    @inline(__always) static var erfBound: Double { 6 }
    @inline(__always) static var angleBound: Double { 0x1p30 }
    @inline(__always) static var ln2: (Double, Double) { (0.6931471805599453, 2.3190468138462996e-17) }
    @inline(__always) static var halfPi: (Double, Double, Double) {
        (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33)
    }

    /// Error 2⁻⁵⁹·⁷, relative to exp(r) - 1.
    @inline(__always) var exponentialTail: Self {
        Self(repeating: 2.0875363736096307e-09).times(self, plus: 2.5109081652776363e-08)
            .times(self, plus: 2.7557402818770697e-07).times(self, plus: 2.755724410338095e-06)
            .times(self, plus: 2.480158717199821e-05).times(self, plus: 0.00019841269886208815)
            .times(self, plus: 0.0013888888888962812).times(self, plus: 0.008333333333321606)
            .times(self, plus: 0.041666666666666505).times(self, plus: 0.16666666666666677).times(self, plus: 0.5)
    }
    /// Error 2⁻⁵⁹·⁵.
    @inline(__always) var logarithmTail: Self {
        Self(repeating: 0.14795854700742056).times(self, plus: 0.1531406501842841).times(self, plus: 0.1818356352665689)
            .times(self, plus: 0.22222198594234047).times(self, plus: 0.2857142874210849)
            .times(self, plus: 0.39999999999416425).times(self, plus: 0.6666666666666734)
    }
    /// (log((1 + s) / (1 - s)) - 2 s - 2/3 s³) / s⁵ as a function of z = s²; error 2⁻⁶⁶.
    @inline(__always) var logarithmTailBeyondTwoThirds: Self {
        Self(repeating: 0.1319644502959818).times(self, plus: 0.1325680634412746).times(self, plus: 0.15386757763558112)
            .times(self, plus: 0.18181784359255349).times(self, plus: 0.22222222519990759)
            .times(self, plus: 0.2857142857009936).times(self, plus: 0.40000000000002256)
    }
    /// Error 2⁻⁵⁸.
    @inline(__always) var sineTail: Self {
        Self(repeating: 1.5896886491799205e-10).times(self, plus: -2.5050759889704263e-08)
            .times(self, plus: 2.755731370506702e-06).times(self, plus: -0.00019841269829853374)
            .times(self, plus: 0.008333333333322486).times(self, plus: -0.16666666666666632)
    }
    /// Error 2⁻⁶⁴.
    @inline(__always) var cosineTail: Self {
        Self(repeating: -1.1359917415790443e-11).times(self, plus: 2.087572899554767e-09)
            .times(self, plus: -2.7557314399272006e-07).times(self, plus: 2.4801587289666915e-05)
            .times(self, plus: -0.001388888888887447).times(self, plus: 0.0416666666666666)
    }
    /// Error 2⁻⁵⁴·⁷.
    @inline(__always) var arctangentTail: Self {
        Self(repeating: 0.021264090721500553).times(self, plus: -0.04359527611331396).times(self, plus: 0.05692720883955494)
            .times(self, plus: -0.0664116264261537).times(self, plus: 0.07690073905639902)
            .times(self, plus: -0.09090782873729294).times(self, plus: 0.11111106676287302)
            .times(self, plus: -0.14285714195888136).times(self, plus: 0.19999999999097384)
            .times(self, plus: -0.3333333333333019)
    }
    /// Error 2⁻⁵⁵·⁹.
    @inline(__always) var arcsineTail: Self {
        Self(repeating: 0.031984068678413365).times(self, plus: -0.0163301144739165).times(self, plus: 0.01959648746771106)
            .times(self, plus: 0.00650274972953182).times(self, plus: 0.012175116985967585)
            .times(self, plus: 0.01388432441703067).times(self, plus: 0.01735979821743156)
            .times(self, plus: 0.022371751771598343).times(self, plus: 0.030381959402163206)
            .times(self, plus: 0.044642856821822424).times(self, plus: 0.07500000000344971)
            .times(self, plus: 0.16666666666665375)
    }
    /// Error 2⁻⁶¹·⁷.
    @inline(__always) var hyperbolicSineTail: Self {
        Self(repeating: 7.775690432923169e-13).times(self, plus: 1.6056687097635758e-10)
            .times(self, plus: 2.5052130675909885e-08).times(self, plus: 2.755731910848265e-06)
            .times(self, plus: 0.0001984126984158925).times(self, plus: 0.008333333333332915)
            .times(self, plus: 0.16666666666666669)
    }
    /// Error 2⁻⁵⁶.
    @inline(__always) var errorFunctionTail: Self {
        Self(repeating: -7.601223261518549e-10).times(self, plus: 1.3613941830164673e-08)
            .times(self, plus: -1.6183511647628394e-07).times(self, plus: 1.6444105638350237e-06)
            .times(self, plus: -1.492446317886879e-05).times(self, plus: 0.00012055280416507408)
            .times(self, plus: -0.0008548325483486918).times(self, plus: 0.0052239775967202464)
            .times(self, plus: -0.02686617064195836).times(self, plus: 0.11283791670936949)
            .times(self, plus: -0.37612638903183343).times(self, plus: 0.12837916709551256)
    }
    /// Error 2⁻⁶⁰, relative to erf.
    @inline(__always) var scaledComplementaryErrorFunction: Self {
        Self(repeating: -212.13399716618372).times(self, plus: 748.019074037565).times(self, plus: -1153.0347576158395)
            .times(self, plus: 994.7932668270304).times(self, plus: -510.82711274073074).times(self, plus: 161.2272990787427)
            .times(self, plus: -41.11828178872163).times(self, plus: 9.887984022225993).times(self, plus: 1.8974551112181162)
            .times(self, plus: 2.058497216348078).times(self, plus: 1.1232650308499497).times(self, plus: 0.5643774199909478)
            .times(self, plus: -3.130754980145641e-06)
    }
}

extension SIMD16: PolynomialLanes where Scalar == Float {
    /// Added to a number it leaves the number's nearest whole one in the last bits.
    @inline(__always) private static var shifter: Self { Self(repeating: 0x1.8p23) }

    @inline(__always) var nearest: Self { (self + Self.shifter) - Self.shifter }
    @inline(__always) static func powerOfTwo(_ n: Self) -> Self {
        unsafeBitCast((n + Self(repeating: 0x1.8p23 + 127)).bits &<< 23, to: Self.self)
    }
    @inline(__always) var binaryParts: (exponent: Self, significand: Self) {
        let counted = (bits &+ (0x3F80_0000 &- 0x3F35_04F3)) &>> 23
        let exponent = unsafeBitCast(counted | 0x4B00_0000, to: Self.self) - Self(repeating: 0x1p23 + 127)
        return (exponent, unsafeBitCast((bits &- (counted &<< 23)) &+ 0x3F80_0000, to: Self.self))
    }
    @inline(__always) func negated(inSecondHalfOf n: Self) -> Self {
        unsafeBitCast(bits ^ (((n + Self.shifter).bits & 2) &<< 30), to: Self.self)
    }
    @inline(__always) static func holdsEverywhere(_ condition: Condition) -> Bool { all(condition) }

    @inline(__always) static var isCompensated: Bool { false }
    @inline(__always) static var leastNormal: Float { 0x1p-126 }
    @inline(__always) static var exponentialBound: Float { 150 }
    @inline(__always) static var overflowBound: Float { 89 }
    @inline(__always) static var tanhBound: Float { 10 }
    @inline(__always) static var erfBound: Float { 4 }
    @inline(__always) static var angleBound: Float { 0x1p15 }
    @inline(__always) static var ln2: (Float, Float) { (0.6931472, -1.9046542e-09) }
    @inline(__always) static var halfPi: (Float, Float, Float) { (1.5707964, -4.371139e-08, -1.7151245e-15) }

    /// Error 2⁻²⁸·⁷, relative to exp(r) - 1.
    @inline(__always) var exponentialTail: Self {
        Self(repeating: 0.00019845883).times(self, plus: 0.001394072).times(self, plus: 0.00833339)
            .times(self, plus: 0.04166636).times(self, plus: 0.16666666).times(self, plus: 0.5)
    }
    /// Error 2⁻³⁰.
    @inline(__always) var logarithmTail: Self {
        Self(repeating: 0.29870927).times(self, plus: 0.3997758).times(self, plus: 0.66666776)
    }
    /// Error 2⁻²⁷·⁹.
    @inline(__always) var sineTail: Self {
        Self(repeating: -0.00019506853).times(self, plus: 0.008332102).times(self, plus: -0.16666654)
    }
    /// Error 2⁻³³.
    @inline(__always) var cosineTail: Self {
        Self(repeating: 2.443067e-05).times(self, plus: -0.0013887301).times(self, plus: 0.041666646)
    }
    /// Error 2⁻³⁰·⁴.
    @inline(__always) var arctangentTail: Self {
        Self(repeating: -0.06090355).times(self, plus: 0.10599357).times(self, plus: -0.14244422).times(self, plus: 0.1999853)
            .times(self, plus: -0.33333316)
    }
    /// Error 2⁻³¹·⁷.
    @inline(__always) var arcsineTail: Self {
        Self(repeating: 0.037673127).times(self, plus: 0.014329189).times(self, plus: 0.031836055).times(self, plus: 0.044513635)
            .times(self, plus: 0.07500521).times(self, plus: 0.1666666)
    }
    /// Error 2⁻³¹·⁵.
    @inline(__always) var hyperbolicSineTail: Self {
        Self(repeating: 2.7839255e-06).times(self, plus: 0.00019842635).times(self, plus: 0.008333311)
            .times(self, plus: 0.16666667)
    }
    /// Error 2⁻²⁹·⁴.
    @inline(__always) var errorFunctionTail: Self {
        Self(repeating: 7.806903e-05).times(self, plus: -0.0007997853).times(self, plus: 0.005187162)
            .times(self, plus: -0.026853347).times(self, plus: 0.11283579).times(self, plus: -0.37612626)
            .times(self, plus: 0.12837917)
    }
    /// Error 2⁻³⁴, relative to erf.
    @inline(__always) var scaledComplementaryErrorFunction: Self {
        Self(repeating: -7.385655).times(self, plus: 10.186883).times(self, plus: -0.51568675).times(self, plus: 1.5872089)
            .times(self, plus: 0.51940113).times(self, plus: 0.0018224879)
    }
}
