import Curvature
import Tensors

/// What `progress(xs)` gives: the elements of xs, for a loop that says how far it has come.
public final class ProgressLoop: OpaqueValue, @unchecked Sendable {
    /// A list, a range or a tensor: what has elements by position.
    let values: Value
    let count: Int

    /// nil for what a loop does not go over.
    public init?(_ values: Value, _ interpreter: Interpreter) throws {
        switch values {
        case .list(let box): (self.values, count) = (values, box.count)
        case .range(let box): (self.values, count) = (values, box.count)
        case .tensor(let box) where box.tensor.rank > 0: (self.values, count) = (values, box.tensor.shape[0])
        case .traced(let traced) where !traced.shape.isEmpty: (self.values, count) = (values, traced.shape[0])
        default:
            guard let elements = try interpreter.elements(of: values) else { return nil }
            (self.values, count) = (try Value(list: elements), elements.count)
        }
    }

    public override var typeName: String { "progress" }
    public override var messageName: String { "the progress of \(values.messageName)" }
    public override var description: String { "progress(\(ValueFormatter.text(values)))" }

    public override func iteration(_ interpreter: Interpreter) throws -> Iteration? { ProgressIteration(self, interpreter) }
}

/// A loop over `progress(xs)`: each step tells the monitor, if there is one, how many are done.
private final class ProgressIteration: Iteration, @unchecked Sendable {
    private let loop: ProgressLoop
    private unowned let interpreter: Interpreter
    private var position = 0

    init(_ loop: ProgressLoop, _ interpreter: Interpreter) {
        self.loop = loop
        self.interpreter = interpreter
    }

    override func next() throws -> Value? {
        if let monitor = interpreter.options.progress {
            let report = ProgressReport(task: "progress", done: position, total: loop.count)
            try monitor.update(report)
        }
        guard position < loop.count else { return nil }
        defer { position += 1 }
        switch loop.values {
        case .list(let box): return box.elements[position]
        case .range(let box): return .int(box[position])
        default: return try interpreter.element(loop.values, position)
        }
    }
}
