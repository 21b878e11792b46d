import Graph
import Interpreter
import Tensors

/// The words of networks, with PyTorch's meaning.
enum NetworkBuiltins {
    static let group = "networks"

    static let all: [Builtin] = [
        Builtin(
            "softmax(x, *, axis=-1)", group: group, summary: "eˣ/Σeˣ along an axis.", shapes: "the result has x's shape",
            equation: "yᵢ = exp(xᵢ)/Σⱼ exp(xⱼ)", example: "print(softmax([0.0, 0]))   # → [0.5, 0.5]",
            seeAlso: ["log_softmax", "logsumexp", "cross_entropy"], isMethod: true
        ) { arguments in
            let axis = try arguments.int(1, default: -1)
            return try arguments.apply(0, attributes: [axis]) { try $0.softmax($1[0], axis: axis) }
        },
        Builtin(
            "log_softmax(x, *, axis=-1)", group: group, summary: "x - log Σeˣ along an axis.",
            shapes: "the result has x's shape", equation: "yᵢ = xᵢ - log Σⱼ exp(xⱼ)",
            example: "print(exp(log_softmax([3.0, 3])))   # → [0.5, 0.5]", seeAlso: ["softmax", "logsumexp", "cross_entropy"],
            isMethod: true
        ) { arguments in
            let axis = try arguments.int(1, default: -1)
            return try arguments.apply(0, attributes: [axis]) { try $0.logSoftmax($1[0], axis: axis) }
        },
        Builtin(
            "cross_entropy(logits, targets)", group: group, summary: "The mean of -log softmax(logits) at the targets.",
            shapes: "logits (N, C) or (C,); targets (N,) integer classes, or probabilities of the logits' shape → a number",
            equation: "-(1/N) Σₙ Σ꜀ tₙ꜀ log softmax(logitsₙ)꜀",
            example: "print(cross_entropy([[0.0, 0]], int64([1])) == log(2))   # → true",
            seeAlso: ["log_softmax", "one_hot", "mse_loss"]
        ) { arguments in
            let operands = try [arguments.numeric(0), arguments.numeric(1)]
            let shape = try arguments.type(0).shape
            if let last = shape.indices.last { try arguments.checkClasses(1, count: shape[min(last, 1)]) }
            return try arguments.engine.apply("cross_entropy", operands) { try $0.crossEntropy($1[0], $1[1]) }
        },
        Builtin(
            "mse_loss(a, b)", group: group, summary: "The mean of (a - b)² over all elements.",
            details: "The paper's Eq. (8) is C/2 of it.", shapes: "operands broadcast → a number",
            equation: "(1/n) Σ (aᵢ - bᵢ)²", example: "print(mse_loss([1.0, 2], [1.0, 4]))   # → 2.0",
            seeAlso: ["cross_entropy", "mean"]
        ) { arguments in
            try arguments.apply(0, 1, promotion: .floating) { try $0.mseLoss($1[0], $1[1]) }
        },
        Builtin(
            "one_hot(classes, count)", group: group, summary: "Rows with a 1 at the class and 0 elsewhere.",
            shapes: "(…) integers → (…, count)", example: "print(one_hot(int64([1, 0]), 2))   # → [[0, 1], [1, 0]]",
            seeAlso: ["cross_entropy", "eye"]
        ) { arguments in
            let count = try arguments.count(1)
            try arguments.checkClasses(0, count: count)
            return try arguments.apply(0, attributes: [count]) { try $0.oneHot($1[0], classes: count) }
        },
    ]
}

extension Arguments {
    /// Throws for classes outside `0..<count` that are known now. (A plan that is run on others fails where it picks them.)
    fileprivate func checkClasses(_ index: Int, count: Int) throws {
        guard let classes = try engine.knownNumbers(numeric(index)) else { return }
        try Graph.checkClasses(classes, count: count, in: builtin.name)
    }
}
