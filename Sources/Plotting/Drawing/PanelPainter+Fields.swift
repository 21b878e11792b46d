import Tensors

extension PanelPainter {
    /// Cells as one image at the resolution of the picture (so that no renderer smooths or leaves seams), holes hatched.
    func paint(heatmap field: Field) {
        guard let colours = scene.colours, !field.x.isEmpty, !field.y.isEmpty else { return }
        let columns = cellEdges(field.x, scene.panel.x.scale).map { across($0) ?? .nan }
        let rows = cellEdges(field.y, scene.panel.y.scale).map { down($0) ?? .nan }
        guard columns.allSatisfy(\.isFinite), rows.allSatisfy(\.isFinite) else { return }

        let scale = resolution / 72
        let (width, height) = (pixels(frame.width * scale), pixels(frame.height * scale))
        let columnOf = cellOfPixel(columns, from: frame.x, step: frame.width / Double(width), count: width)
        let rowOf = cellOfPixel(rows, from: frame.y, step: frame.height / Double(height), count: height)
        let cellColours = field.values.map { value -> UInt32 in
            guard !Interrupt.requested, let colour = colours.colour(value) else { return 0 }
            let bytes = colour.bytes
            return 0xFF00_0000 | UInt32(bytes.red) << 16 | UInt32(bytes.green) << 8 | UInt32(bytes.blue)
        }
        var image = [UInt32](repeating: 0, count: width * height)
        for y in 0..<height {
            guard let row = rowOf[y] else { continue }
            for x in 0..<width {
                if let column = columnOf[x] { image[y * width + x] = cellColours[row * field.x.count + column] }
            }
        }
        canvas.image(image, width: width, height: height, in: frame)
        let holes = holeRects(field, colours, columns, rows)
        if !holes.isEmpty { canvas.hatch(holes) }
    }

    private func pixels(_ length: Double) -> Int { Int(min(max(length.rounded(), 1), 8192)) }

    /// For the centre of each pixel, the cell between `edges` (monotone) that holds it; nil outside.
    private func cellOfPixel(_ edges: [Double], from start: Double, step: Double, count: Int) -> [Int?] {
        var result = [Int?](repeating: nil, count: count)
        for cell in 0..<edges.count - 1 {
            let (low, high) = (min(edges[cell], edges[cell + 1]), max(edges[cell], edges[cell + 1]))
            let first = min(max(((low - start) / step - 0.5).rounded(.up), 0), Double(count))
            let end = min(max(((high - start) / step - 0.5).rounded(.up), 0), Double(count))
            guard first < end else { continue }
            for pixel in Int(first)..<Int(end) { result[pixel] = cell }
        }
        return result
    }

    /// Cells without a colour, neighbours in a row joined, cut to the frame.
    private func holeRects(_ field: Field, _ colours: ColourScale, _ columns: [Double], _ rows: [Double]) -> [Rect] {
        var rects: [Rect] = []
        let width = field.x.count
        for row in field.y.indices {
            var column = 0
            while column < width {
                guard colours.range.fraction(field.values[row * width + column]) == nil else {
                    column += 1
                    continue
                }
                let first = column
                while column < width, colours.range.fraction(field.values[row * width + column]) == nil { column += 1 }
                let (a, b) = (columns[first], columns[column])
                let (c, d) = (rows[row], rows[row + 1])
                let left = max(min(a, b), frame.x)
                let right = min(max(a, b), frame.right)
                let top = max(min(c, d), frame.y)
                let bottom = min(max(c, d), frame.bottom)
                if left < right && top < bottom {
                    rects.append(Rect(x: left, y: top, width: right - left, height: bottom - top))
                }
            }
        }
        return rects
    }
}
