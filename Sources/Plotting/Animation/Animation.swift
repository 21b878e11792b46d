import Tensors

/// A film of figures, as the bytes of a GIF that repeats for ever.
///
///     let film = try Animation(framesPerSecond: 10)
///     for figure in figures { try film.add(figure) }
///     let bytes = try film.finish()
///
/// Frames are taken one at a time: what is kept is the last one's pixels and the compressed bytes. Each frame but the first
/// holds only the pixels that changed, with a palette of its own for them, so that what stands still neither flickers nor takes
/// space, and a landscape has nearly all of the 256 colours that its map has. Equal figures give equal bytes.
public final class Animation {
    private let framesPerSecond: Double
    private let resolution: Double
    private var writer: GIFWriter?
    private var last: Raster?
    private var count = 0

    /// - Parameters:
    ///   - framesPerSecond: up to 50; GIF counts in hundredths of a second, and viewers slow down what is faster.
    ///   - resolution: pixels per inch of the figures' size.
    public init(framesPerSecond: Double = 10, resolution: Double = 100) throws {
        guard framesPerSecond >= 0.01, framesPerSecond <= 50 else {
            throw TensorError(
                "\(shortText(framesPerSecond)) frames per second", hint: "from 0.01 to 50; viewers slow down what is faster")
        }
        guard resolution >= 20, resolution <= 600 else {
            throw TensorError(
                "a resolution of \(shortText(resolution)) pixels per inch", hint: "from 20 to 600; 100 is usual for films")
        }
        self.framesPerSecond = framesPerSecond
        self.resolution = resolution
    }

    /// Draws the figure as the next frame.
    ///
    /// - Throws: `TensorError` for what `Figure.check()` finds, for another size than that of the first frame, and for films
    ///   out of reach: frames of over ten million pixels, files of over a gigabyte.
    public func add(_ figure: Figure) throws {
        try figure.check()
        let size = try frameSize(figure)
        let frame = try figure.raster(width: size.width, height: size.height)
        let image = try Animation.change(from: last, to: frame, delay: delay())
        let writer = try self.writer ?? GIFWriter(width: frame.width, height: frame.height)
        self.writer = writer
        try writer.add(image)
        guard writer.byteCount <= 1_000_000_000 else {
            throw TensorError(
                "the film takes more than a gigabyte after \(count + 1) frames", hint: "fewer frames, or a smaller resolution")
        }
        last = frame
        count += 1
    }

    /// Ends the film and gives the bytes of its file. Throws where it has no frame.
    public func finish() throws -> [UInt8] {
        guard let writer else { throw TensorError("a film without frames") }
        return try writer.finish()
    }

    /// The pixels of a figure as the next frame: within reach, and as many as those of the frames before.
    private func frameSize(_ figure: Figure) throws -> (width: Int, height: Int) {
        let size = figure.effectiveSize
        let (width, height) = ((size.width * resolution / 72).rounded(), (size.height * resolution / 72).rounded())
        guard Raster.sides.contains(width), Raster.sides.contains(height), width * height <= 1e7 else {
            throw TensorError(
                "a frame of \(Int(width)) × \(Int(height)) pixels",
                hint: "from 36 to 32767 a side, at most ten million in all: another size or resolution")
        }
        if let last, (Int(width), Int(height)) != (last.width, last.height) {
            throw TensorError(
                "frame \(count) has \(Int(width)) × \(Int(height)) pixels, and those before \(last.width) × \(last.height)",
                hint: "all frames of a film have one size: as many panels, in as many columns")
        }
        return (Int(width), Int(height))
    }

    /// Hundredths of a second for the next frame, so that the frames' ends are right to half of one.
    private func delay() -> Int {
        let step = 100 / framesPerSecond
        return Int(((Double(count) + 1) * step).rounded() - (Double(count) * step).rounded())
    }

    /// The smallest rectangle that holds all pixels that changed; in it, those that did not are clear.
    private static func change(from last: Raster?, to frame: Raster, delay: Int) throws -> GIFWriter.Image {
        let area = try last.map { try difference($0, frame) } ?? Area(columns: 0..<frame.width, rows: 0..<frame.height)
        var counts: [UInt32: Int] = [:]
        for row in area.rows {
            try Interrupt.check()
            // Neighbours are alike: one look into the table for a run of equal pixels.
            var (colour, length) = (UInt32(0), 0)
            for column in area.columns {
                let pixel = frame.hex(column, row)
                if let last, last.hex(column, row) == pixel { continue }
                if pixel == colour {
                    length += 1
                } else {
                    if length > 0 { counts[colour, default: 0] += length }
                    (colour, length) = (pixel, 1)
                }
            }
            if length > 0 { counts[colour, default: 0] += length }
        }
        let palette = Palette(counts, limit: last == nil ? 256 : 255)
        let clear = last == nil ? nil : UInt8(palette.colours.count)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(area.columns.count * area.rows.count)
        for row in area.rows {
            try Interrupt.check()
            var (colour, place) = (UInt32.max, UInt8(0))
            for column in area.columns {
                let pixel = frame.hex(column, row)
                if let last, let clear, last.hex(column, row) == pixel {
                    pixels.append(clear)
                    continue
                }
                if pixel != colour { (colour, place) = (pixel, palette.places[pixel] ?? 0) }
                pixels.append(place)
            }
        }
        return GIFWriter.Image(
            left: area.columns.lowerBound, top: area.rows.lowerBound, width: area.columns.count, height: area.rows.count,
            pixels: pixels, colours: palette.colours + (clear == nil ? [] : [0]), clear: clear, delay: delay)
    }

    private struct Area {
        var columns: Range<Int>
        var rows: Range<Int>
    }

    /// What differs between two rasters of one size; one pixel where nothing does, as an image has at least one.
    private static func difference(_ a: Raster, _ b: Raster) throws -> Area {
        var (left, right, top, bottom) = (a.width, -1, a.height, -1)
        for row in 0..<a.height {
            try Interrupt.check()
            for column in 0..<a.width where a.hex(column, row) != b.hex(column, row) {
                left = min(left, column)
                right = max(right, column)
                top = min(top, row)
                bottom = max(bottom, row)
            }
        }
        guard right >= 0 else { return Area(columns: 0..<1, rows: 0..<1) }
        return Area(columns: left..<right + 1, rows: top..<bottom + 1)
    }
}

extension Raster {
    /// The pixel as `0xRRGGBB`.
    fileprivate func hex(_ column: Int, _ row: Int) -> UInt32 {
        let place = 4 * (row * width + column)
        return UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
    }
}
