import Tensors

// What networks are trained on, with PyTorch's meaning: means over the batch.
extension Graph {
    /// The mean of −log softmax(logits) at the targets.
    ///
    /// Logits are (N, C) or (C,), of higher rank (N, C, …). Targets are int64 classes of the logits' shape without C, or
    /// probabilities of the logits' shape.
    public func crossEntropy(_ logits: ValueID, _ targets: ValueID) throws -> ValueID {
        let shape = type(logits).shape
        let place = Swift.min(shape.count - 1, 1)
        let rest = shape.indices.filter { $0 != place }.map { shape[$0] }
        let target = type(targets)
        let isOfClasses = !target.dtype.isFloat && target.shape == rest
        guard !shape.isEmpty, isOfClasses || target.shape == shape else {
            throw TensorError(
                "`cross_entropy` of logits of shape \(Shape.describe(shape)) with \(target.dtype.name) targets of shape "
                    + Shape.describe(target.shape),
                hint: target.shape == rest && !shape.isEmpty
                    ? "classes are integers: int64(targets)"
                    : "targets are integer classes of shape \(Shape.describe(rest)), or probabilities of the logits' shape")
        }
        let scores = try movingAxis(floating(logits), from: place, to: shape.count - 1)
        let axes = [shape.count - 1]
        let sum = try ExponentialSum(self, scores, axes)
        let logarithm = try sum.logarithm(self)
        if isOfClasses {
            let chosen = try pick(sum.shifted, numeric(targets), classes: shape[place])
            return try mean(subtract(logarithm, chosen))
        }
        let moved = try movingAxis(targets, from: place, to: shape.count - 1)
        let promoted = try promoting([sum.shifted, logarithm, moved])
        let distance = try subtract(expand(promoted[1], axes: axes, to: type(scores).shape), promoted[0])
        // A class that is ruled out, of logit −∞, and does not occur: 0·log 0 is 0.
        let isRuledOut = try emit(
            And(),
            [emit(Equal(), [promoted[2], zeros(like: distance)]), emit(Equal(), [distance, scalar(.infinity, like: distance)])])
        let summands = try emit(Select(), [isRuledOut, zeros(like: distance), multiply(promoted[2], distance)])
        return try mean(self.sum(summands, axes: axes))
    }

    /// The mean of (a − b)² over all elements. Shapes are equal, or one operand is a single number.
    public func mseLoss(_ a: ValueID, _ b: ValueID) throws -> ValueID {
        let (left, right) = (type(a).shape, type(b).shape)
        guard left == right || left.isEmpty || right.isEmpty else {
            throw TensorError(
                "shapes do not match in `mse_loss`: \(Shape.describe(left)) and \(Shape.describe(right))",
                hint: "they must be equal; `reshape` one of them")
        }
        let error = try binary(.subtract, floating(a), floating(b))
        return try mean(multiply(error, error))
    }

    /// int64 rows with a 1 at the class and 0 elsewhere: the shape of x, and the classes as a last axis.
    public func oneHot(_ x: ValueID, classes: Int) throws -> ValueID {
        guard type(x).dtype == .int64 || type(x).dtype == .bool else {
            throw TensorError("`one_hot` takes integer classes, not \(type(x).dtype.name)", hint: "int64(x) converts")
        }
        guard classes >= 0 else { throw TensorError("`one_hot` with \(classes) classes") }
        let shape = type(x).shape
        let known = try checkedClasses(numeric(x), classes)
        let column = try broadcast(reshape(known, shape + [1]), to: shape + [classes])
        let isIt = try emit(Equal(), [column, broadcast(emit(Iota(count: classes), []), to: shape + [classes])])
        return try convert(isIt, .int64)
    }

    /// The scores (…, C) at the classes (…).
    private func pick(_ scores: ValueID, _ classes: ValueID, classes count: Int) throws -> ValueID {
        let shape = type(classes).shape
        let total = type(classes).count
        let places = try reshape(checkedClasses(classes, count), [total])
        let rows = try emit(Iota(count: total), [])
        let flat = try add(multiply(rows, scalar(Double(count), like: rows)), places)
        return try reshape(emit(Gather(axis: 0), [ravel(scores), flat]), shape)
    }

    /// The classes as they are; a run in which one lies outside `0..<count` fails. (Picking from 0, 1, 2, … checks them; negative
    /// ones, which would count from the end, are moved out of its sight.)
    private func checkedClasses(_ classes: ValueID, _ count: Int) throws -> ValueID {
        let shape = type(classes).shape
        let isNegative = try emit(Less(), [classes, zeros(like: classes)])
        let outside = try subtract(classes, scalar(Double(count), like: classes))
        let seen = try emit(Select(), [isNegative, outside, classes])
        return try reshape(emit(Gather(axis: 0), [emit(Iota(count: count), []), ravel(seen)]), shape)
    }

    /// Throws for the first class outside `0..<count`, by its name, before `crossEntropy` or `oneHot` meet it.
    public static func checkClasses(_ classes: Tensor, count: Int, in function: String) throws {
        guard classes.dtype == .int64 else { return }
        for number in classes.elements(as: Int64.self) {
            guard number >= 0, number < count else {
                throw TensorError(
                    "class \(number) is out of range in `\(function)` with \(count) classes",
                    hint: count > 0 ? "classes go from 0 to \(count - 1)" : nil)
            }
        }
    }
}
