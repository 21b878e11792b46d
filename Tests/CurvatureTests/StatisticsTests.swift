import Curvature
import Tensors
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct StatisticsTests {
    /// Quantiles of scipy.stats.t.ppf (SciPy 1.17).
    @Test func studentT() {
        let degrees = [0.5, 1, 2, 3, 4, 5, 9, 10, 29, 30, 99, 999, 9999, 1e5, 1e8]
        let table: [(p: Double, values: [Double])] = [
            (
                0.9,
                [
                    10.27032441023451, 3.0776835371752544, 1.8856180831641272, 1.637744353696209, 1.533206274058944,
                    1.4758840488244815, 1.3830287383966329, 1.372183641110336, 1.311433647301551, 1.3104150253913955,
                    1.2901614420344854, 1.2823995700373971, 1.281636238198314, 1.2815600314493614, 1.2815515740104482,
                ]
            ),
            (
                0.975,
                [
                    164.55767348048818, 12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934,
                    2.5705818356363146, 2.262157162798205, 2.228138851986274, 2.045229642132703, 2.0422724563012378,
                    1.9842169515864174, 1.9623414611334493, 1.960201263621357, 1.9599877075346095, 1.9599640082627663,
                ]
            ),
            (
                0.9999,
                [
                    10284911.563165644, 3183.098757118502, 70.70007107496818, 22.203742273205, 13.033671720896821,
                    9.677566300882814, 6.010132129081531, 5.693820101457592, 4.253894118432321, 4.23398595727206,
                    3.8630891071273092, 3.732865499608313, 3.7203960071156055, 3.7191543826413724, 3.719016623348324,
                ]
            ),
        ]
        for (p, values) in table {
            for (ν, expected) in zip(degrees, values) {
                let t = StudentT.quantile(p, degreesOfFreedom: ν)
                #expect(abs(t - expected) < 2e-12 * expected, "p = \(p), ν = \(ν): \(t)")
                #expect(abs(StudentT.quantile(1 - p, degreesOfFreedom: ν) + expected) < 1e-10 * expected)
            }
        }
        #expect(StudentT.quantile(0.5, degreesOfFreedom: 7) == 0)
        #expect(StudentT.quantile(1, degreesOfFreedom: 7) == .infinity)
        #expect(StudentT.quantile(0, degreesOfFreedom: 7) == -.infinity)
        #expect(StudentT.quantile(1.5, degreesOfFreedom: 7).isNaN)
        #expect(StudentT.quantile(0.9, degreesOfFreedom: 0).isNaN)
        #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: .infinity) - 1.959963984540054) < 1e-14)
    }

    @Test func runningStatistics() {
        let x = [3.0, -1, 4, 1, 5]
        let s = RunningStatistics(x)
        #expect(abs(s.mean - 2.4) < 1e-15)
        // numpy.std(x, ddof=1) / sqrt(5)
        #expect(abs(s.standardError - 1.0770329614269007) < 1e-15)
        let interval = s.interval()
        #expect(abs(interval.upper - (2.4 + 2.7764451051977934 * 1.0770329614269007)) < 1e-12)
        #expect(abs(interval.lower + interval.upper - 4.8) < 1e-12)
        // Equal numbers have no spread at all.
        let equal = RunningStatistics([Double](repeating: 0.1, count: 1000))
        #expect(equal.mean == 0.1 && equal.standardError == 0 && equal.interval() == (0.1, 0.1))
        let one = RunningStatistics([2])
        #expect(one.mean == 2 && one.standardError.isNaN && one.interval() == (-.infinity, .infinity))
        #expect(RunningStatistics([]).standardError.isNaN)
        // A large offset costs no digits of the deviation.
        #expect(abs(RunningStatistics([1e9 + 1, 1e9 + 2, 1e9 + 3]).deviation - 1) < 1e-9)
    }

    @Test func principalCurvatures() throws {
        let κ = Curvature.principalCurvatures(3, 0, -1)
        #expect(κ == (3, -1))
        #expect(Curvature.principalCurvatures(0, 0, 0) == (0, 0))
        #expect(Curvature.principalCurvatures(0, 2, 0) == (2, -2))
        // [[1, 1], [1, 1 + 2⁻⁵⁰]]: κ₋ = 2⁻⁵¹ (1 − 2⁻⁵² …), where 2 − √4 leaves nothing.
        let close = Curvature.principalCurvatures(1, 1, 1 + 0x1p-50)
        #expect(abs(close.minus / 0x1p-51 - 1) < 1e-14, "\(close.minus)")
        #expect(close.plus == 2 + 0x1p-51)
        let negative = Curvature.principalCurvatures(-1, 1, -1 - 0x1p-50)
        #expect(abs(negative.plus / -0x1p-51 - 1) < 1e-14)
        // The determinant of nearly singular matrices with products that do not fit: 94906267² and its neighbours.
        let x = 94_906_267.0
        let singular = Curvature.principalCurvatures(x + 1, x, x - 1)
        #expect(abs(singular.minus * singular.plus / -1 - 1) < 1e-14)
        // Scales at the ends of the range.
        for scale in [0x1p-1060, 0x1p-600, 0x1p600, 0x1p1020] {
            let κ = Curvature.principalCurvatures(2 * scale, scale, 2 * scale)
            #expect(abs(κ.plus / scale - 3) < 1e-13 && abs(κ.minus / scale - 1) < 1e-13, "\(scale)")
        }
        #expect(Curvature.principalCurvatures(.nan, 1, 1).plus.isNaN)
        // Elementwise, with broadcasting.
        let a = try Tensor([1.0, 2, 3, 4], shape: [2, 2])
        let (plus, minus) = try Curvature.principalCurvatures(a, Tensor(scalar: 0.0), Tensor([-1.0, 10]))
        #expect(plus.doubles() == [1, 10, 3, 10] && minus.doubles() == [-1, 2, -1, 4])
        let error = thrown { _ = try Curvature.principalCurvatures(a, Tensor([1.0, 2, 3]), a) }
        #expect(error?.message.contains("(2, 2), (3,) and (2, 2)") == true)
    }
}
