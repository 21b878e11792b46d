import Tensors

/// The subscripts of `einsum`, `ij,jk->ik`, read for operands of given shapes: a label for each axis.
struct EinsteinSubscripts {
    /// An axis by its letter, or by its place, counted from the right, among those that `...` stands for.
    enum Label: Hashable {
        case letter(Unicode.Scalar)
        case broadcast(Int)
    }
    let inputs: [[Label]]
    let output: [Label]
    /// Extents of 1 give way to others.
    private(set) var extents: [Label: Int] = [:]

    /// Throws, naming what is wrong, where text and shapes do not fit.
    init(_ text: String, shapes: [[Int]]) throws {
        let sides = EinsteinSubscripts.split(text.unicodeScalars.filter { !$0.properties.isWhitespace }, at: "->")
        func failure(_ message: String, _ hint: String? = nil) -> TensorError {
            TensorError("`einsum` of \"\(text)\": \(message)", hint: hint)
        }
        guard sides.count <= 2 else { throw failure("`->` stands twice") }
        let terms = EinsteinSubscripts.split(sides[0], at: ",")
        guard terms.count == shapes.count else {
            throw failure(
                "subscripts for \(terms.count) \(terms.count == 1 ? "operand" : "operands"), but \(shapes.count) given",
                "a comma stands between the operands' subscripts, as in \"ij,jk->ik\"")
        }
        var inputs: [[Label]] = []
        for (place, (term, shape)) in zip(terms, shapes).enumerated() {
            let (letters, dots) = try EinsteinSubscripts.letters(term, failure)
            let hidden = shape.count - letters.count
            guard dots == nil ? hidden == 0 : hidden >= 0 else {
                throw failure(
                    "\"\(EinsteinSubscripts.text(term))\" names \(letters.count) \(letters.count == 1 ? "axis" : "axes"), but operand "
                        + "\(place) has shape \(Shape.describe(shape))",
                    dots == nil ? "`...` stands for the axes that are not named" : nil)
            }
            var labels = letters.map(Label.letter)
            if let dots { labels.insert(contentsOf: (0..<hidden).reversed().map(Label.broadcast), at: dots) }
            for (i, label) in labels.enumerated() {
                let extent = shape[i]
                if let twin = labels[..<i].firstIndex(of: label), shape[twin] != extent {
                    throw failure("\(label.description) has extents \(shape[twin]) and \(extent) in one operand", nil)
                }
                let known = extents[label] ?? 1
                guard known == extent || known == 1 || extent == 1 else {
                    throw failure(
                        "\(label.description) has extents \(known) and \(extent)",
                        "the axes of one letter have one extent")
                }
                extents[label] = known == 1 ? extent : known
            }
            inputs.append(labels)
        }
        self.inputs = inputs
        let all = inputs.joined()
        let hidden = (all.compactMap(\.place).max() ?? -1) + 1
        let broadcast = (0..<hidden).reversed().map(Label.broadcast)
        guard sides.count == 2 else {
            // NumPy's implicit output: what stands once, in alphabetical order.
            let counts = Dictionary(grouping: all.compactMap(\.scalar)) { $0 }.filter { $0.value.count == 1 }
            output = broadcast + counts.keys.sorted { $0.value < $1.value }.map(Label.letter)
            return
        }
        let (letters, dots) = try EinsteinSubscripts.letters(sides[1], failure)
        guard dots != nil || hidden == 0 else {
            throw failure("the output leaves out what `...` stands for", "write `...` on the right, too")
        }
        for (i, letter) in letters.enumerated() {
            guard extents[.letter(letter)] != nil else { throw failure("`\(letter)` of the output is in no operand") }
            guard !letters[..<i].contains(letter) else { throw failure("`\(letter)` stands twice in the output") }
        }
        var labels = letters.map(Label.letter)
        if let dots { labels.insert(contentsOf: broadcast, at: dots) }
        output = labels
    }

    /// The letters of a term, and where among them `...` stands.
    private static func letters(
        _ term: [Unicode.Scalar], _ failure: (String, String?) -> TensorError
    ) throws -> (letters: [Unicode.Scalar], dots: Int?) {
        let parts = split(term, at: "...")
        guard parts.count <= 2 else { throw failure("`...` stands twice in \"\(text(term))\"", nil) }
        for scalar in parts.joined() where !scalar.properties.isAlphabetic {
            throw failure("`\(scalar)` is no subscript", "subscripts are letters, as in \"ij,jk->ik\"")
        }
        return (Array(parts.joined()), parts.count == 2 ? parts[0].count : nil)
    }

    private static func text(_ scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func split(_ text: [Unicode.Scalar], at separator: String) -> [[Unicode.Scalar]] {
        let separator = Array(separator.unicodeScalars)
        var parts: [[Unicode.Scalar]] = [[]]
        var i = 0
        while i < text.count {
            if text[i...].starts(with: separator) {
                parts.append([])
                i += separator.count
            } else {
                parts[parts.count - 1].append(text[i])
                i += 1
            }
        }
        return parts
    }
}

extension EinsteinSubscripts.Label {
    fileprivate var scalar: Unicode.Scalar? {
        if case .letter(let scalar) = self { return scalar }
        return nil
    }
    fileprivate var place: Int? {
        if case .broadcast(let place) = self { return place }
        return nil
    }
    fileprivate var description: String { scalar.map { "`\($0)`" } ?? "an axis of `...`" }
}
