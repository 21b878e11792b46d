import Tensors

/// The arguments of a call of a built-in, bound to its parameters. Parameters are meant by their place in the signature.
///
/// The accessors convert and complain in the function's and the parameter's name. They read the caller's registers:
/// arguments live no longer than the call.
public struct Arguments {
    public let builtin: Builtin
    public unowned(unsafe) let interpreter: Interpreter
    let base: UnsafeMutablePointer<Value>
    /// How many arguments were given by position.
    public let positionalCount: Int

    init(builtin: Builtin, interpreter: Interpreter, base: UnsafeMutablePointer<Value>, positionalCount: Int) {
        self.builtin = builtin
        self.interpreter = interpreter
        self.base = base
        self.positionalCount = positionalCount
    }

    /// Where parameter `index` lies: those behind a variadic one come after all positional arguments.
    @inline(__always)
    private func slot(_ index: Int) -> UnsafeMutablePointer<Value> {
        precondition(index >= 0 && index < builtin.signature.parameters.count, "a built-in has no such parameter")
        guard let variadic = builtin.signature.variadicIndex, index > variadic else { return base + index }
        return base + max(positionalCount, variadic) + (index - variadic - 1)
    }

    /// The argument as it is; `unset` if it was not given. Not for the variadic parameter.
    @inline(__always)
    public subscript(index: Int) -> Value { slot(index).pointee }

    /// Whether it was given, and not as `none`.
    public func has(_ index: Int) -> Bool {
        switch slot(index).pointee {
        case .unset, .none: false
        default: true
        }
    }

    /// Whether it was given, be it as `none`.
    public func isGiven(_ index: Int) -> Bool { !slot(index).pointee.isUnset }

    /// Takes the argument out, so that it may be the only holder. After that the call must not fail.
    public mutating func take(_ index: Int) -> Value {
        let slot = slot(index)
        let value = slot.move()
        slot.initialize(to: .none)
        return value
    }

    /// Changes an argument, in place where nobody else holds it, and takes it as the result. If that fails, the argument is
    /// as it was.
    public mutating func changing(_ index: Int, _ change: (inout Value) throws -> Void) throws -> Value {
        try change(&slot(index).pointee)
        return take(index)
    }

    /// The arguments of the variadic parameter.
    public var variadic: [Value] {
        guard let first = builtin.signature.variadicIndex, positionalCount > first else { return [] }
        return (first..<positionalCount).map { base[$0] }
    }

    /// How many arguments the variadic parameter has.
    public var variadicCount: Int { max(0, positionalCount - (builtin.signature.variadicIndex ?? positionalCount)) }

    // MARK: - Errors

    /// The name of a parameter.
    public func name(_ index: Int) -> String { builtin.signature.parameters[index].name }

    /// `message` under the function's name.
    public func error(_ message: String, hint: String? = nil) -> HesseError {
        HesseError("\(builtin.name): \(message)", hint: hint)
    }

    /// ``f: `x` wants what, not a list of 3``.
    public func mismatch(_ index: Int, wants what: String, hint: String? = nil) -> HesseError {
        error("`\(name(index))` wants \(what), not \(self[index].messageName)", hint: hint)
    }

    // MARK: - Numbers and tensors

    /// A number, a tensor, or one of these inside a trace; a list of numbers or of tensors of one shape becomes a tensor.
    public func numeric(_ index: Int) throws -> Value {
        let value = self[index]
        if value.isNumeric { return value }
        guard let converted = try interpreter.asTensorValue(value) else {
            throw mismatch(index, wants: "a tensor", hint: Arguments.tensorHint(value))
        }
        return converted
    }

    /// The same as a tensor, which must not be inside a trace.
    public func tensor(_ index: Int) throws -> Tensor {
        let value = try numeric(index)
        guard let tensor = try interpreter.plainTensor(value) else { throw mismatch(index, wants: "a tensor") }
        return tensor
    }

    private static func tensorHint(_ value: Value) -> String? {
        switch value {
        case .list: "a list is a tensor if it holds numbers, or tensors of one shape"
        case .record: "`flatten(p)` makes one vector of a record of tensors"
        case .function(let f): "did you mean `\(f.code.callText)`?"
        case .range: "`arange(n)` gives a tensor"
        case .object(let object) where object is OperatorValue:
            "`dense(H)` is the matrix of an operator, where it is small; `hutchinson(H)` estimates the trace"
        default: nil
        }
    }

    /// A whole number; a float with a whole value is as good.
    public func int(_ index: Int, hint: String? = nil) throws -> Int {
        guard let result = try interpreter.wholeNumber(self[index]) else {
            throw mismatch(index, wants: "an integer", hint: hint)
        }
        return result
    }

    public func int(_ index: Int, default standard: Int) throws -> Int { has(index) ? try int(index) : standard }

    public func optionalInt(_ index: Int) throws -> Int? { has(index) ? try int(index) : nil }

    /// A whole number that is not negative, for sizes.
    public func count(_ index: Int) throws -> Int {
        let result = try int(index)
        guard result >= 0 else { throw error("`\(name(index))` must not be negative, but is \(result)") }
        return result
    }

    /// A number as float64.
    public func double(_ index: Int) throws -> Double {
        guard let result = try interpreter.plainNumber(self[index]) else { throw mismatch(index, wants: "a number") }
        return result
    }

    public func double(_ index: Int, default standard: Double) throws -> Double { has(index) ? try double(index) : standard }

    public func bool(_ index: Int) throws -> Bool {
        switch self[index] {
        case .bool(let x): return x
        case .traced, .tracedInt:
            if let tracer = interpreter.tracer { return try tracer.concretizeBool(self[index]) }
        default: break
        }
        throw mismatch(index, wants: "true or false")
    }

    public func bool(_ index: Int, default standard: Bool) throws -> Bool { has(index) ? try bool(index) : standard }

    /// One axis, as it was given; nil for none.
    public func optionalAxis(_ index: Int) throws -> Int? { try optionalInt(index) }

    /// An axis or a list of axes, as they were given; nil where it was not given, or as `none`: all.
    public func axes(_ index: Int) throws -> [Int]? {
        guard has(index) else { return nil }
        if let single = try interpreter.wholeNumber(self[index]) { return [single] }
        guard let several = try interpreter.wholeNumbers(self[index]) else {
            throw mismatch(index, wants: "an axis or a list of axes", hint: "as in `axis=0` or `axis=[0, 1]`")
        }
        return several
    }

    /// A shape: a size, or a list of sizes.
    public func shape(_ index: Int) throws -> [Int] {
        let extents: [Int]
        if let single = try interpreter.wholeNumber(self[index]) {
            extents = [single]
        } else if let several = try interpreter.wholeNumbers(self[index]) {
            extents = several
        } else {
            throw mismatch(index, wants: "a shape", hint: "as in `3`, `(2, 3)` or `x.shape`")
        }
        return try checkedShape(extents)
    }

    /// A shape from the variadic parameter: `zeros(2, 3)`, `zeros((2, 3))`, `zeros(x.shape)`.
    public func variadicShape() throws -> [Int] {
        let given = variadic
        if given.count == 1, let several = try interpreter.wholeNumbers(given[0]) { return try checkedShape(several) }
        return try checkedShape(
            given.map {
                guard let extent = try interpreter.wholeNumber($0) else {
                    throw error("a shape wants integers, not \($0.messageName)", hint: "as in `\(builtin.name)(2, 3)`")
                }
                return extent
            })
    }

    private func checkedShape(_ extents: [Int]) throws -> [Int] {
        for extent in extents where extent < 0 { throw error("a shape has no negative sizes, but \(extent) was given") }
        _ = try Shape.count(extents)
        return extents
    }

    /// An element type: its name, or the function of that name.
    public func dtype(_ index: Int, default standard: DType) throws -> DType { try optionalDType(index) ?? standard }

    /// nil where it was not given, or as `none`.
    public func optionalDType(_ index: Int) throws -> DType? {
        guard has(index) else { return nil }
        switch self[index] {
        case .string(let box):
            if let type = DType(name: box.string) { return type }
            if box.string == "float" { return .float64 }
            if box.string == "int" { return .int64 }
        case .builtin(let builtin):
            if let type = DType(name: builtin.name) { return type }
            if builtin.name == "float" { return .float64 }
            if builtin.name == "int" { return .int64 }
        default: break
        }
        throw mismatch(index, wants: "a type", hint: "one of float64, float32, int64, bool")
    }

    // MARK: - Others

    public func string(_ index: Int) throws -> String {
        guard case .string(let box) = self[index] else { throw mismatch(index, wants: "a string") }
        return box.string
    }

    public func string(_ index: Int, default standard: String) throws -> String { has(index) ? try string(index) : standard }

    /// One of these words.
    public func word(_ index: Int, among words: [String], default standard: String) throws -> String {
        let word = try string(index, default: standard)
        guard words.contains(word) else {
            let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
            throw error("`\(name(index))` cannot be \(ValueFormatter.quoted(word, limit: 40))", hint: "one of \(list)")
        }
        return word
    }

    /// Anything that can be called.
    public func function(_ index: Int) throws -> Value {
        let value = self[index]
        switch value {
        case .function, .builtin: return value
        default: throw mismatch(index, wants: "a function", hint: "as in `x -> x^2`")
        }
    }

    public func record(_ index: Int) throws -> RecordBox {
        guard case .record(let box) = self[index] else { throw mismatch(index, wants: "a record") }
        return box
    }

    /// The elements of anything a loop goes over.
    public func elements(_ index: Int) throws -> [Value] {
        guard let elements = try interpreter.elements(of: self[index]) else {
            throw mismatch(index, wants: "something to go over", hint: "a list, a range, a tensor or a record")
        }
        return elements
    }
}
