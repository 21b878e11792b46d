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
                "full(shape, value, *, dtype=none)", group: group, summary: "A tensor of one value.",
                example: "print(full(2, 7))   # → [7, 7]", seeAlso: ["zeros", "ones", "zeros_like"]
            ) { arguments in
                let value = try arguments.double(1)
                var standard = DType.float64
                if case .bool = arguments[1] { standard = .bool }
                return try arguments.filled(value, arguments.dtype(2, default: standard), arguments.shape(0))
            },
            Builtin(
                "eye(n, m=n, k=0)", group: group, summary: "The unit matrix (n, m): ones on the k-th diagonal.",
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
                return Value(tensor)
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
            let first = try arguments.double(0)
            let (start, stop) = arguments.has(1) ? (first, try arguments.double(1)) : (0, first)
            let step = try arguments.double(2, default: 1)
            guard step != 0 else { throw arguments.error("the step is 0") }
            let exact = ((stop - start) / step).rounded(.up)
            guard exact.isFinite, exact < 0x1p48 else {
                throw arguments.error("from \(start) to \(stop) in steps of \(step) is no range")
            }
            return Value(try arguments.spaced(start, step, Int(max(0, exact))))
        },
        Builtin(
            "linspace(start, stop, n=50)", group: group, summary: "n evenly spaced numbers from start to stop, both included.",
            shapes: "(n,)", equation: "xᵢ = start + i·(stop - start)/(n - 1)",
            example: "print(linspace(0, 1, 5))   # → [0, 0.25, 0.5, 0.75, 1]", seeAlso: ["arange", "logspace"]
        ) { arguments in
            Value(try Tensor(arguments.line()))
        },
        Builtin(
            "logspace(start, stop, n=50)", group: group, summary: "n numbers 10^x, x evenly spaced from start to stop.",
            shapes: "(n,)", equation: "xᵢ = 10^(start + i·(stop - start)/(n - 1))",
            example: "print(logspace(0, 2, 3))   # → [1, 10, 100]", seeAlso: ["linspace"]
        ) { arguments in
            let exponents = Value(try Tensor(arguments.line()))
            var (ten, power) = (Value.float(10), exponents)
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
            "randint(low, high, shape=none)", group: "random", summary: "Random integers from low up to, not including, high.",
            example: "seed(0); print(shape(randint(0, 10, 3)))   # → [3]", seeAlso: ["rand", "seed"]
        ) { arguments in
            let (low, high) = try (arguments.int(0), arguments.int(1))
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

    fileprivate func spaced(_ start: Double, _ step: Double, _ count: Int) throws -> Tensor {
        let tensor = try Tensor(uninitialized: .float64, shape: [count])
        try Fill.iota(start: start, step: step, into: tensor.pointer, count: count, dtype: .float64)
        return tensor
    }

    /// start … stop in n numbers, the last exactly stop, and symmetric where start = -stop.
    fileprivate func line() throws -> [Double] {
        let (start, stop) = try (double(0), double(1))
        let n = try int(2, default: 50)
        guard n >= 0 else { throw error("\(n) numbers") }
        _ = try Shape.count([n])
        try Memory.check(2 * 8 * n)
        guard n > 1 else { return n == 1 ? [start] : [] }
        let last = Double(n - 1)
        return (0..<n).map { i in
            let t = Double(i)
            if i == n - 1 { return stop }
            return (start * (last - t) + stop * t) / last
        }
    }

    fileprivate func drawn(_ distribution: RandomFill.Distribution, _ dtype: DType, _ shape: [Int]) throws -> Value {
        let draw = RandomDraw(distribution, dtype, shape: shape)
        if let traced = try engine.traced(draw, interpreter) { return traced }
        return Value(try engine.random.tensor(draw))
    }
}
