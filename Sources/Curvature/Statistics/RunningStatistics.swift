/// Mean and spread of numbers that come one by one (Welford 1962): equal numbers give their value and the deviation 0 exactly.
public struct RunningStatistics: Sendable, Hashable {
    public private(set) var count = 0
    /// 0 while there are no numbers.
    public private(set) var mean = 0.0
    /// Σ (x − mean)².
    private var squares = 0.0

    public init() {}

    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    public mutating func add(_ x: Double) {
        count += 1
        let difference = x - mean
        mean += difference / Double(count)
        squares += difference * (x - mean)
    }

    /// The sample's standard deviation, with n − 1 in the denominator; NaN for fewer than two numbers.
    public var deviation: Double { count > 1 ? (squares / Double(count - 1)).squareRoot() : .nan }

    /// The standard error of the mean, deviation / √n; NaN for fewer than two numbers.
    public var standardError: Double { deviation / Double(count).squareRoot() }

    /// The interval that covers the expectation of normally distributed numbers with a probability, by Student's t.
    /// Unbounded for fewer than two numbers.
    public func interval(coverage: Double = 0.95) -> (lower: Double, upper: Double) {
        guard count > 1 else { return (-.infinity, .infinity) }
        let error = standardError
        guard error > 0 else { return (mean, mean) }
        let half = StudentT.quantile(0.5 + coverage / 2, degreesOfFreedom: Double(count - 1)) * error
        return (mean - half, mean + half)
    }
}
