/// A function of the language: its code, the variables it captured, and the values of its defaults.
public final class Function: @unchecked Sendable {
    public let code: CodeObject
    /// What the code reads from the functions around it, in the order of `code.captureNames`: a value, or a `Cell` (as
    /// `.object`) where the variable may still be assigned.
    public private(set) var captures: [Value]
    /// The defaults of the last parameters, in order.
    public private(set) var defaults: [Value]
    /// The code as the machine reads it.
    let data: UnsafeMutablePointer<CodeData>

    public init(code: CodeObject, captures: [Value] = [], defaults: [Value] = []) {
        self.code = code
        self.captures = captures
        self.defaults = defaults
        data = code.data
    }

    deinit {
        if captures.contains(where: IterativeRelease.mayChain) { IterativeRelease.release(&captures) }
    }

    /// The present value of a captured variable; `unset` where it has none yet.
    public func capturedValue(_ index: Int) -> Value { Cell.content(captures[index]) }

    /// The same code on other values: for traces, in which the variables of outer functions cannot change.
    ///
    /// `captures` has one value for each of `code.captureNames`, `defaults` as many as this function.
    public func rebinding(captures: [Value], defaults: [Value]) -> Function {
        precondition(captures.count == self.captures.count && defaults.count == self.defaults.count)
        return Function(code: code, captures: captures, defaults: defaults)
    }

    /// Takes out what an iterative release has to go through.
    func takeCaptures() -> [Value] {
        var taken: [Value] = []
        swap(&taken, &captures)
        return taken
    }
}

/// A variable that an inner function reads and its owner may still assign.
final class Cell: OpaqueValue, @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }

    deinit {
        if IterativeRelease.mayChain(value) {
            var taken = [take()]
            IterativeRelease.release(&taken)
        }
    }

    /// Takes the content out, leaving it unset.
    func take() -> Value {
        var taken = Value.unset
        swap(&taken, &value)
        return taken
    }

    /// The value of what may be a cell.
    static func content(_ value: Value) -> Value {
        if case .object(let object) = value, let cell = of(object) { return cell.value }
        return value
    }

    @inline(__always)
    static func of(_ object: OpaqueValue) -> Cell? {
        type(of: object) == Cell.self ? unsafeDowncast(object, to: Cell.self) : nil
    }
}
