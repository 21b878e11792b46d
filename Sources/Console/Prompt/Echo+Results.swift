import Interpreter
import Syntax
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

// What the solvers give, as one writes it down.
extension Echo {
    /// Eigenvalues that are listed; of more, the first and the last.
    private static let eigenvalueLimit = 40

    /// A record that eigsh, hutchinson, fit_curvature or project made; nil for any other.
    static func result(_ record: RecordBox) -> String? { eigenvalues(record) ?? estimate(record) ?? projection(record) }

    /// `2 eigenvalues, 62 products with H`, and a line for each of them.
    private static func eigenvalues(_ record: RecordBox) -> String? {
        guard let values = numbers(record["values"]), let residuals = numbers(record["residuals"]),
            let converged = numbers(record["converged"]), case .int(let products)? = record["matvecs"],
            let vectors = record["vectors"], residuals.count == values.count, converged.count == values.count
        else { return nil }
        let missing = converged.filter { $0 == 0 }.count
        var lines = [
            "\(values.count) \(values.count == 1 ? "eigenvalue" : "eigenvalues"), \(products) \(products == 1 ? "product" : "products") with H"
                + (missing > 0 ? ", \(missing) not converged" : "")
        ]
        let texts = aligned(values.map { short($0, 8) })
        for (i, text) in texts.enumerated() {
            if values.count > eigenvalueLimit, i == eigenvalueLimit - 10 {
                lines.append("    … \(values.count - eigenvalueLimit) more")
            }
            guard values.count <= eigenvalueLimit || i < eigenvalueLimit - 10 || i >= values.count - 10 else { continue }
            lines.append("    \(text)  ‖Hv - λv‖ \(short(residuals[i], 2))" + (converged[i] == 0 ? "  not converged" : ""))
        }
        if case .tensor(let box) = vectors {
            lines.append(".vectors: \(box.tensor.dtype.name) \(Shape.describe(box.tensor.shape))")
        } else {
            lines.append(".vectors: \(summary(vectors))")
        }
        return lines.joined(separator: "\n")
    }

    /// `trace 600 ± 12 (200 samples; 95 % between 576 and 624)`; behind it the principal curvatures that a fit found.
    private static func estimate(_ record: RecordBox) -> String? {
        guard let trace = number(record["trace"]), let error = number(record["stderr"]) else { return nil }
        var facts: [String] = []
        if case .int(let samples)? = record["samples"] { facts.append("\(samples) \(samples == 1 ? "sample" : "samples")") }
        if let curvatures = numbers(record["curvatures"]) {
            facts.append("\(curvatures.count) \(curvatures.count == 1 ? "fit" : "fits")")
        }
        guard !facts.isEmpty else { return nil }
        if let interval = numbers(record["interval"]), interval.count == 2, error > 0, interval.allSatisfy(\.isFinite) {
            facts[0] += "; 95 % between \(measured(interval[0], error).value) and \(measured(interval[1], error).value)"
        }
        let (value, deviation) = measured(trace, error)
        var text = "trace \(value)" + (error.isNaN ? "" : " ± \(deviation)") + " (\(facts.joined(separator: "; ")))"
        if case .list(let kappa)? = record["kappa"], let plus = kappa.elements.first.flatMap(number),
            let minus = kappa.elements.last.flatMap(number)
        {
            text += "\nκ₊ \(short(plus, 6))   κ₋ \(short(minus, 6))"
        }
        return text
    }

    /// `projection on 51 × 51 points, α from -1 to 1, β from -1 to 1`, its range, and where it is least.
    private static func projection(_ record: RecordBox) -> String? {
        let axes = zip(["alpha", "beta", "gamma"], ["α", "β", "γ"]).compactMap { key, letter in
            numbers(record[key]).map { (key: key, letter: letter, points: $0) }
        }
        guard !axes.isEmpty, axes.allSatisfy({ !$0.points.isEmpty }), let values = record["values"], record["minimum"] != nil
        else {
            return nil
        }
        let counts = axes.map { String($0.points.count) }.joined(separator: " × ")
        let ranges = axes.map {
            "\($0.letter) from \(short($0.points.first ?? 0, 4)) to \(short($0.points.last ?? 0, 4))"
        }
        var lines = ["projection on \(counts) points, " + ranges.joined(separator: ", ")]
        func line(_ name: String, _ values: Value, _ minimum: Value?) -> String {
            var text = "\(name): \(summary(values))"
            if case .record(let least)? = minimum, let value = number(least["value"]) {
                let place = axes.compactMap { axis in
                    number(least[axis.key]).map { "\(axis.letter) = \(short($0, 4))" }
                }
                text += "\n    least \(short(value, 8)) at " + place.joined(separator: ", ")
            }
            return text
        }
        if case .record(let outputs) = values, case .record(let minima)? = record["minimum"] {
            for (name, output) in zip(outputs.keys, outputs.values) { lines.append(line(name, output, minima[name])) }
        } else {
            lines.append(line("values", values, record["minimum"]))
        }
        lines.append("plot(ans) draws it")
        return lines.joined(separator: "\n")
    }

    /// A value and its standard deviation with two digits of the deviation: 600.3 ± 12.4 is 600 ± 12.
    static func measured(_ value: Double, _ deviation: Double) -> (value: String, deviation: String) {
        guard value.isFinite, deviation.isFinite, deviation > 0 else { return (short(value, 8), short(deviation, 2)) }
        let place = Int(log10(deviation).rounded(.down)) - 1
        // Far from 1, powers of ten are written.
        guard abs(value) < 1e9, place > -9, place < 6 else { return (short(value, 8), short(deviation, 2)) }
        let unit = pow(10, Double(place))
        func text(_ x: Double) -> String {
            let whole = (x / unit).rounded()
            return place >= 0 ? String(Int(whole * unit)) : fixed(whole, decimals: -place)
        }
        return (text(value), text(deviation))
    }

    /// whole · 10^-decimals with so many decimals.
    private static func fixed(_ whole: Double, decimals: Int) -> String {
        guard let count = Int(exactly: whole) else { return short(whole / pow(10, Double(decimals)), 8) }
        let digits = String(count.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return (count < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// Numbers under each other, point under point.
    private static func aligned(_ texts: [String]) -> [String] {
        func head(_ text: String) -> Int { text.prefix { $0 != "." && $0 != "e" }.count }
        let left = texts.map(head).max() ?? 0
        let right = texts.map { $0.count - head($0) }.max() ?? 0
        return texts.map { text in
            String(repeating: " ", count: left - head(text)) + text
                + String(repeating: " ", count: right - (text.count - head(text)))
        }
    }

    private static func number(_ value: Value?) -> Double? { value?.plainDouble }

    /// The numbers of a 1-D tensor.
    private static func numbers(_ value: Value?) -> [Double]? {
        guard case .tensor(let box)? = value, box.tensor.rank == 1 else { return nil }
        return box.tensor.doubles()
    }
}
