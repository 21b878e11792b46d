import Graph
import Interpreter
import Tensors

/// Functions that rearrange numbers.
enum ShapeBuiltins {
    static let group = "shapes"

    static let all: [Builtin] = questions + rearranging + joining + splitting + diagonals

    private static let questions: [Builtin] = [
        Builtin(
            "shape(x)", group: group, summary: "The extents, a list of integers.",
            example: "print(shape(zeros(2, 3)))   # → [2, 3]", seeAlso: ["size", "ndim", "reshape"]
        ) { arguments in
            let value = arguments[0]
            if case .object(let object) = value, let shape = try object.field("shape") { return shape }
            return Value(shape: try arguments.type(0).shape)
        },
        Builtin(
            "size(x)", group: group, summary: "The number of elements.", example: "print(size(zeros(2, 3)))   # → 6",
            seeAlso: ["shape", "len"]
        ) {
            arguments in
            .int(try arguments.type(0).shape.reduce(1, *))
        },
        Builtin(
            "ndim(x)", group: group, summary: "The number of axes.", example: "print(ndim(zeros(2, 3)))   # → 2",
            seeAlso: ["shape"]
        ) {
            arguments in
            .int(try arguments.type(0).shape.count)
        },
    ]

    private static let rearranging: [Builtin] = [
        Builtin(
            "reshape(x, *shape)", group: group, summary: "The same elements under another shape; one extent may be -1.",
            shapes: "the product of the extents stays the same",
            example: "print(reshape(arange(6), 2, -1))   # → [[0, 1, 2], [3, 4, 5]]", seeAlso: ["ravel", "transpose", "shape"],
            isMethod: true
        ) { arguments in
            var shape = arguments.variadic
            if shape.count == 1, let several = try arguments.interpreter.wholeNumbers(shape[0]) {
                shape = several.map { .int($0) }
            }
            let extents = try shape.map { value in
                guard let extent = try arguments.interpreter.wholeNumber(value) else {
                    throw arguments.error("a shape wants integers, not \(value.messageName)")
                }
                return extent
            }
            let x = try arguments.numeric(0)
            if case .tensor(let box) = x, !extents.contains(-1) { return Value(try box.tensor.reshaped(extents)) }
            return try arguments.engine.apply("reshape", [x], attributes: extents) { try $0.reshaped($1[0], to: extents) }
        },
        Builtin(
            "ravel(x)", group: group, summary: "All elements in one axis, row by row.", shapes: "(…) → (n,)",
            example: "print(ravel([[1.0, 2], [3, 4]]))   # → [1, 2, 3, 4]", seeAlso: ["reshape", "flatten"], isMethod: true
        ) { arguments in
            try arguments.apply(0) { try $0.ravel($1[0]) }
        },
        Builtin(
            "transpose(x, axes=none)", group: group, summary: "The axes in another order; reversed if none is given.",
            shapes: "(m, n) → (n, m)", equation: "yⱼᵢ = xᵢⱼ",
            example: "print(transpose([[1.0, 2], [3, 4]]))   # → [[1, 3], [2, 4]]", seeAlso: ["reshape", "matmul"],
            isMethod: true
        ) { arguments in
            let axes = try arguments.axes(1)
            return try arguments.apply(0, attributes: axes ?? []) { try $0.transpose($1[0], axes: axes) }
        },
        Builtin(
            "flip(x, *, axis=none)", group: group, summary: "The elements in reverse order along an axis, or all of them.",
            shapes: "the result has x's shape", example: "print(flip([1.0, 2, 3]))   # → [3, 2, 1]", seeAlso: ["roll"],
            isMethod: true
        ) { arguments in
            let axes = try arguments.axes(1)
            return try arguments.apply(0, attributes: ReductionBuiltins.attributes(axes, false)) {
                try $0.flip($1[0], axis: axes)
            }
        },
        Builtin(
            "roll(x, shift, *, axis=none)", group: group,
            summary: "The elements moved on by so many places, those at the end to the start.",
            shapes: "the result has x's shape", equation: "yᵢ = xᵢ₋ₛ, i - s modulo the extent",
            example: "print(roll([1.0, 2, 3], 1))   # → [3, 1, 2]", seeAlso: ["flip"], isMethod: true
        ) { arguments in
            let shift = try arguments.int(1)
            let axis = try arguments.optionalAxis(2)
            return try arguments.apply(0, attributes: [shift] + (axis.map { [$0] } ?? [])) {
                try $0.roll($1[0], shift: shift, axis: axis)
            }
        },
        Builtin(
            "tile(x, *counts)", group: group, summary: "The whole tensor repeated so often along each axis.",
            example: "print(tile([1.0, 2], 2))   # → [1, 2, 1, 2]", seeAlso: ["repeat", "concat"], isMethod: true
        ) { arguments in
            let counts = try arguments.variadicShape()
            return try arguments.apply(0, attributes: counts) { try $0.tile($1[0], counts: counts) }
        },
        Builtin(
            "repeat(x, count, *, axis=none)", group: group, summary: "Every element so often, one after the other.",
            example: "print(repeat([1.0, 2], 2))   # → [1, 1, 2, 2]", seeAlso: ["tile"], isMethod: true
        ) { arguments in
            let axis = try arguments.optionalAxis(2)
            let x = try arguments.numeric(0)
            let place = axis.map { [1, $0] } ?? [0]
            if let count = try arguments.interpreter.wholeNumber(arguments[1]) {
                return try arguments.engine.apply("repeat", [x], attributes: place + [count]) {
                    try $0.repeating($1[0], count: count, axis: axis)
                }
            }
            guard let counts = try arguments.interpreter.wholeNumbers(arguments[1]) else {
                throw arguments.mismatch(1, wants: "a number of repetitions, or a list of them")
            }
            return try arguments.engine.apply("repeat each", [x], attributes: place + counts) {
                try $0.repeating($1[0], counts: counts, axis: axis)
            }
        },
        Builtin(
            "pad(x, width, *, value=0)", group: group, summary: "The tensor with a margin of a value around it.",
            details: "`width` is one number for all sides, a pair (before, after), or a list of pairs, one for each axis.",
            shapes: "(n,) → (before + n + after,)", example: "print(pad([1.0, 2], 1))   # → [0, 1, 2, 0]", seeAlso: ["concat"],
            isMethod: true
        ) { arguments in
            let x = try arguments.numeric(0)
            let rank = try arguments.type(0).shape.count
            let widths = try arguments.padding(1, rank: rank)
            var operands = [x]
            if arguments.has(2) {
                let (type, own) = try (arguments.type(2), arguments.type(0).dtype)
                guard type.shape.isEmpty else { throw arguments.mismatch(2, wants: "a number") }
                // As an assignment, it may not cut.
                operands.append(try arguments.engine.converted(arguments.numeric(2), to: own, interpreter: arguments.interpreter))
            }
            return try arguments.engine.apply("pad", operands, attributes: widths.flatMap { [$0.before, $0.after] }) {
                try $0.pad($1[0], widths: widths, value: $1.count > 1 ? $1[1] : nil)
            }
        },
    ]

    private static let joining: [Builtin] = [
        Builtin(
            "concat(parts, *, axis=0)", group: group, summary: "Tensors one after the other along an axis; lists joined.",
            shapes: "equal extents on all other axes; along `axis` they add up",
            example: "print(concat([zeros(1), ones(2)]))   # → [0, 1, 1]", seeAlso: ["stack", "split", "append"]
        ) { arguments in
            let parts = try arguments.elements(0)
            if let joined = try joinedLists(parts) { return joined }
            let axis = try arguments.int(1, default: 0)
            return try arguments.engine.apply("concat", arguments.tensors(parts), attributes: [axis], promotion: .common) {
                try $0.concat($1, axis: axis)
            }
        },
        Builtin(
            "stack(parts, *, axis=0)", group: group, summary: "Tensors of one shape along a new axis.",
            shapes: "k tensors (…) → (k, …)", example: "print(stack([zeros(2), ones(2)]))   # → [[0, 0], [1, 1]]",
            seeAlso: ["concat"]
        ) { arguments in
            let axis = try arguments.int(1, default: 0)
            return try arguments.engine.apply(
                "stack", arguments.tensors(arguments.elements(0)), attributes: [axis], promotion: .common
            ) {
                try $0.stack($1, axis: axis)
            }
        },
    ]

    private static let splitting: [Builtin] = [
        Builtin(
            "split(x, sections=none, *, axis=0, separator=none)", group: group,
            summary: "The list of a tensor's parts along an axis, or of a string's parts between separators.",
            details:
                "A tensor is cut into so many equal parts, or before each position of a list. A string is cut at `separator`, which may stand second; without one, into its words.",
            example: """
                print(split(arange(6), 2), split(arange(5), [1, 3]))   # → [[0, 1, 2], [3, 4, 5]] [[0], [1, 2], [3, 4]]
                print(split("a,b,c", ","), split(" one  two "))   # → ["a", "b", "c"] ["one", "two"]
                """, seeAlso: ["concat", "join", "stack"], isMethod: true
        ) { arguments in
            if case .string(let box) = arguments[0] {
                let place = arguments.has(3) ? 3 : 1
                let separator = arguments.has(place) ? try arguments.string(place) : nil
                return try GeneralBuiltins.parts(of: box.string, separator: separator, arguments)
            }
            let axis = try arguments.int(2, default: 0)
            let x = try arguments.numeric(0)
            if let count = try arguments.interpreter.wholeNumber(arguments[1]) {
                return try Value(
                    list: arguments.engine.applyAll("split", [x], attributes: [0, axis, count]) {
                        try $0.split($1[0], parts: count, axis: axis)
                    })
            }
            guard let positions = try arguments.interpreter.wholeNumbers(arguments[1]) else {
                throw arguments.mismatch(1, wants: "a number of parts, or a list of positions")
            }
            return try Value(
                list: arguments.engine.applyAll("split", [x], attributes: [1, axis] + positions) {
                    try $0.split($1[0], at: positions, axis: axis)
                })
        }
    ]

    /// Lists that are not tensors are joined element by element.
    private static func joinedLists(_ parts: [Value]) throws -> Value? {
        var elements: [Value] = []
        var isOfTensors = true
        for part in parts {
            guard case .list(let box) = part else { return nil }
            try Memory.check(2 * 16 * (elements.count + box.elements.count))
            elements += box.elements
            if !box.elements.allSatisfy(\.isPlainNumber) { isOfTensors = false }
        }
        return isOfTensors && !parts.isEmpty ? nil : try Value(list: elements)
    }

    private static let diagonals: [Builtin] = [
        (
            "diag", "A vector as a diagonal matrix; a matrix's diagonal.", "(n,) → (n, n); (n, n) → (n,)", "[1.0, 2]",
            "[[1, 0], [0, 2]]"
        ),
        ("tril", "The lower triangle; zeros above.", "(m, n) → (m, n)", "[[1.0, 2], [3, 4]]", "[[1, 0], [3, 4]]"),
        ("triu", "The upper triangle; zeros below.", "(m, n) → (m, n)", "[[1.0, 2], [3, 4]]", "[[1, 2], [0, 4]]"),
        ("trace", "The sum of the diagonal.", "(m, n) → a number", "[[1.0, 2], [3, 4]]", "5.0"),
    ].map { name, summary, shapes, argument, value in
        Builtin(
            "\(name)(x, k=0)", group: group, summary: summary, details: "k is the diagonal: above the main one if positive.",
            shapes: shapes, equation: name == "trace" ? "Σ xᵢᵢ" : "",
            example: "print(\(name)(\(argument)))   # → \(value)",
            seeAlso: ["diag", "tril", "triu", "trace"].filter { $0 != name } + (name == "trace" ? ["hutchinson"] : []),
            isMethod: true
        ) { arguments in
            let k = try arguments.int(1, default: 0)
            return try arguments.apply(0, attributes: [k]) { g, x in
                switch name {
                case "diag": try g.diag(x[0], k: k)
                case "tril": try g.tril(x[0], k: k)
                case "triu": try g.triu(x[0], k: k)
                default: try g.trace(x[0], k: k)
                }
            }
        }
    }
}

extension Arguments {
    /// Type and shape of a number or tensor.
    func type(_ index: Int) throws -> TensorType {
        guard let type = try engine.type(of: numeric(index)) else { throw mismatch(index, wants: "a tensor") }
        return type
    }

    /// Each as a number or tensor.
    func tensors(_ values: [Value]) throws -> [Value] {
        try values.map { value in
            guard let tensor = try interpreter.asTensorValue(value) else { throw error("\(value.messageName) is not a tensor") }
            return tensor
        }
    }

    func padding(_ index: Int, rank: Int) throws -> [(before: Int, after: Int)] {
        func pair(_ value: Value) throws -> (before: Int, after: Int)? {
            if let one = try interpreter.wholeNumber(value) { return (one, one) }
            guard let two = try interpreter.wholeNumbers(value), two.count == 2 else { return nil }
            return (two[0], two[1])
        }
        if let all = try pair(self[index]) { return .init(repeating: all, count: rank) }
        if let rows = try interpreter.elements(of: self[index]), rows.count == rank {
            let pairs = try rows.compactMap { try pair($0) }
            if pairs.count == rank { return pairs }
        }
        throw mismatch(index, wants: "a number, a pair (before, after), or a list of \(rank) such pairs, one an axis")
    }
}
