import Graph
import Tensors

/// A strided reading of a value's memory: one stride for each axis, in elements.
struct View: Hashable {
    var base: ValueID
    var offset: Int
    var strides: [Int]
}

// Views of views are views of the first one's base: parts of a packed vector, reshaped and transposed, are read where they lie.
//
// Built for products of batched parameters, whose matrices lie a whole vector apart, and for losses that cut θ up themselves:
// before, each part was copied first.
extension Analysis {
    /// Notes what `id`, a reshape or a strided view of `operand`, is a reading of.
    mutating func composeView(_ id: ValueID, _ operand: ValueID) {
        let shape = graph.type(id).shape
        let inner = view[operand.index]
        switch lowering[id.index] {
        case .strided(let offset, let strides):
            let composed = inner.flatMap { View.compose(offset, strides, shape, of: $0, graph.type(operand).shape) }
            view[id.index] = composed ?? View(base: operand, offset: offset, strides: strides)
        case .alias:
            if let inner, let strides = View.reshape(graph.type(operand).shape, inner.strides, to: shape) {
                lowering[id.index] = .strided(offset: inner.offset, strides: strides)
                view[id.index] = View(base: inner.base, offset: inner.offset, strides: strides)
            } else {
                sameAs[id.index] = operand
            }
        default: break
        }
    }

    /// The memory that holds a value's elements one after the other, and where in it they begin, in elements.
    ///
    /// Of a view whose elements do not lie so, this is the view itself: it is copied.
    func contiguous(_ id: ValueID) -> (value: ValueID, offset: Int) {
        guard let view = view[id.index] else { return (id, 0) }
        let type = graph.type(id)
        let unit = Shape.strides(type.shape)
        let isContiguous = type.shape.indices.allSatisfy { type.shape[$0] == 1 || view.strides[$0] == unit[$0] }
        return isContiguous ? (view.base, view.offset) : (id, 0)
    }

    /// An operand of a matrix product as the product can read it: rows, or columns, of consecutive elements.
    func matrix(_ id: ValueID) -> MatrixOperand {
        let shape = graph.type(id).shape
        let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
        let own = MatrixOperand(
            value: id, offset: 0, isTransposed: false, rowStride: columns, batchStride: shape.count == 3 ? rows * columns : 0)
        guard let view = view[id.index], !shape.contains(0) else { return own }
        let lead = shape.count - 2
        let (down, across) = (view.strides[lead], view.strides[lead + 1])
        let batchStride = lead == 1 && shape[0] > 1 ? view.strides[0] : 0
        guard batchStride >= 0 else { return own }
        func reading(_ isTransposed: Bool, _ stride: Int) -> MatrixOperand {
            MatrixOperand(
                value: view.base, offset: view.offset, isTransposed: isTransposed, rowStride: stride, batchStride: batchStride)
        }
        if columns == 1 || across == 1, rows == 1 || down >= columns { return reading(false, rows == 1 ? columns : down) }
        if rows == 1 || down == 1, columns == 1 || across >= rows { return reading(true, columns == 1 ? rows : across) }
        return own
    }
}

/// A matrix, or a batch of them, in the memory of `value`: row-major after a transpose if `isTransposed`; strides in elements.
struct MatrixOperand {
    var value: ValueID
    var offset: Int
    var isTransposed: Bool
    var rowStride: Int
    var batchStride: Int
}

extension View {
    /// A view, given by its strides over a contiguous tensor of shape `inner`, of a tensor that is a view itself. Nil if an axis
    /// of it walks along several of the tensor's.
    static func compose(_ offset: Int, _ strides: [Int], _ shape: [Int], of view: View, _ inner: [Int]) -> View? {
        let unit = Shape.strides(inner)
        var start = view.offset
        var rest = offset
        var place = [Int](repeating: 0, count: inner.count)
        for axis in inner.indices where inner[axis] > 1 {
            place[axis] = rest / unit[axis]
            rest %= unit[axis]
            start += place[axis] * view.strides[axis]
        }
        guard rest == 0 else { return nil }
        var taken = Set<Int>()
        var result: [Int] = []
        for (extent, stride) in zip(shape, strides) {
            guard extent > 1, stride != 0 else {
                result.append(0)
                continue
            }
            let found = inner.indices.first { axis in
                guard inner[axis] > 1, stride % unit[axis] == 0 else { return false }
                let last = place[axis] + (extent - 1) * (stride / unit[axis])
                return (0..<inner[axis]).contains(last)
            }
            guard let axis = found, taken.insert(axis).inserted else { return nil }
            result.append(stride / unit[axis] * view.strides[axis])
        }
        return View(base: view.base, offset: start, strides: result)
    }

    /// The strides under another shape of the same elements in the same order; nil where they do not lie at regular distances.
    static func reshape(_ shape: [Int], _ strides: [Int], to new: [Int]) -> [Int]? {
        guard !shape.contains(0) else { return Shape.strides(new) }
        // Axes that are walked as one, outermost first.
        var runs: [(extent: Int, stride: Int)] = []
        for (extent, stride) in zip(shape, strides) where extent != 1 {
            if let last = runs.last, last.stride == stride * extent {
                runs[runs.count - 1] = (last.extent * extent, stride)
            } else {
                runs.append((extent, stride))
            }
        }
        var result = [Int](repeating: 0, count: new.count)
        var axis = new.count - 1
        for run in runs.reversed() {
            var covered = 1
            while covered < run.extent {
                guard axis >= 0 else { return nil }
                result[axis] = run.stride * covered
                covered *= new[axis]
                guard run.extent % covered == 0 else { return nil }
                axis -= 1
            }
        }
        return result
    }
}
