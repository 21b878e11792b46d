import Interpreter
import Plotting

#if canImport(Glibc)
    import Glibc
#endif

extension PictureBuiltins {
    static func histogram(_ arguments: Arguments) throws -> Figure {
        var value = arguments[0]
        var (isEnsemble, strokes) = (false, try arguments.strokes())
        if case .record(let box) = value, let minus = box["kappa_minus"], let plus = box["kappa_plus"] {
            // The colours of Fig. 2.
            value = try Value(record: [("κ₋", minus), ("κ₊", plus)])
            isEnsemble = true
            if strokes.isEmpty { strokes = [Stroke(colour: .red), Stroke(colour: .black)] }
        }
        var rows = try histogramRows(value, arguments)
        if let names = try arguments.rowNames(rows.count) {
            for (index, name) in names.enumerated() { rows[index].name = name }
        }
        let isGaussian = try arguments.flag("gaussian", default: false)
        var marks: [Mark] = []
        var curves: [Mark] = []
        let axis = try arguments.axis("x", label: isEnsemble ? "principal curvature κ" : "")
        let isLog = axis.scale == .log
        let samples = rows.map { row in row.y.filter { $0.isFinite && (!isLog || $0 > 0) } }
        let bins = try binning(samples, isLog: isLog, arguments)
        for (index, (row, x)) in zip(rows, samples).enumerated() {
            guard let bars = HistogramBars(x, bins) else { continue }
            let stroke = index < strokes.count ? strokes[index] : Stroke()
            marks.append(.bars(edges: bars.edges, heights: bars.heights, colour: stroke.colour, label: row.name))
            if isGaussian, let curve = gaussian(x, isLog: isLog, label: curves.isEmpty ? "Gaussian" : nil) {
                curves.append(curve)
            }
        }
        var panel = try Panel(marks + curves + arguments.references(), x: axis, y: arguments.axis("y", label: "density"))
        let notFinite = rows.reduce(0) { sum, row in sum + row.y.count { !$0.isFinite } }
        let notPositive = isLog ? rows.reduce(0) { sum, row in sum + row.y.count { $0.isFinite && $0 <= 0 } } : 0
        let missing = [(notFinite, "not finite"), (notPositive, "not positive")].filter { $0.0 > 0 }
        if !missing.isEmpty { panel.note = missing.map { "\($0) \($1)" }.joined(separator: ", ") + ", left out" }
        return try arguments.figure(panel)
    }

    /// A matrix is one sample of numbers, unlike in `plot`.
    private static func histogramRows(_ value: Value, _ arguments: Arguments) throws -> [PictureRows.Row] {
        if case .tensor(let box) = value { return [PictureRows.Row(y: box.tensor.doubles())] }
        return try PictureRows.rows(value, length: nil, arguments)
    }

    /// The bins of all samples of a picture: equally wide ones side by side, so that their bars can be compared.
    private enum Binning {
        case width(Double, from: Double)
        case edges([Double])

        /// As many bins as wanted for the sample that takes the fewest wide ones, as long as no sample takes far more.
        init(count: Int, _ samples: [[Double]]) {
            let ends = samples.compactMap { x in x.min().flatMap { low in x.max().map { (low, $0) } } }
            let low = ends.map(\.0).min() ?? 0
            let high = ends.map(\.1).max() ?? 0
            let widths = ends.map { $0.1 / Double(count) - $0.0 / Double(count) }.filter { $0 > 0 }
            let coarsest = high / Double(20 * count) - low / Double(20 * count)
            let width = max(widths.min() ?? 0, coarsest)
            let isSpread = width > 0 && width.isFinite && low + width > low && high - width < high
            self = isSpread ? .width(width, from: low) : .width(1, from: low - 0.5)
        }
    }

    /// - Parameter isLog: whether bins of one width on a logarithmic axis are wanted; all numbers are positive.
    private static func binning(_ samples: [[Double]], isLog: Bool, _ arguments: Arguments) throws -> Binning {
        func bins(_ count: Int) -> Binning {
            guard isLog else { return Binning(count: count, samples) }
            let logarithms = samples.map { $0.map(log10) }
            guard case .width(let width, let from) = Binning(count: count, logarithms), let most = logarithms.joined().max()
            else {
                return Binning(count: count, samples)
            }
            let count = max(Int(((most - from) / width - 1e-9).rounded(.up)), 1)
            var edges = (0...count).map { pow(10, from + Double($0) * width) }
            // The power of a logarithm is not quite the number.
            edges[0] = min(edges[0], samples.joined().min() ?? edges[0])
            edges[count] = max(edges[count], samples.joined().max() ?? edges[count])
            return edges.allSatisfy(\.isFinite) ? .edges(edges) : Binning(count: count, samples)
        }
        guard let index = arguments.place("bins") else { return bins(60) }
        if let count = try arguments.interpreter.wholeNumber(arguments[index]) {
            guard (1...100_000).contains(count) else {
                throw arguments.error("a histogram of \(count) bins", hint: "between 1 and 100 000")
            }
            return bins(count)
        }
        let edges = try arguments.tensor(index).doubles()
        guard edges.count > 1, edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw arguments.mismatch(index, wants: "a number of bins, or their edges in ascending order")
        }
        return .edges(edges)
    }

    /// Bars of area 1.
    private struct HistogramBars {
        let edges: [Double]
        var heights: [Double]

        /// - Parameter x: finite numbers. Those outside of given edges count in the total only.
        init?(_ x: [Double], _ bins: Binning) {
            guard let low = x.min(), let high = x.max() else { return nil }
            switch bins {
            case .edges(let edges):
                self.edges = edges
                heights = [Double](repeating: 0, count: edges.count - 1)
                for number in x { if let bin = edges.bin(of: number) { heights[bin] += 1 } }
            case .width(let width, let origin):
                // Both are small whole numbers: the bins of all samples together are at most twenty times those asked for.
                let first = max((low / width - origin / width).rounded(.down), 0)
                let last = max((high / width - origin / width).rounded(.up) - 1, first)
                guard first < 1e8, last - first < 1e7 else { return nil }
                edges = (Int(first)...Int(last) + 1).map { min(origin + Double($0) * width, .greatestFiniteMagnitude) }
                heights = [Double](repeating: 0, count: edges.count - 1)
                for number in x {
                    let place = number / width - origin / width - first
                    heights[place.isNaN ? 0 : Int(min(max(place, 0), last - first))] += 1
                }
            }
            for bin in heights.indices { heights[bin] /= Double(x.count) * (edges[bin + 1] - edges[bin]) }
        }
    }

    /// The normal density of the same mean and deviation; nil where there is no deviation.
    private static func gaussian(_ x: [Double], isLog: Bool, label: String?) -> Mark? {
        guard x.count > 1 else { return nil }
        let mean = x.reduce(0, +) / Double(x.count)
        let squares = x.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(x.count)).squareRoot()
        guard deviation > 0, deviation.isFinite, mean.isFinite else { return nil }
        // Of what lies left of 0 a logarithmic axis shows nothing.
        let ends = (isLog ? max(mean - 4 * deviation, x.min() ?? mean) : mean - 4 * deviation, mean + 4 * deviation)
        return .curve(over: ends.0...max(ends.0, ends.1), stroke: Stroke(colour: .grey, width: 1.8), label: label) { x in
            let t = (x - mean) / deviation
            return exp(-0.5 * t * t) / (deviation * (2 * Double.pi).squareRoot())
        }
    }
}

extension [Double] {
    /// Of ascending edges, the place of the last one that is not above a number; the last edge belongs to the last bin. nil outside.
    fileprivate func bin(of number: Double) -> Int? {
        guard let first, let last, number >= first, number <= last else { return nil }
        var (low, high) = (0, count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if number < self[middle] { high = middle } else { low = middle }
        }
        return low
    }
}
