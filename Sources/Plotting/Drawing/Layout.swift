/// Where the panels of a figure go: margins as wide as their labels, the frames of a row and of a column in line.
struct Layout {
    /// The place of one panel.
    struct Place {
        /// All that belongs to the panel.
        var cell: Rect
        /// The axes.
        var frame: Rect
        var title: Title?
        var x = Ticks()
        var y = Ticks()
        /// nil where colours are explained elsewhere.
        var bar: ColourBar?
        /// Whether the legend is drawn inside the axes.
        var hasLegendInside = false
        /// Lines of legend and notes under the axes.
        var strip: [[Scene.Entry]] = []
    }

    private struct Margins {
        var left = 0.0
        var right = 0.0
        var top = 0.0
        var bottom = 0.0
    }

    private(set) var places: [Place] = []

    init(scenes: [Scene], columns: Int, area: Rect, showsBars: Bool, canvas: Canvas) {
        let rows = (scenes.count - 1) / columns + 1
        let spacing = 8.0
        let width = max((area.width - spacing * Double(columns - 1)) / Double(columns), 1)
        let height = max((area.height - spacing * Double(rows - 1)) / Double(rows), 1)
        var margins: [Margins] = []
        for (index, scene) in scenes.enumerated() {
            let cell = Rect(
                x: area.x + Double(index % columns) * (width + spacing),
                y: area.y + Double(index / columns) * (height + spacing), width: width, height: height)
            var place = Place(cell: cell, frame: cell)
            margins.append(Layout.measure(scene, &place, showsBars: showsBars, canvas: canvas))
            places.append(place)
        }
        for index in places.indices {
            // Frames that fill their room are in line; squares and boxes do not.
            let column = stride(from: index % columns, to: places.count, by: columns).filter {
                scenes[$0].panel.fillsRoom == scenes[index].panel.fillsRoom
            }
            let row = (index / columns * columns)..<min((index / columns + 1) * columns, places.count)
            var frame = places[index].cell.inset(
                left: column.map { margins[$0].left }.max() ?? 0, top: row.map { margins[$0].top }.max() ?? 0,
                right: column.map { margins[$0].right }.max() ?? 0, bottom: row.map { margins[$0].bottom }.max() ?? 0)
            if scenes[index].panel.is3D {
                // The box is about as wide as high: its numbers, title and colour bar stay near it.
                let width = min(frame.width, frame.height * 1.25 + 56)
                let height = min(frame.height, frame.width * 1.25)
                frame = Rect(
                    x: frame.x + (frame.width - width) / 2, y: frame.y + (frame.height - height) / 2, width: width,
                    height: height)
            }
            places[index].frame = frame
        }
        // Squares of one size, the largest that fits everywhere.
        let squares = places.indices.filter { scenes[$0].panel.frame == .square && !scenes[$0].panel.is3D }
        let side = squares.map { min(places[$0].frame.width, places[$0].frame.height) }.min() ?? 0
        // Among others their titles stay in line; alone they are in the middle.
        let share = squares.count == places.count ? 0.5 : 0
        for index in squares {
            let frame = places[index].frame
            places[index].frame = Rect(
                x: frame.x + (frame.width - side) / 2, y: frame.y + (frame.height - side) * share, width: side, height: side)
        }
        for index in places.indices {
            Layout.chooseTicks(scenes[index], &places[index], canvas: canvas)
            if places[index].bar != nil { places[index].bar = Layout.bar(scenes[index], places[index]) }
        }
    }

    /// The colours of a panel, as high as its frame; nil without a field.
    private static func bar(_ scene: Scene, _ place: Place) -> ColourBar? {
        scene.colours.map { colours in
            let label = scene.panel.is3D ? "" : scene.fields.first?.label ?? ""
            return ColourBar(scale: colours, label: label, height: place.frame.height, scenes: [scene])
        }
    }

    /// The margins of a panel, with ticks for the frame that common margins would leave.
    private static func measure(_ scene: Scene, _ place: inout Place, showsBars: Bool, canvas: Canvas) -> Margins {
        var margins = Margins(left: 8, right: 10, top: 8, bottom: 4)
        if !scene.panel.title.isEmpty {
            let title = Title(scene.panel.title, size: Typography.title, width: place.cell.width, on: canvas)
            margins.top += title.height + 3
            place.title = title
        }
        place.frame = place.cell.inset(left: 50, top: margins.top, right: 10, bottom: margins.bottom + 34)
        if showsBars, scene.panel.showsColourBar, let bar = bar(scene, place) {
            place.bar = bar
            margins.right = 10 + bar.width(on: canvas) + 4
            place.frame = place.frame.inset(right: margins.right - 10)
        }
        chooseTicks(scene, &place, canvas: canvas)
        place.hasLegendInside = hasRoomForLegend(scene, place, canvas: canvas)
        let below = scene.panel.showsLegend && !place.hasLegendInside ? scene.legend : []
        place.strip = flow(below + scene.notes, width: place.cell.width - 8, canvas: canvas)
        margins.bottom += Double(place.strip.count) * Typography.line
        guard !scene.panel.is3D else { return margins }
        let widest = place.y.major.map { canvas.width(of: $0.label, size: Typography.tick) }.max() ?? 0
        margins.left += widest + Typography.tickLength + 3
        if !scene.panel.y.label.isEmpty { margins.left += Typography.line + 2 }
        margins.bottom += Typography.tickLength + Typography.tick + 4
        if !scene.panel.x.label.isEmpty || !place.x.annotation.isEmpty { margins.bottom += Typography.line + 2 }
        if !place.y.annotation.isEmpty || !(place.bar.map { $0.annotation.isEmpty } ?? true) {
            margins.top += Typography.tick + 3
        }
        if place.bar == nil, let last = place.x.major.last, let fraction = scene.x.fraction(last.value), fraction > 0.95 {
            margins.right = max(margins.right, canvas.width(of: last.label, size: Typography.tick) / 2 + 4)
        }
        return margins
    }

    /// Whether the legend can lie inside the axes without hiding more than a trace of the marks.
    private static func hasRoomForLegend(_ scene: Scene, _ place: Place, canvas: Canvas) -> Bool {
        guard scene.colours == nil, scene.panel.showsLegend, !scene.legend.isEmpty else { return false }
        let painter = PanelPainter(canvas: canvas, scene: scene, place: place, resolution: 72)
        return LegendBox(scene.legend, canvas: canvas).bestPlace(in: painter).hidden < 0.02
    }

    /// As many ticks as have room side by side.
    private static func chooseTicks(_ scene: Scene, _ place: inout Place, canvas: Canvas) {
        guard !scene.panel.is3D else { return }
        place.y = scene.y.ticks(count: Int(place.frame.height / 30))
        var count = Int(place.frame.width / 42)
        repeat {
            place.x = scene.x.ticks(count: count)
            let widest = place.x.major.map { canvas.width(of: $0.label, size: Typography.tick) }.max() ?? 0
            let places = place.x.major.compactMap { scene.x.fraction($0.value) }.map { $0 * place.frame.width }
            if zip(places, places.dropFirst()).allSatisfy({ $1 - $0 > widest + 8 }) { break }
            count -= 1
        } while count >= 2
    }

    /// Entries side by side in as many lines as they need.
    private static func flow(_ entries: [Scene.Entry], width: Double, canvas: Canvas) -> [[Scene.Entry]] {
        var lines: [[Scene.Entry]] = []
        var used = 0.0
        for entry in entries.map({ $0.fitted(width, on: canvas) }) {
            let needed = entry.width(on: canvas) + 14
            if lines.isEmpty || used + needed > width {
                lines.append([])
                used = 0
            }
            lines[lines.count - 1].append(entry)
            used += needed
        }
        return lines
    }
}

extension Panel {
    /// Whether the axes are as wide as the layout has room.
    fileprivate var fillsRoom: Bool { frame == .free && !is3D }
}

extension Scene.Entry {
    static let swatchWidth = 24.0

    /// The entry with its text cut where it is wider than `limit`.
    func fitted(_ limit: Double, on canvas: Canvas) -> Scene.Entry {
        let excess = width(on: canvas) - limit
        guard excess > 0 else { return self }
        let room = max(canvas.width(of: text, size: Typography.legend) - excess, 1)
        return Scene.Entry(swatch: swatch, text: canvas.cut(text, size: Typography.legend, width: room))
    }

    /// Swatch and text, in points.
    func width(on canvas: Canvas) -> Double {
        (swatch == .none ? 0 : Scene.Entry.swatchWidth + 5) + canvas.width(of: text, size: Typography.legend)
    }

    /// Draws with the left end at `point.x` and the base line at `point.y`.
    func draw(on canvas: Canvas, at point: Point) {
        let middle = point.y - Typography.legend * 0.36
        let box = Rect(x: point.x, y: middle - 4.5, width: Scene.Entry.swatchWidth, height: 9)
        switch swatch {
        case .line(let stroke):
            canvas.stroke([Point(x: box.x, y: middle), Point(x: box.right, y: middle)], stroke)
        case .area(let colour, _):
            canvas.fill(box, colour)
        case .disc(let colour):
            canvas.fillDisc(box.middle, radius: 3, colour)
        case .cross(let colour):
            canvas.cross(box.middle, colour)
        case .hatched:
            canvas.hatch([box])
            canvas.stroke(box, .grey, width: 0.6)
        case .none:
            break
        }
        let left = swatch == .none ? point.x : box.right + 5
        canvas.text(text, at: Point(x: left, y: point.y), size: Typography.legend)
    }
}

extension Canvas {
    /// A cross with a light edge, seen on any ground.
    func cross(_ centre: Point, _ colour: Colour) {
        let arm = 5.0
        let strokes = [Stroke(colour: .white.with(opacity: 0.85), width: 4.2), Stroke(colour: colour, width: 2)]
        for (stroke, length) in zip(strokes, [arm + 1, arm]) {
            for sign in [-1.0, 1] {
                self.stroke(
                    [
                        Point(x: centre.x - length, y: centre.y - sign * length),
                        Point(x: centre.x + length, y: centre.y + sign * length),
                    ], stroke)
            }
        }
    }

    /// Fills rectangles with oblique lines on light grey: here is no number.
    func hatch(_ rects: [Rect]) {
        hatch(
            rects.map {
                [
                    Point(x: $0.x, y: $0.y), Point(x: $0.right, y: $0.y), Point(x: $0.right, y: $0.bottom),
                    Point(x: $0.x, y: $0.bottom),
                ]
            })
    }

    /// The same for polygons.
    func hatch(_ polygons: [[Point]]) {
        let corners = polygons.joined()
        guard let left = corners.map(\.x).min(), let right = corners.map(\.x).max(), let top = corners.map(\.y).min(),
            let bottom = corners.map(\.y).max()
        else { return }
        clipped(to: polygons) {
            fill(Rect(x: left, y: top, width: right - left, height: bottom - top), Colour(0xEDEDED))
            let spacing = 4.5
            var start = ((left - (bottom - top)) / spacing).rounded(.down) * spacing
            while start < right {
                line(
                    Point(x: start, y: bottom), Point(x: start + bottom - top, y: top), Colour(0x6E6E6E), width: 0.8)
                start += spacing
            }
        }
    }
}
