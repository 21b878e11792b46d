import Interpreter
import Tensors

extension GeneralBuiltins {
    static let sequences: [Builtin] = [
        Builtin(
            "list(*values)", group: group,
            summary: "A list: of the elements of one value a loop can go over, or of several values.",
            example: """
                print(list(range(3)), list(1, "a"))   # → [0, 1, 2] [1, "a"]
                """,
            seeAlso: ["append", "concat", "stack"]
        ) { arguments in
            guard arguments.variadicCount == 1 else { return try Value(list: arguments.variadic) }
            guard let elements = try arguments.interpreter.elements(of: arguments.variadic[0]) else {
                throw arguments.error(
                    "\(arguments.variadic[0].messageName) has no elements", hint: "`(x, y)` is the list of two values")
            }
            return try Value(list: elements)
        },
        Builtin(
            "range(start, stop=none, step=1)", group: group,
            summary: "The integers from `start` to before `stop`; `range(n)` goes from 0.",
            example: """
                for i in range(3) { print(i, end=" ") }      # → 0 1 2
                print(list(range(6, 0, -2)))                 # → [6, 4, 2]
                """,
            seeAlso: ["arange", "linspace", "enumerate"]
        ) { arguments in
            let hint = "`n // 2` is whole; `arange` and `linspace` go in other steps"
            let first = try arguments.int(0, hint: hint)
            let step = arguments.has(2) ? try arguments.int(2, hint: hint) : 1
            guard arguments.has(1) else { return .range(try RangeBox(start: 0, stop: first, step: step)) }
            return .range(try RangeBox(start: first, stop: try arguments.int(1, hint: hint), step: step))
        },
        Builtin(
            "enumerate(values, start=0)", group: group, summary: "A list of pairs: position and element.",
            example: """
                for i, x in enumerate(["a", "b"]) { print(i, x) }
                """,
            seeAlso: ["zip", "range"]
        ) { arguments in
            let start = try arguments.int(1, default: 0)
            let elements = try arguments.elements(0)
            guard !start.addingReportingOverflow(elements.count).overflow else { throw arguments.error("`start` is too large") }
            return try Value(
                list: elements.enumerated().map { i, element in
                    try Interrupt.check(turn: i)
                    return try Value(list: [.int(start + i), element])
                })
        },
        Builtin(
            "zip(*values)", group: group,
            summary: "A list of lists: the first elements of all, the second ones, …, up to the shortest.",
            example: """
                for x, y in zip([1, 2], ["a", "b"]) { print(x, y) }
                """,
            seeAlso: ["enumerate"]
        ) { arguments in
            let interpreter = arguments.interpreter
            let columns = try arguments.variadic.map { value in
                guard let elements = try interpreter.elements(of: value) else {
                    throw HesseError("zip: \(value.messageName) has no elements to go over")
                }
                return elements
            }
            let count = columns.map(\.count).min() ?? 0
            return try Value(
                list: (0..<count).map { i in
                    try Interrupt.check(turn: i)
                    return try Value(list: columns.map { $0[i] })
                })
        },
        Builtin(
            "map(f, values, *others)", group: group,
            summary: "The list of `f(x)` for all elements; of several values, of `f(x, y, …)`.",
            example: """
                print(map(x -> x^2, range(4)))   # → [0, 1, 4, 9]
                """,
            seeAlso: ["filter", "zip"], callsBack: true
        ) { arguments in
            let function = try arguments.function(0)
            let interpreter = arguments.interpreter
            var columns = [try arguments.elements(1)]
            for value in arguments.variadic {
                guard let elements = try interpreter.elements(of: value) else {
                    throw HesseError("map: \(value.messageName) has no elements to go over")
                }
                columns.append(elements)
            }
            let count = columns.map(\.count).min() ?? 0
            return try Value(
                list: (0..<count).map { i in
                    try interpreter.checkInterrupt()
                    return try interpreter.call(function, columns.map { $0[i] })
                })
        },
        Builtin(
            "filter(f, values)", group: group, summary: "The list of the elements for which `f(x)` is true.",
            example: """
                print(filter(x -> x % 2 == 0, range(6)))   # → [0, 2, 4]
                """,
            seeAlso: ["map", "where"], callsBack: true
        ) { arguments in
            let function = try arguments.function(0)
            let interpreter = arguments.interpreter
            return try Value(
                list: arguments.elements(1).filter { element in
                    try interpreter.checkInterrupt()
                    return try interpreter.truth(
                        try interpreter.call(function, [element]), of: "the result of `filter`'s function")
                })
        },
        Builtin(
            "append(values, x)", group: group, summary: "The list, or the 1-D tensor, with one more element at its end.",
            details: "Values do not change: `xs = append(xs, x)`. In this form it takes constant time for a list.",
            example: """
                xs = []
                for i in range(3) { xs = append(xs, i^2) }
                print(xs)   # → [0, 1, 4]
                """,
            seeAlso: ["concat", "list"]
        ) { arguments in try append(&arguments) },
        Builtin(
            "sorted(values, *, key=none, reverse=false)", group: group,
            summary: "A list of the elements in ascending order; equal ones keep theirs.",
            details: "`key` gives what is compared. Numbers compare with numbers and strings with strings; NaN comes last.",
            example: """
                print(sorted(["b", "a"]), sorted([3, 1, 2], reverse=true))   # → ["a", "b"] [3.0, 2.0, 1.0]
                """,
            seeAlso: ["sort", "argsort"], callsBack: true
        ) { arguments in try sorted(arguments) },
    ]

    private static func append(_ arguments: inout Arguments) throws -> Value {
        if arguments[0].isList {
            let element = arguments[1]
            return try arguments.changing(0) { list in
                guard case .list(var box) = list else { return }
                list = .none
                if !isKnownUniquelyReferenced(&box) { box = box.copy() }
                defer { list = .list(box) }
                try box.append(element)
            }
        }
        let interpreter = arguments.interpreter
        switch arguments[0] {
        case .tensor, .traced:
            guard let elements = try interpreter.elements(of: arguments[0]), arguments[1].isScalar else { break }
            guard elements.allSatisfy(\.isScalar) else { break }
            if case .tensor(let box) = arguments[0], box.tensor.dtype == .int64, case .int(let x) = arguments[1] {
                return Value(try Tensor(box.tensor.elements(as: Int64.self) + [Int64(x)]))
            }
            return try interpreter.tensor(of: elements + [arguments[1]])
        default: break
        }
        throw arguments.mismatch(0, wants: "a list or a 1-D tensor", hint: "`concat` joins tensors with more axes")
    }

    private static func sorted(_ arguments: Arguments) throws -> Value {
        let interpreter = arguments.interpreter
        let elements = try arguments.elements(0)
        let reverse = try arguments.bool(2, default: false)
        let key = arguments.has(1) ? try arguments.function(1) : nil
        // Inside a trace only what decides the order is asked for.
        let keys = try elements.map { element in
            try Interrupt.check()
            return try interpreter.concrete(key.map { key in try interpreter.call(key, [element]) } ?? element)
        }
        var order = Array(elements.indices)
        // Equal elements keep their order also when it is reversed.
        try order.sort { i, j in
            let (a, b) = reverse ? (keys[j], keys[i]) : (keys[i], keys[j])
            if try precedes(a, b, interpreter) { return true }
            return try i < j && !precedes(b, a, interpreter)
        }
        return try Value(
            list: order.map { i in
                try Interrupt.check()
                return elements[i]
            })
    }

    /// Whether one element comes before another; NaN comes behind all numbers.
    private static func precedes(_ a: Value, _ b: Value, _ interpreter: Interpreter) throws -> Bool {
        try Interrupt.check()
        if let x = a.plainDouble, let y = b.plainDouble, x.isNaN || y.isNaN { return !x.isNaN && y.isNaN }
        switch (a, b) {
        case (.list(let x), .list(let y)):
            for (p, q) in zip(x.elements, y.elements) where try !interpreter.isEqual(p, q) {
                return try precedes(p, q, interpreter)
            }
            return x.elements.count < y.elements.count
        case (.string, .string): break
        default:
            guard a.isPlainNumber || a.isScalar, b.isPlainNumber || b.isScalar else {
                throw HesseError("sorted: \(a.messageName) and \(b.messageName) have no order", hint: "give a `key=` function")
            }
        }
        return try interpreter.truth(try interpreter.compare(.less, a, b), of: "the order of `sorted`")
    }
}
