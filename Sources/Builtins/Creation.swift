import Graph
import Interpreter
import Kernels
import Tensors

/// Functions that make tensors, and change their types.
enum CreationBuiltins {
    static let group = "creation"

    static let all: [Builtin] = filled + spaced + types + random

    private static let filled: [Builtin] =
        [("zeros", 0.0), ("ones", 1.0)].map { name, value in
            Builtin(
                "\(name)(*shape, dtype=float64)", group: group, summary: "A tensor of \(name).",
                details: "The shape as integers, or as a list.",
                example: "print(\(name)(3))   # → [\(Int(value)), \(Int(value)), \(Int(value))]",
                seeAlso: [name + "_like", "full", "eye"]
            ) { arguments in
                try arguments.filled(value, arguments.dtype(1, default: .float64), arguments.variadicShape())
            }
        } + [
            Builtin(
                "full(shape, value, *, dtype=none)", group: group,
                summary: "A tensor of one value, or of a tensor repeated to the shape.",
                details: "A number gives float64, `true` and `false` a boolean tensor, a tensor one of its own type.",
                example: "print(full(2, 7), full([2, 2], [1, 2]))   # → [7, 7] [[1, 2], [1, 2]]",
                seeAlso: ["zeros", "ones", "zeros_like"]
            ) { arguments in
                let shape = try arguments.shape(0)
                var value = try arguments.numeric(1)
                let dtype = try arguments.optionalDType(2)
                if value.isPlainNumber, dtype != .int64 {
                    var standard = DType.float64
                    if case .bool = value { standard = .bool }
                    return try arguments.filled(arguments.double(1), dtype ?? standard, shape)
                }
                if let dtype { value = try arguments.engine.converted(value, to: dtype, interpreter: arguments.interpreter) }
                return try arguments.engine.apply("full", [value], attributes: shape) {
                    try $0.repeated($1[0], to: shape, in: "full")
                }
            },
            Builtin(
                "eye(n, m=n, k=0, *, dtype=float64)", group: group,
                summary: "The unit matrix (n, m): ones on the k-th diagonal.",
                shapes: "(n, m), (n, n) without m", equation: "xᵢⱼ = 1 where j = i + k, else 0",
                example: "print(eye(2))   # → [[1, 0], [0, 1]]", seeAlso: ["diag", "ones"]
            ) { arguments in
                let n = try arguments.count(0)
                let m = arguments.has(1) ? try arguments.count(1) : n
                let k = try arguments.int(2, default: 0)
                let tensor = try Tensor(zeros: .float64, shape: [n, m])
                for i in 0..<n where (0..<m).contains(i &+ k) {
                    tensor.pointer.storeBytes(of: 1.0, toByteOffset: (i * m + i + k) * 8, as: Double.self)
                }
                return Value(try tensor.converted(to: arguments.dtype(3, default: .float64)))
            },
        ]
        + [("zeros_like", 0.0), ("ones_like", 1.0)].map { name, value in
            Builtin(
                "\(name)(x)", group: group,
                summary:
                    "A tensor of \(name == "zeros_like" ? "zeros" : "ones") with the shape and type of x; structures leaf by leaf.",
                shapes: "those of x", example: "print(\(name)([5.0, 6]))   # → [\(Int(value)), \(Int(value))]",
                seeAlso: [String(name.dropLast(5)), "randn_like"]
            ) { arguments in
                try arguments.engine.mapLeaves(arguments[0]) { type in
                    try arguments.filled(value, type.dtype, type.shape)
                }
            }
        }

    private static let spaced: [Builtin] = [
        Builtin(
            "arange(start, stop=none, step=1)", group: group,
            summary: "start, start + step, … below stop, in float64; `arange(n)` is 0 … n-1.", shapes: "(n,)",
            equation: "xᵢ = start + i·step", example: "print(arange(3), arange(1, 2, 0.5))   # → [0, 1, 2] [1, 1.5]",
            seeAlso: ["linspace", "range"]
        ) { arguments in
            let (start, stop, step) = arguments.has(1) ? (0, 1, 2) : (nil, 0, 2)
            let count = try arguments.count(from: start, to: stop, step: step)
            let first: Value = start.map { arguments[$0] } ?? .int(0)
            let by: Value = arguments.has(step) ? arguments[step] : .int(1)
            guard case (.some(let first), .some(let by)) = (first.plainDouble, by.plainDouble) else {
                return try arguments.engine.apply("arange", [first, by], attributes: [count], promotion: .floating) {
                    try $0.spaced(from: $1[0], step: $1[1], count: count)
                }
            }
            let tensor = try Tensor(uninitialized: .float64, shape: [count])
            try Fill.iota(start: first, step: by, into: tensor.pointer, count: count, dtype: .float64)
            return Value(tensor)
        },
        Builtin(
            "linspace(start, stop, n=50)", group: group, summary: "n evenly spaced numbers from start to stop, both included.",
            shapes: "(n,)", equation: "xᵢ = start + i·(stop - start)/(n - 1)",
            example: "print(linspace(0, 1, 5))   # → [0, 0.25, 0.5, 0.75, 1]", seeAlso: ["arange", "logspace"]
        ) { arguments in try arguments.line() },
        Builtin(
            "logspace(start, stop, n=50)", group: group, summary: "n numbers 10^x, x evenly spaced from start to stop.",
            shapes: "(n,)", equation: "xᵢ = 10^(start + i·(stop - start)/(n - 1))",
            example: "print(logspace(0, 2, 3))   # → [1, 10, 100]", seeAlso: ["linspace"]
        ) { arguments in
            var (ten, power) = try (Value.float(10), arguments.line())
            return try arguments.engine.binary(.power, &ten, &power)
        },
    ]

    private static let types: [Builtin] = [DType.float64, .float32, .int64].map { dtype in
        Builtin(
            "\(dtype.name)(x)", group: group, summary: "x in \(dtype.name); structures leaf by leaf.",
            details: dtype == .int64 ? "Whole numbers only: 2.5 is an error, `round` or `floor` first." : "",
            shapes: "those of x", example: "print(\(dtype.name)([1.0, 2]).dtype)   # → \(dtype.name)",
            seeAlso: dtype == .int64 ? ["int", "round"] : ["float", dtype == .float32 ? "float64" : "float32"]
        ) { arguments in try arguments.engine.converted(arguments[0], to: dtype, interpreter: arguments.interpreter) }
    }

    private static let random: [Builtin] = [
        Builtin(
            "rand(*shape, dtype=float64)", group: "random", summary: "Uniform random numbers in [0, 1).",
            example: "seed(0); print(shape(rand(2, 3)))   # → [2, 3]", seeAlso: ["randn", "randint", "seed"]
        ) { arguments in
            try arguments.drawn(.uniform, arguments.dtype(1, default: .float64), arguments.variadicShape())
        },
        Builtin(
            "randn(*shape, dtype=float64)", group: "random", summary: "Normal random numbers of mean 0 and variance 1.",
            equation: "p(x) = exp(-x²/2)/√(2π)", example: "seed(0); print(shape(randn(2, 3)))   # → [2, 3]",
            seeAlso: ["rand", "randn_like", "seed"]
        ) { arguments in
            try arguments.drawn(.normal, arguments.dtype(1, default: .float64), arguments.variadicShape())
        },
        Builtin(
            "randint(low, high=none, shape=none)", group: "random",
            summary: "Random integers from low up to, not including, high; `randint(n)` from 0 up to n.",
            example: "seed(0); print(shape(randint(0, 10, 3)))   # → [3]", seeAlso: ["rand", "seed"]
        ) { arguments in
            let (low, high) = try arguments.has(1) ? (arguments.int(0), arguments.int(1)) : (0, arguments.int(0))
            guard low < high else { throw arguments.error("there is no integer from \(low) up to \(high)") }
            let shape = arguments.has(2) ? try arguments.shape(2) : []
            return try arguments.drawn(.integer(low: Int64(low), high: Int64(high)), .int64, shape)
        },
        Builtin(
            "seed(n=none)", group: "random",
            summary: "Begins all streams of random numbers anew; `seed()` gives an unused seed.",
            details: "`seed()` is for the `seed=` of several calls that are to draw from one stream.",
            example: "seed(1); a = rand(2); seed(1); print(all(a == rand(2)))   # → true",
            seeAlso: ["rand", "randn", "random_direction"]
        ) { arguments in
            try arguments.interpreter.noteEffect("seed")
            guard arguments.has(0) else { return try .int(arguments.engine.random.fresh()) }
            let n = try arguments.int(0)
            try arguments.engine.random.reset(seed: UInt64(bitPattern: Int64(n)))
            return .none
        },
        Builtin(
            "randn_like(x)", group: "random",
            summary: "Normal random numbers with the shape and type of x; structures leaf by leaf.",
            example: "print(shape(randn_like(zeros(3))))   # → [3]", seeAlso: ["randn", "random_direction", "zeros_like"]
        ) { arguments in
            return try arguments.engine.mapLeaves(arguments[0]) { type in
                try arguments.drawn(.normal, type.dtype.isFloat ? type.dtype : .float64, type.shape)
            }
        },
    ]
}

extension Arguments {
    fileprivate func filled(_ value: Double, _ dtype: DType, _ shape: [Int]) throws -> Value {
        let tensor = try Tensor(uninitialized: dtype, shape: shape)
        try Fill.constant(value, into: tensor.pointer, count: tensor.count, dtype: dtype)
        return Value(tensor)
    }

    /// How many numbers `arange` has: those of the arguments at these places, 0 where there is none for the start.
    fileprivate func count(from startIndex: Int?, to stopIndex: Int, step stepIndex: Int) throws -> Int {
        let start = try startIndex.map { try double($0) } ?? 0
        let stop = try double(stopIndex)
        let step = try double(stepIndex, default: 1)
        guard step != 0 else { throw error("the step is 0") }
        let exact = ((stop - start) / step).rounded(.up)
        guard exact.isFinite, exact < 0x1p48 else {
            throw error(
                "from \(NumberFormat.exact(start)) to \(NumberFormat.exact(stop)) in steps of \(NumberFormat.exact(step)) is no range"
            )
        }
        var count = Int(max(0, exact))
        // Rounding must not bring `stop` itself in.
        while count > 0, step > 0 ? start + Double(count - 1) * step >= stop : start + Double(count - 1) * step <= stop {
            count -= 1
        }
        return count
    }

    /// `linspace` of the first three arguments.
    fileprivate func line() throws -> Value {
        let n = has(2) ? try count(2) : 50
        _ = try Shape.count([n])
        try Memory.check(3 * 8 * n)
        for index in 0...1 {
            guard try type(index).shape.isEmpty else { throw mismatch(index, wants: "a number") }
        }
        guard case (.some(let start), .some(let stop)) = (self[0].plainDouble, self[1].plainDouble) else {
            return try engine.apply("linspace", [numeric(0), numeric(1)], attributes: [n], promotion: .floating) {
                try $0.linspace($1[0], $1[1], count: n)
            }
        }
        let last = Double(max(1, n - 1))
        return Value(
            try Tensor(
                (0..<n).map { i in
                    if i == n - 1, n > 1 { return stop }
                    let (rest, place) = (last - Double(i), Double(i))
                    let plain = (start * rest + stop * place) / last
                    // Ends near the largest float must not be multiplied first.
                    return plain.isFinite ? plain : start / last * rest + stop / last * place
                }))
    }

    fileprivate func drawn(_ distribution: RandomFill.Distribution, _ dtype: DType, _ shape: [Int]) throws -> Value {
        let draw = RandomDraw(distribution, dtype, shape: shape)
        if let traced = try engine.traced(draw, interpreter) { return traced }
        return Value(try engine.random.tensor(draw))
    }
}
