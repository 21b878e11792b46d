/// The mean of samples that arrive one by one, and how well it is known (Eq. 29; Welford 1962).
public struct SampleMean: Sendable {
    public private(set) var count = 0
    public private(set) var mean = 0.0
    private var squares = 0.0
    /// The mean after each sample: ⟨·⟩ of Eq. (29) as a function of S.
    public private(set) var running: [Double] = []

    public init() {}

    public mutating func add(_ x: Double) {
        count += 1
        let distance = x - mean
        mean += distance / Double(count)
        squares += distance * (x - mean)
        running.append(mean)
    }

    /// Sample deviation / √S; NaN for fewer than two samples.
    public var standardError: Double {
        count > 1 ? (squares / Double(count - 1)).squareRoot() / Double(count).squareRoot() : .nan
    }

    /// The interval that covers the expectation in 95 of 100 cases, by Student's t.
    public var interval: (low: Double, high: Double) {
        let half = standardError == 0 ? 0 : StudentT.quantile(0.975, degrees: Double(count - 1)) * standardError
        return (mean - half, mean + half)
    }
}
