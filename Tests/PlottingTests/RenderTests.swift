import CCairo
import Foundation
import Testing

@testable import Plotting

@Suite struct RenderTests {
    private let line = Figure(
        Panel([.line(x: [0, 1, 2], y: [0, 1, 0], label: "θ̂ & <κ₊> \"ñ\"")], title: "a < b & c", x: Axis("θ"), y: Axis("κ₊")))

    /// Without axes' labels and bars, a figure of one field of which every cell is one colour.
    private func plain(_ values: [Double], scale: Scale = .linear, rows: Int, columns: Int) -> Figure {
        let field = Field(values, rows: rows, columns: columns, scale: scale)
        return Figure(Panel([.heatmap(field)], showsColourBar: false))
    }

    @Test func pngHasItsSize() throws {
        let bytes = try line.render(to: .png, resolution: 100)
        #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        let image = try Pixels(png: bytes)
        #expect(image.width == 600 && image.height == 400)
        #expect(image[0, 0] == Colour.white.hex)
    }

    @Test func rasterIsTheSamePictureAsThePNG() throws {
        let image = try Pixels(png: try line.render(to: .png, resolution: 100))
        let raster = try line.raster(width: 600, height: 400)
        #expect((raster.width, raster.height, raster.bytes.count) == (600, 400, 600 * 400 * 4))
        for (x, y) in [(0, 0), (300, 200), (180, 120), (420, 77)] {
            let place = 4 * (y * 600 + x)
            let hex = raster.bytes[place..<place + 3].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            #expect(hex == image[x, y])
            #expect(raster.bytes[place + 3] == 255)
        }
        let wide = try line.raster(width: 999, height: 101)
        #expect((wide.width, wide.height) == (999, 101))
        #expect(throws: (any Error).self) { try line.raster(width: 0, height: 400) }
        #expect(throws: (any Error).self) { try line.raster(width: .max, height: .max) }
    }

    @Test func cellsHaveTheirColours() throws {
        let image = try Pixels(png: try plain([0, 1], rows: 1, columns: 2).render(to: .png, resolution: 72))
        let colours = Set((0..<image.width).map { image[$0, image.height / 2] })
        #expect(colours.contains(ColourMap.viridis.colour(at: 0).hex))
        #expect(colours.contains(ColourMap.viridis.colour(at: 1).hex))
        // Cells are not smoothed into each other: what is not a cell is the frame, the ground or a letter.
        let quarter = image[image.width / 3, image.height / 2]
        #expect(quarter == ColourMap.viridis.colour(at: 0).hex)
        #expect(image[image.width * 3 / 4, image.height / 2] == ColourMap.viridis.colour(at: 1).hex)
    }

    @Test func holesAreHatched() throws {
        let image = try Pixels(
            png: try plain([0, 5, .nan, 7], scale: .log, rows: 1, columns: 4).render(to: .png, resolution: 72))
        let row = image.height / 3
        let light = (0..<image.width).filter { image[$0, row] == Colour(0xEDEDED).hex }
        #expect(light.count > 50)
        #expect(light.contains { $0 < image.width * 2 / 5 } && light.contains { $0 > image.width / 2 })
    }

    @Test func svgIsWellFormed() throws {
        for figure in [line, plain([1, .nan, 0, 4], scale: .log, rows: 2, columns: 2), Figure([])] {
            let text = String(decoding: try figure.render(to: .svg), as: UTF8.self)
            #expect(text.hasPrefix("<?xml"))
            #expect(isWellFormed(text))
            #expect(!text.contains("nan") && !text.contains("inf"))
        }
    }

    @Test func equalFiguresGiveEqualBytes() throws {
        let figure = Figure([line.panels[0], plain([1, .nan, 0, 4], scale: .log, rows: 2, columns: 2).panels[0]])
        for format in PictureFormat.allCases {
            let first = try figure.render(to: format)
            #expect(try figure.render(to: format) == first)
        }
    }

    @Test func manyThreadsAtOnce() async throws {
        let figure = line
        let expected = try figure.render(to: .svg)
        let results = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try figure.render(to: .svg) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == expected })
    }

    @Test func pdfBeginsAndEnds() throws {
        let bytes = try line.render(to: .pdf)
        #expect(bytes.starts(with: Array("%PDF-".utf8)))
        #expect(String(decoding: bytes.suffix(8), as: UTF8.self).contains("%%EOF"))
    }

    @Test func surfacesAndContoursDraw() throws {
        let side = (0..<21).map { Double($0) / 10 - 1 }
        let saddle = Field(side.flatMap { y in side.map { x in x * x - y * y } }, x: side, y: side, label: "loss")
        let flat = try Pixels(png: try Figure(Panel([])).render(to: .png, resolution: 50))
        for mark in [Mark.surface(saddle), .contour(saddle), .contour(saddle, levels: [0, 0.5])] {
            let image = try Pixels(png: try Figure(Panel([mark, .cross(x: 0, y: 0)])).render(to: .png, resolution: 50))
            #expect(image.distinct > flat.distinct + 100)
        }
    }

    @Test func surfacesOfOneRowAndOneNumberDraw() throws {
        func drawn(_ values: [Double], rows: Int) throws -> Int {
            let field = Field(values, rows: rows, columns: values.count / rows)
            let image = try Pixels(
                png: try Figure(Panel([.surface(field)], showsColourBar: false)).render(to: .png, resolution: 50))
            return image.coloured
        }
        for (values, rows) in [([3.0], 1), ([1, 2, 4, 3], 1), ([1, 2, 4, 3], 4), ([1, .nan, 2], 1)] {
            #expect(try drawn(values, rows: rows) > 10, "\(values)")
        }
        #expect(try drawn([.nan], rows: 1) == 0)
    }

    @Test func axesSeenEndOnHaveNoNumbers() throws {
        let side = [-1.0, 0, 1]
        func count(_ elevation: Double) throws -> Int {
            let field = Field(side.flatMap { y in side.map { x in x * y } }, x: side, y: side)
            return try glyphs(
                Figure(Panel([.surface(field, view: Viewpoint(elevation: elevation))], showsColourBar: false)))
        }
        // −1.0, −0.5, 0.0, 0.5 and 1.0 on each axis; from above, the heights have none.
        let oneAxis = 17
        #expect(try count(28) == 3 * oneAxis)
        #expect(try count(90) == 2 * oneAxis)
    }

    @Test func smallPicturesKeepTheirAxes() throws {
        let side = (0..<21).map { Double($0) / 10 - 1 }
        let field = Field(side.flatMap { y in side.map { x in x * x - y * y } }, x: side, y: side, label: "loss")
        let panel = Panel([.heatmap(field)], title: "saddle", x: Axis("α"), y: Axis("β"), frame: .square)
        for (width, height) in [(1.0, 1.0), (2, 8), (14, 1)] {
            let figure = Figure([panel], size: .inches(width, height))
            let image = try Pixels(png: try figure.render(to: .png, resolution: 100))
            #expect(Double(image.coloured) > 0.08 * pow(100 * min(width, height), 2), "\(width) × \(height)")
        }
    }

    @Test func longTitlesTakeTwoLines() throws {
        let canvas = try Canvas(.png, size: .inches(6, 4), resolution: 72)
        func title(_ words: Int) -> Title {
            Title(Array(repeating: "loss", count: words).joined(separator: " "), size: 13, width: 300, on: canvas)
        }
        #expect(title(1).height == Title.line && title(15).height == 2 * Title.line && title(500).height == 2 * Title.line)
        for words in [1, 9, 10, 15, 17, 500] { #expect(title(words).width <= 300.5) }
        // The two lines are about equally long.
        #expect(title(14).width < 200)
        #expect(Title("", size: 13, width: 300, on: canvas).height == 0)
    }

    /// How often glyphs are used in an SVG.
    private func glyphs(_ figure: Figure) throws -> Int {
        String(decoding: try figure.render(to: .svg), as: UTF8.self).components(separatedBy: "<use xlink:href=\"#glyph").count - 1
    }

    @Test func contoursBearTheirValues() throws {
        let side = (0..<41).map { Double($0) / 20 - 1 }
        let bowl = Field(side.flatMap { y in side.map { x in x * x + y * y } }, x: side, y: side)
        func figure(_ isLabelled: Bool, _ levels: [Double]) -> Figure {
            Figure(Panel([.contour(bowl, levels: .at(levels), isLabelled: isLabelled)], showsColourBar: false))
        }
        // "0.5" has three letters; a line too short for its number has none.
        #expect(try glyphs(figure(true, [0.5])) == (try glyphs(figure(false, [0.5]))) + 3)
        #expect(try glyphs(figure(true, [1e-4])) == (try glyphs(figure(false, [1e-4]))))
    }

    @Test func longTextsStayInThePicture() throws {
        let long = String(repeating: "long and longer ", count: 40)
        let panel = Panel([.line(x: [0, 1], y: [0, 1e6], label: long)], title: long, x: Axis(long), y: Axis(long))
        for figure in [Figure(panel), Figure([panel, panel], title: long), Figure([panel, panel, panel], columns: 3)] {
            let image = try Pixels(png: try figure.render(to: .png, resolution: 72))
            for y in 0..<image.height { #expect(image[0, y] == 0xFFFFFF && image[image.width - 1, y] == 0xFFFFFF) }
        }
    }

    @Test func aBandHasTheColourOfItsLine() {
        let x = [0.0, 1]
        let marks: [Mark] = [
            .band(x: x, lower: x, upper: x), .line(x: x, y: x), .band(x: x, lower: x, upper: x),
            .line(x: x, y: x, stroke: Stroke(colour: .green)), .line(x: x, y: x),
        ]
        #expect(Scene(Panel(marks)).markColours == [.black, .black, .green, .green, .red])
    }

    @Test func bandsReachTheBottomOfLogarithmicAxes() throws {
        let panel = Panel(
            [.band(x: [0, 1], lower: [-1, 0], upper: [100, 100]), .line(x: [0, 1], y: [1, 100])], y: Axis(scale: .log))
        #expect(Scene(panel).notes.isEmpty)
        let image = try Pixels(png: try Figure(panel).render(to: .png, resolution: 72))
        let grey = Colour.black.with(opacity: Mark.bandOpacity).over(.white).hex
        #expect((0..<image.height).count { image[image.width / 2, $0] == grey } > image.height / 3)
    }

    @Test func veryManyPointsMakeSmallPictures() throws {
        let count = 300_000
        let x = (0..<count).map(Double.init)
        let y = x.map { ($0 * 0.618).truncatingRemainder(dividingBy: 1) }
        let line = try Figure(Panel([.line(x: x, y: y)])).render(to: .svg)
        #expect(line.count < 1_000_000)
        let image = try Pixels(png: try Figure(Panel([.scatter(x: x, y: y)])).render(to: .png, resolution: 72))
        // Nothing shows between so many discs.
        #expect(image[image.width / 2, image.height / 2] == 0 && image[image.width / 3, image.height / 3] == 0)
    }

    @Test func textIsSplitIntoLevels() {
        #expect(TextRun.split("10⁻³") == [TextRun(text: "10", level: .normal), TextRun(text: "−3", level: .raised)])
        #expect(TextRun.split("κ₊") == [TextRun(text: "κ", level: .normal), TextRun(text: "+", level: .lowered)])
        #expect(TextRun.split("Hᵢⱼ").last == TextRun(text: "ij", level: .lowered))
        #expect(TextRun.split("zᵀ").last == TextRun(text: "T", level: .raised))
        #expect(TextRun.split("θ\u{302}x").first == TextRun(text: "θ", level: .normal, accents: ["\u{302}"]))
        #expect(TextRun.split("a\nb\0") == [TextRun(text: "a b ", level: .normal)])
        #expect(TextRun.split("").isEmpty)
    }

    @Test func longTextsAreCutNotSpilled() throws {
        let canvas = try Canvas(.png, size: .inches(2, 2), resolution: 72)
        let (text, size) = canvas.fitted(String(repeating: "loss ", count: 1000), size: 12, width: 80)
        #expect(text.hasSuffix("…"))
        #expect(canvas.width(of: text, size: size) <= 80.5)
    }

    @Test func identifiersAreNumberedByAppearance() {
        let svg = "<g id=\"image17\"/><use xlink:href=\"#image17\" clip-path=\"url(#clip4)\" fill=\"none\"/><g id=\"clip4\"/>"
        let expected = "<g id=\"image0\"/><use xlink:href=\"#image0\" clip-path=\"url(#clip1)\" fill=\"none\"/><g id=\"clip1\"/>"
        #expect(String(decoding: SVGIdentifiers.renumbered(Array(svg.utf8)), as: UTF8.self) == expected)
    }
}

/// Whatever numbers come, a figure is drawn or refused: no crash, no NaN in the file, in bounded time.
@Suite struct AnyNumbersTests {
    private static let special: [Double] = [
        0, -1, 1, .nan, .infinity, -.infinity, 1e308, -1.7e308, 1e-300, .leastNormalMagnitude / 8, 1e17, 1e17 + 16,
        1.0000000000000002, 0.1,
    ]

    @Test(arguments: 0..<60) func survive(_ seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func number() -> Double { AnyNumbersTests.special[next(AnyNumbersTests.special.count)] }
        func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in number() } }
        func scale() -> Scale { [.linear, .log, .symlog()][next(3)] }
        func field() -> Field {
            let x = Set(numbers(4).filter(\.isFinite)).sorted()
            let y = Array(Set(numbers(3).filter(\.isFinite)).sorted().reversed())
            return Field(numbers(x.count * y.count), x: x, y: y, map: ColourMap.all[next(4)], scale: scale())
        }
        let edges = numbers(4).filter(\.isFinite).sorted()
        let marks: [Mark] = [
            .line(x: numbers(6), y: numbers(6), stroke: Stroke(dash: .dashed), label: "line"), .cross(x: number(), y: number()),
            .band(x: numbers(4), lower: numbers(4), upper: numbers(4)), .scatter(x: numbers(3), y: numbers(3), label: "dots"),
            .bars(edges: edges, heights: numbers(max(edges.count - 1, 0))), .horizontal(number()), .vertical(number()),
            .heatmap(field()), .contour(field()),
        ]
        let flat = marks.filter { _ in next(2) == 0 }
        let axis = Axis("θ", scale: scale(), isDescending: next(2) == 0)
        let figure = Figure([
            Panel(flat, x: axis, y: Axis(scale: scale())), Panel([.surface(field()), .cross(x: number(), y: number())]), Panel(),
        ])
        do { try figure.check() } catch { return }
        for format in PictureFormat.allCases {
            let bytes = try figure.render(to: format, resolution: 40)
            if format == .svg { #expect(isWellFormed(String(decoding: bytes, as: UTF8.self))) }
        }
        for colour in TerminalColours.allCases {
            _ = try figure.renderTerminal(columns: 24 + next(90), rows: 8 + next(20), colour: colour)
        }
    }
}

extension Colour {
    fileprivate var hex: UInt32 {
        let (red, green, blue) = bytes
        return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }
}

/// The pixels of a PNG, read back by Cairo.
private struct Pixels {
    let width: Int
    let height: Int
    private let values: [UInt32]

    private final class Source {
        var rest: ArraySlice<UInt8>
        init(_ bytes: [UInt8]) { rest = bytes[...] }
    }

    init(png bytes: [UInt8]) throws {
        let source = Source(bytes)
        let surface = withExtendedLifetime(source) {
            cairo_image_surface_create_from_png_stream(
                { closure, data, length in
                    guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
                    let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
                    guard source.rest.count >= Int(length) else { return CAIRO_STATUS_READ_ERROR }
                    for index in 0..<Int(length) { data[index] = source.rest.removeFirst() }
                    return CAIRO_STATUS_SUCCESS
                }, Unmanaged.passUnretained(source).toOpaque())
        }
        defer { cairo_surface_destroy(surface) }
        try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        width = Int(cairo_image_surface_get_width(surface))
        height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        let data = try #require(cairo_image_surface_get_data(surface))
        var values: [UInt32] = []
        for y in 0..<height {
            for x in 0..<width {
                values.append(UnsafeRawPointer(data).load(fromByteOffset: y * stride + 4 * x, as: UInt32.self) & 0xFFFFFF)
            }
        }
        self.values = values
    }

    subscript(x: Int, y: Int) -> UInt32 { values[y * width + x] }

    /// How many pixels are no grey.
    var coloured: Int {
        values.count { value in
            let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map(Int.init)
            return (parts.max() ?? 0) - (parts.min() ?? 0) > 24
        }
    }

    /// How many pixels differ from white.
    var distinct: Int { values.count { $0 != 0xFFFFFF } }
}

/// Whether tags nest, attributes are quoted and nothing but known entities is escaped. Enough for what Cairo writes.
private func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    var rest = Array(text.utf8)[...]
    var roots = 0
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
        guard let end = rest[start...].firstIndex(of: UInt8(ascii: ">")) else { return false }
        let tag = String(decoding: rest[start + 1..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        if tag.hasPrefix("?") { continue }
        guard tag.count(where: { $0 == "\"" }) % 2 == 0, !tag.contains("<"), tag.count(where: { $0 == "=" }) >= 0 else {
            return false
        }
        if tag.hasPrefix("/") {
            guard open.popLast() == tag.dropFirst() else { return false }
        } else {
            if open.isEmpty { roots += 1 }
            let name = tag.prefix { $0 != " " && $0 != "/" }
            if !tag.hasSuffix("/") { open.append(name) }
        }
    }
    return open.isEmpty && roots == 1
}
