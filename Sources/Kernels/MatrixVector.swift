/// A matrix (rows `stride` elements apart) times a vector x of consecutive elements.
struct MatrixVector<S: FloatElement> {
    let x: UnsafePointer<S>
    let matrix: UnsafePointer<S>
    let stride: Int
    let y: UnsafeMutablePointer<S>
    let yStride: Int
    let accumulate: Bool

    private typealias Lanes = S.Lanes

    /// y[i] = Σ_j M[i, j] x[j], four rows at a time.
    func dots(rows: Int, columns: Int) {
        var row = 0
        while row &+ 4 <= rows {
            let first = matrix + row &* stride
            var sums = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
            eachGroup(columns) { x, offset, keep in
                sums.0 = sums.0.addingProduct(x, keep(load(first, offset)))
                sums.1 = sums.1.addingProduct(x, keep(load(first + stride, offset)))
                sums.2 = sums.2.addingProduct(x, keep(load(first + 2 &* stride, offset)))
                sums.3 = sums.3.addingProduct(x, keep(load(first + 3 &* stride, offset)))
            }
            write(sums.0.sum, row)
            write(sums.1.sum, row &+ 1)
            write(sums.2.sum, row &+ 2)
            write(sums.3.sum, row &+ 3)
            row &+= 4
        }
        while row < rows {
            let first = matrix + row &* stride
            var sum = Lanes.zero
            eachGroup(columns) { x, offset, keep in sum = sum.addingProduct(x, keep(load(first, offset))) }
            write(sum.sum, row)
            row &+= 1
        }
    }

    /// y[j] = Σ_i x[i] M[i, j], four groups of columns at a time. `yStride` must be 1.
    func sumOfRows(rows: Int, columns: Int) {
        var column = 0
        while column &+ 4 &* Lanes.count <= columns {
            var sums = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
            for row in 0..<rows {
                let factor = Lanes(repeating: x[row])
                let source = matrix + (row &* stride &+ column)
                sums.0 = sums.0.addingProduct(factor, load(source, 0))
                sums.1 = sums.1.addingProduct(factor, load(source, Lanes.count))
                sums.2 = sums.2.addingProduct(factor, load(source, 2 &* Lanes.count))
                sums.3 = sums.3.addingProduct(factor, load(source, 3 &* Lanes.count))
            }
            write(sums.0, column, Lanes.count)
            write(sums.1, column &+ Lanes.count, Lanes.count)
            write(sums.2, column &+ 2 &* Lanes.count, Lanes.count)
            write(sums.3, column &+ 3 &* Lanes.count, Lanes.count)
            column &+= 4 &* Lanes.count
        }
        while column < columns {
            var sum = Lanes.zero
            for row in 0..<rows {
                sum = sum.addingProduct(Lanes(repeating: x[row]), load(matrix + (row &* stride &+ column), 0))
            }
            write(sum, column, min(Lanes.count, columns &- column))
            column &+= Lanes.count
        }
    }

    /// Goes over x by groups; `keep` clears the lanes beyond its end, of the matrix too (0 times what lies there may be NaN).
    @inline(__always)
    private func eachGroup(_ count: Int, _ body: (_ x: Lanes, _ offset: Int, _ keep: (Lanes) -> Lanes) -> Void) {
        var offset = 0
        while offset &+ Lanes.count <= count {
            body(load(x, offset), offset) { $0 }
            offset &+= Lanes.count
        }
        if offset < count {
            let inside = Lanes.first(count &- offset)
            body(Lanes.zero.replacing(with: load(x, offset), where: inside), offset) {
                Lanes.zero.replacing(with: $0, where: inside)
            }
        }
    }

    @inline(__always) private func load(_ source: UnsafePointer<S>, _ offset: Int) -> Lanes {
        UnsafeRawPointer(source + offset).loadUnaligned(as: Lanes.self)
    }

    @inline(__always) private func write(_ value: S, _ row: Int) {
        y[row &* yStride] = accumulate ? y[row &* yStride] + value : value
    }

    @inline(__always) private func write(_ values: Lanes, _ column: Int, _ count: Int) {
        let target = UnsafeMutableRawPointer(y + column)
        let total = accumulate ? target.loadUnaligned(as: Lanes.self) + values : values
        if count == Lanes.count {
            target.storeBytes(of: total, as: Lanes.self)
        } else {
            for lane in 0..<count { y[column &+ lane] = total[lane] }
        }
    }
}
