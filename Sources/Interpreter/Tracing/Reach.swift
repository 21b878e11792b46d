/// All that a function can read besides its parameters, whichever branches it takes: to tell whether it is still the same.
struct Reach {
    private enum Part {
        /// A number, constant, or what is itself and nothing else.
        case value(Value)
        case list(count: Int)
        case record([String])
        case code(CodeObject)
    }

    /// In the order in which they are met, with the names of the variables that hold them.
    private var parts: [(name: String, part: Part)] = []
    private var variable = ""
    private var functions = Set<ObjectIdentifier>()
    /// Codes and modules whose globals are, or will be, gone through.
    private var known = Set<ObjectIdentifier>()
    private var codes: [CodeObject] = []
    private var modules: [Module] = []

    init(of function: Value) {
        add(function)
        // Functions may read each other in chains of any length.
        while true {
            if let code = codes.popLast() {
                for instruction in code.instructions { addGlobal(instruction, of: code.module) }
                for template in code.templates { add(template.code) }
            } else if let module = modules.popLast() {
                for (name, value) in module.globals { add(value, in: name) }
            } else {
                return
            }
        }
    }

    /// The name of a variable that holds something else now; nil if there is none.
    func change(to now: Reach) -> String? {
        for (a, b) in zip(parts, now.parts) where !Reach.isSame(a.part, b.part) { return a.name }
        return parts.count == now.parts.count ? nil : parts.last?.name
    }

    private mutating func addGlobal(_ instruction: Instruction, of module: Module) {
        switch instruction.code {
        case .getGlobal, .callGlobal, .callGlobalReplacing:
            add(module.value(at: instruction.b), in: module.name(at: instruction.b))
        default: break
        }
    }

    private mutating func add(_ code: CodeObject) {
        if known.insert(ObjectIdentifier(code)).inserted { codes.append(code) }
    }

    private mutating func add(_ value: Value, in name: String) {
        variable = name
        add(value)
    }

    private mutating func add(_ value: Value) {
        switch value {
        case .list(let box):
            parts.append((variable, .list(count: box.elements.count)))
            for element in box.elements { add(element) }
        case .record(let box):
            parts.append((variable, .record(box.keys)))
            for field in box.values { add(field) }
        case .function(let function):
            parts.append((variable, .code(function.code)))
            guard functions.insert(ObjectIdentifier(function)).inserted else { return }
            for (index, name) in function.code.captureNames.enumerated() { add(function.capturedValue(index), in: name) }
            for value in function.defaults { add(value) }
            add(function.code)
        case .module(let module):
            parts.append((variable, .value(value)))
            if known.insert(ObjectIdentifier(module)).inserted { modules.append(module) }
        default: parts.append((variable, .value(value)))
        }
    }

    private static func isSame(_ a: Part, _ b: Part) -> Bool {
        switch (a, b) {
        case (.value(let a), .value(let b)): isSame(a, b)
        case (.list(let a), .list(let b)): a == b
        case (.record(let a), .record(let b)): a == b
        case (.code(let a), .code(let b)): a === b
        default: false
        }
    }

    private static func isSame(_ a: Value, _ b: Value) -> Bool {
        if let x = a.numbers, let y = b.numbers { return a.numericType?.isWeak == b.numericType?.isWeak && x.isIdentical(to: y) }
        if case .int(let x) = a, case .int(let y) = b { return x == y }
        if let x = a.identity, let y = b.identity { return x == y }
        return a.isSameConstant(as: b)
    }
}
