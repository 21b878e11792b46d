import Syntax
import Tensors

// What an operation whose operands' shapes do not match probably meant, in the program's own words.
extension Machine {
    /// The error of `x op y` with what is known of its operands.
    func shapeError(
        _ error: any Error, _ op: BinaryOperator, _ a: Value, _ b: Value, _ place: (SourceFile?, Range<Int>?)
    ) -> any Error {
        guard let failure = error as? TensorError, let left = a.axes, let right = b.axes else { return error }
        let names = operands(place)
        if op == .matrixProduct {
            let way = names.flatMap { productHint($0, left, right) }
            return HesseError(failure.message, label: failure.hint, hint: way)
        }
        guard Shape.broadcast(left, right) == nil else { return error }
        guard let way = names.flatMap({ elementwiseHint(op, $0, left, right) }) else { return error }
        return HesseError(failure.message, label: failure.hint, hint: way)
    }

    /// The same for a comparison. Its two sides may have been exchanged on the way.
    func shapeError(
        _ error: any Error, _ op: ComparisonOperator, _ a: Value, _ b: Value, _ place: (SourceFile?, Range<Int>?)
    ) -> any Error {
        guard error is TensorError, let left = a.axes, let right = b.axes, Shape.broadcast(left, right) == nil else {
            return error
        }
        return shapeError(Shape.mismatch(left, right, in: op.rawValue), .subtract, a, b, place)
    }

    /// A transposed matrix that would fit.
    private func productHint(_ names: (String, String), _ left: [Int], _ right: [Int]) -> String? {
        let (x, y) = names
        guard let inner = left.last, inner != right[max(right.count - 2, 0)] else { return nil }
        if right.count == 2, inner == right[1] {
            return "\(y) has shape \(Shape.describe(right)); did you mean `\(x) @ \(transposed(y))`?"
        }
        if left.count == 2, left[0] == right[0] {
            return "\(x) has shape \(Shape.describe(left)); did you mean `\(transposed(x)) @ \(y)`?"
        }
        return nil
    }

    /// The matrix product, a transposed matrix, or a vector as a column.
    private func elementwiseHint(_ op: BinaryOperator, _ names: (String, String), _ left: [Int], _ right: [Int]) -> String? {
        let (x, y) = names
        if op == .multiply, left.count == 2, left[1] == right[max(right.count - 2, 0)] {
            return "`*` works element by element; the matrix product is `\(x) @ \(y)`"
        }
        switch (left.count, right.count) {
        case (2, 2) where left == right.reversed():
            return "\(y) has shape \(Shape.describe(right)), and `\(transposed(y))` has \(Shape.describe(left))"
        case (1, 1) where op == .add: return "`+` adds element by element; `concat([\(x), \(y)])` joins"
        case (2, 1) where left[0] == right[0]: return column(y, right)
        case (1, 2) where left[0] == right[0]: return column(x, left)
        default: return nil
        }
    }

    private func transposed(_ name: String) -> String { name.hasSuffix(".T") ? String(name.dropLast(2)) : name + ".T" }

    private func column(_ name: String, _ shape: [Int]) -> String {
        "\(name) has shape \(Shape.describe(shape)); as a column, one number a row, it is `\(name)[:, none]`"
    }

    /// The operands of `x op y` as they are written; nil where a `.T` could not stand behind them.
    private func operands(_ place: (source: SourceFile?, span: Range<Int>?)) -> (String, String)? {
        guard let source = place.source, let span = place.span else { return nil }
        let tree = SyntaxTree.parse(SourceFile(name: "", text: source.text(span)))
        guard !tree.hasErrors, case .block(let statements) = tree[tree.root].kind, let only = statements.first else { return nil }
        let (a, b): (NodeID, NodeID)
        switch tree[only].kind {
        case .binary(_, let left, let right): (a, b) = (left, right)
        case .comparison(let operands, _) where operands.count == 2: (a, b) = (operands[0], operands[1])
        case .compoundAssignment(let target, _, let value): (a, b) = (target, value)
        default: return nil
        }
        for operand in [a, b] {
            switch tree[operand].kind {
            case .name, .field, .index, .call, .nameTarget, .pathTarget:
                guard tree.text(operand).utf8.count <= 30 else { return nil }
            default: return nil
            }
        }
        return (tree.text(a), tree.text(b))
    }
}

extension Value {
    /// The shape of a tensor with axes.
    fileprivate var axes: [Int]? {
        let shape: [Int]
        switch self {
        case .tensor(let box): shape = box.tensor.shape
        case .traced(let traced): shape = traced.shape
        default: return nil
        }
        return shape.isEmpty ? nil : shape
    }
}
