import Syntax
import Tensors

// What a product of matrices that do not match probably meant.
extension Machine {
    /// The error of `a @ b` with a hint, in the program's own words, where one of the two transposed would fit.
    func productError(_ error: any Error, _ a: Value, _ b: Value, _ place: (SourceFile?, Range<Int>?)) -> any Error {
        guard let failure = error as? TensorError, let left = a.matrixShape, let right = b.matrixShape, left[1] != right[0],
            let (source, span) = place as? (SourceFile, Range<Int>), let (x, y) = operands(source.text(span))
        else { return error }
        let hint: String
        if left[1] == right[1] {
            hint = "\(y) has shape \(Shape.describe(right)); did you mean `\(x) @ \(y).T`?"
        } else if left[0] == right[0] {
            hint = "\(x) has shape \(Shape.describe(left)); did you mean `\(x).T @ \(y)`?"
        } else {
            return error
        }
        return HesseError(failure.message, label: failure.hint, hint: hint)
    }

    /// The operands of `x @ y` as they are written; nil where a `.T` could not stand behind them.
    private func operands(_ text: String) -> (String, String)? {
        let tree = SyntaxTree.parse(SourceFile(name: "", text: text))
        guard !tree.hasErrors, case .block(let statements) = tree[tree.root].kind, let only = statements.first,
            case .binary(.matrixProduct, let a, let b) = tree[only].kind
        else { return nil }
        for operand in [a, b] {
            switch tree[operand].kind {
            case .name, .field, .index, .call: guard tree.text(operand).utf8.count <= 30 else { return nil }
            default: return nil
            }
        }
        return (tree.text(a), tree.text(b))
    }
}

extension Value {
    /// The shape of a tensor with two axes.
    fileprivate var matrixShape: [Int]? {
        let shape: [Int]
        switch self {
        case .tensor(let box): shape = box.tensor.shape
        case .traced(let traced): shape = traced.shape
        default: return nil
        }
        return shape.count == 2 ? shape : nil
    }
}
