import CGif
import Tensors
import Testing

@testable import Plotting

/// Films, read back by giflib.
@Suite struct AnimationTests {
    /// A landscape with letters and a cross over it, and lines if wanted; it changes with `time`.
    private func landscape(_ time: Double, hasLines: Bool = false, side: Int = 41) -> Figure {
        let x = (0..<side).map { Double($0) / Double(side - 1) * 2 - 1 }
        let values = x.flatMap { b in x.map { a in a * a - time * b * b + 0.1 * a * b } }
        let field = Field(values, x: x, y: x, limits: -1...1, label: "loss")
        let marks: [Mark] = [.heatmap(field), .cross(x: 0, y: time)] + (hasLines ? [.contour(field)] : [])
        return Figure(Panel(marks, title: "θ̂ at \(time)", x: Axis("α"), y: Axis("β")))
    }

    private func film(_ figures: [Figure], fps: Double = 10, resolution: Double = 60) throws -> Film {
        let animation = try Animation(framesPerSecond: fps, resolution: resolution)
        for figure in figures { try animation.add(figure) }
        return try Film(animation.finish())
    }

    private func hexes(_ figure: Figure, _ film: Film) throws -> [UInt32] {
        let raster = try figure.raster(width: film.width, height: film.height)
        return stride(from: 0, to: raster.bytes.count, by: 4).map { place in
            raster.bytes[place..<place + 3].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
    }

    /// Of the components, which go to 255: the map's own colours are up to three from each other. Half-clear lines over a
    /// landscape blend with all its colours; of their edges some pixels are far off.
    @Test(arguments: [(hasLines: false, most: 16, mostOf99: 4), (hasLines: true, most: 40, mostOf99: 12)])
    func framesAreTheFigures(_ limits: (hasLines: Bool, most: Int, mostOf99: Int)) throws {
        let figures = [0, 0.25, 0.5, 1].map { landscape($0, hasLines: limits.hasLines) }
        let film = try film(figures, resolution: 100)
        #expect((film.width, film.height, film.frames.count) == (600, 400, 4))
        for (figure, frame) in zip(figures, film.frames) {
            let drawn = zip(try hexes(figure, film), frame).filter { $0.0 != 0xFFFFFF }
            let errors = drawn.map { Film.distance($0, $1) }.sorted()
            #expect(errors.last ?? 255 <= limits.most)
            #expect(errors[errors.count * 99 / 100] <= limits.mostOf99)
        }
    }

    @Test func fewColoursAreExact() throws {
        let figures = [Colour.red, .blue, .green].map { colour in
            Figure(Panel([.bars(edges: [0, 1, 2], heights: [1, 2], colour: colour)]))
        }
        let film = try film(figures)
        for (figure, frame) in zip(figures, film.frames) { #expect(frame == (try hexes(figure, film))) }
    }

    @Test func areasKeepTheirColour() throws {
        let noise = (0..<10_000).map { Double(($0 &* 7919) % 10_007) }
        let field = Field(noise, rows: 100, columns: 100, map: .magma)
        let film = try film([Figure([Panel([.heatmap(field)]), Panel([.heatmap(Field(noise, rows: 100, columns: 100))])])])
        #expect(film.frames[0][0] == 0xFFFFFF)
        #expect(film.frames[0].count { $0 == 0xFFFFFF } > film.frames[0].count / 10)
    }

    @Test func whatStandsStillTakesNoSpace() throws {
        let figure = landscape(0.5)
        let one = try film([figure])
        let five = try film([figure, figure, figure, figure, figure])
        #expect(five.byteCount - one.byteCount < 4 * 60)
        #expect(five.frames.allSatisfy { $0 == one.frames[0] })
    }

    @Test(arguments: [
        (10.0, [10, 10, 10, 10, 10, 10]), (30.0, [3, 4, 3, 3, 4, 3]), (50.0, [2, 2, 2, 2, 2, 2]), (0.5, [200, 200]),
    ])
    func timesAddUp(_ fps: Double, _ delays: [Int]) throws {
        let film = try film(delays.map { _ in Figure(Panel()) }, fps: fps)
        #expect(film.delays == delays)
        #expect(film.repeats == 0)
    }

    @Test func equalFiguresGiveEqualBytes() throws {
        func bytes() throws -> [UInt8] {
            let animation = try Animation(resolution: 40)
            for time in [0, 0.5] { try animation.add(landscape(time)) }
            return try animation.finish()
        }
        #expect(try bytes() == bytes())
    }

    @Test func whatMakesNoFilmIsAnError() throws {
        for fps in [0, -1, 51, .nan, .infinity] as [Double] {
            #expect(throws: (any Error).self) { try Animation(framesPerSecond: fps) }
        }
        for resolution in [0, 19, 601, .nan] as [Double] {
            #expect(throws: (any Error).self) { try Animation(resolution: resolution) }
        }
        #expect(throws: (any Error).self) { try Animation().finish() }
        let animation = try Animation(resolution: 40)
        try animation.add(Figure(Panel()))
        let error = #expect(throws: TensorError.self) { try animation.add(Figure([Panel(), Panel()])) }
        #expect(error?.message == "frame 1 has 336 × 144 pixels, and those before 240 × 160")
        // An error leaves what there was before.
        try animation.add(Figure(Panel()))
        #expect(try Film(animation.finish()).frames.count == 2)
        for (size, message) in [
            (Figure.Size.inches(100, 100), "a frame of 60000 × 60000 pixels"),
            (.inches(60, 0.5), "a frame of 36000 × 300 pixels"),
        ] {
            let error = #expect(throws: TensorError.self) { try Animation(resolution: 600).add(Figure([Panel()], size: size)) }
            #expect(error?.message == message)
        }
        // Too small a frame names frames, too.
        let small = #expect(throws: TensorError.self) {
            try Animation(resolution: 20).add(Figure([Panel()], size: .inches(1, 2)))
        }
        #expect(small?.message == "a frame of 20 × 40 pixels")
    }

    @Test func palettesOfAnyColours() {
        var state: UInt64 = 1
        func next() -> UInt32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt32(truncatingIfNeeded: state >> 40) & 0xFFFFFF
        }
        for number in [0, 1, 2, 255, 256, 257, 5000] {
            var counts: [UInt32: Int] = [:]
            while counts.count < number { counts[next()] = 1 + Int(next() % 1000) }
            for limit in [1, 2, 255, 256] {
                let palette = Palette(counts, limit: limit)
                #expect(palette.colours.count <= limit && palette.colours.count >= min(number, 1))
                #expect(palette.places.count == number)
                #expect(palette.places.values.allSatisfy { Int($0) < palette.colours.count })
                if number <= limit {
                    #expect(counts.keys.allSatisfy { palette.colours[Int(palette.places[$0] ?? 0)] == $0 })
                }
            }
        }
        // A cube of 2¹² colours in 256 boxes: at best 2 · 2 · 4 of its grey levels of 17 each.
        var cube: [UInt32: Int] = [:]
        for hex in 0..<UInt32(4096) { cube[(hex >> 8 & 15) * 17 << 16 | (hex >> 4 & 15) * 17 << 8 | (hex & 15) * 17] = 1 }
        let palette = Palette(cube, limit: 256)
        let worst = cube.keys.map { Film.distance($0, palette.colours[Int(palette.places[$0] ?? 0)]) }.max()
        #expect(worst ?? 255 <= 34)
    }
}

/// What giflib reads from a GIF: each frame as it is seen, over those before.
private struct Film {
    var width = 0
    var height = 0
    /// `0xRRGGBB` of each pixel of each frame.
    var frames: [[UInt32]] = []
    /// In hundredths of a second.
    var delays: [Int] = []
    /// 0 is for ever; nil where the file does not say.
    var repeats: Int?
    let byteCount: Int

    private final class Source {
        var rest: ArraySlice<UInt8>
        init(_ bytes: [UInt8]) { rest = bytes[...] }
    }

    /// The largest difference of a component.
    static func distance(_ a: UInt32, _ b: UInt32) -> Int {
        [0, 8, 16].map { abs(Int(a >> $0 & 255) - Int(b >> $0 & 255)) }.max() ?? 0
    }

    init(_ bytes: [UInt8]) throws {
        byteCount = bytes.count
        let source = Source(bytes)
        try withExtendedLifetime(source) {
            var code: Int32 = 0
            let opened = DGifOpen(
                Unmanaged.passUnretained(source).toOpaque(),
                { file, target, count in
                    guard let data = file?.pointee.UserData, let target else { return 0 }
                    let source = Unmanaged<Source>.fromOpaque(data).takeUnretainedValue()
                    let piece = source.rest.prefix(Int(count))
                    for (index, byte) in piece.enumerated() { target[index] = byte }
                    source.rest = source.rest.dropFirst(piece.count)
                    return Int32(piece.count)
                }, &code)
            let file = try #require(opened)
            defer { DGifCloseFile(file, &code) }
            try #require(DGifSlurp(file) == GIF_OK)
            (width, height) = (Int(file.pointee.SWidth), Int(file.pointee.SHeight))
            var seen = [UInt32](repeating: 0x123456, count: width * height)
            for index in 0..<Int(file.pointee.ImageCount) {
                var control = GraphicsControlBlock()
                try #require(DGifSavedExtensionToGCB(file, Int32(index), &control) == GIF_OK)
                delays.append(Int(control.DelayTime))
                let image = file.pointee.SavedImages[index]
                if index == 0 { repeats = Film.repeats(image) }
                let place = image.ImageDesc
                let map = try #require(place.ColorMap).pointee
                for row in 0..<Int(place.Height) {
                    for column in 0..<Int(place.Width) {
                        let value = Int(image.RasterBits[row * Int(place.Width) + column])
                        if value == Int(control.TransparentColor) { continue }
                        let colour = map.Colors[value]
                        seen[(row + Int(place.Top)) * width + column + Int(place.Left)] =
                            UInt32(colour.Red) << 16 | UInt32(colour.Green) << 8 | UInt32(colour.Blue)
                    }
                }
                frames.append(seen)
            }
        }
    }

    private static func repeats(_ image: SavedImage) -> Int? {
        for index in 0..<Int(image.ExtensionBlockCount) {
            let block = image.ExtensionBlocks[index]
            if block.Function == CONTINUE_EXT_FUNC_CODE, block.ByteCount == 3, block.Bytes[0] == 1 {
                return Int(block.Bytes[1]) | Int(block.Bytes[2]) << 8
            }
        }
        return nil
    }
}
