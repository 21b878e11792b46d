import Tensors

/// A picture as pixels.
public struct Raster: Sendable, Equatable {
    /// In pixels.
    public let width: Int
    public let height: Int
    /// Red, green, blue and opacity (always 255) of each pixel, row by row from the top: `4 * width * height` bytes.
    public let bytes: [UInt8]

    /// Of a side, in pixels.
    static let sides: ClosedRange<Double> = 36...32_767
}

extension Figure {
    /// The figure as pixels, for what makes films of figures.
    ///
    /// The figure keeps its width in points and takes the shape of the raster, so letters are `width` / (72 · inches) times
    /// their size in points.
    ///
    /// - Parameters:
    ///   - width: in pixels.
    ///   - height: in pixels.
    /// - Throws: `TensorError` for what ``check()`` finds, sizes out of reach, or a failure of Cairo.
    public func raster(width: Int, height: Int) throws -> Raster {
        guard Raster.sides.contains(Double(width)), Raster.sides.contains(Double(height)) else {
            throw TensorError("a picture of \(width) × \(height) pixels", hint: "from 36 to 32767 pixels a side")
        }
        try check()
        let across = effectiveSize.width
        let resolution = Double(width) / across * 72
        let size = Figure.Size(width: across, height: Double(height) / resolution * 72)
        let canvas = try Canvas(.png, size: size, resolution: resolution)
        FigurePainter(canvas: canvas, figure: self, size: size, resolution: resolution).paint()
        try Interrupt.check()
        return try canvas.pixels()
    }
}
