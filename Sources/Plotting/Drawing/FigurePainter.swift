import Tensors

extension Figure {
    /// The bytes of a picture file. Equal figures give equal bytes.
    ///
    /// - Parameter resolution: pixels per inch, for `.png`; also the resolution of heat maps inside `.svg` and `.pdf`.
    /// - Throws: `TensorError` for what ``check()`` finds, a picture too large, or a failure of Cairo.
    public func render(to format: PictureFormat, resolution: Double = 200) throws -> [UInt8] {
        try check()
        guard resolution >= 20, resolution <= 2400 else {
            throw TensorError("a resolution of \(resolution) pixels per inch", hint: "from 20 to 2400; 200 is usual")
        }
        let size = effectiveSize
        let canvas = try Canvas(format, size: size, resolution: resolution)
        FigurePainter(canvas: canvas, figure: self, size: size, resolution: resolution).paint()
        // An interrupt leaves a picture unfinished.
        try Interrupt.check()
        let bytes = try canvas.finish()
        return format == .svg ? SVGIdentifiers.renumbered(bytes) : bytes
    }
}

/// Font sizes and distances, in points.
enum Typography {
    static let tick = 11.0
    static let label = 12.0
    static let title = 13.0
    static let legend = 11.0
    static let line = 15.0
    static let tickLength = 4.0
    static let gap = 4.0
    static let barWidth = 12.0
}

/// Draws a figure on a canvas: the layout of the panels, then each panel.
struct FigurePainter {
    let canvas: Canvas
    let figure: Figure
    let size: Figure.Size
    let resolution: Double

    /// The room that a panel with numbers and letters needs.
    private static let smallestPanel = (width: 200.0, height: 110.0)

    /// How many times smaller than usual all is drawn, letters too, where there is no room for it.
    private var reduction: Double {
        max(
            1, FigurePainter.smallestPanel.width * Double(figure.columnCount) / size.width,
            FigurePainter.smallestPanel.height * Double(figure.rowCount) / size.height)
    }

    func paint() {
        let scenes = figure.scenes()
        let reduction = self.reduction
        canvas.shrink(by: reduction)
        var area = Rect(x: 0, y: 0, width: size.width * reduction, height: size.height * reduction)
            .inset(left: 6, top: 6, right: 6, bottom: 6)
        if !figure.title.isEmpty {
            let title = Title(figure.title, size: Typography.title + 1, width: area.width, bold: true, on: canvas)
            title.draw(on: canvas, middle: area.middle.x, baseline: area.y + 13 + title.height - Title.line)
            area = area.inset(top: 7 + title.height)
        }
        let sharedBar = figure.sharesColours ? scenes.lazy.compactMap(\.colours).first : nil
        if let sharedBar {
            let label = scenes.lazy.flatMap(\.fields).first?.label ?? ""
            let height = min(area.height * 0.8, 400)
            let frame = Rect(x: 0, y: area.middle.y - height / 2, width: 0, height: height)
            let bar = ColourBar(scale: sharedBar, label: label, height: height, scenes: scenes)
            let width = bar.width(on: canvas)
            bar.draw(on: canvas, beside: Rect(x: area.right - width, y: frame.y, width: 0, height: height))
            area = area.inset(right: width + 6)
        }
        let layout = Layout(scenes: scenes, columns: figure.columnCount, area: area, showsBars: sharedBar == nil, canvas: canvas)
        for (scene, place) in zip(scenes, layout.places) {
            if scene.panel.is3D {
                SurfacePainter(canvas: canvas, scene: scene, place: place).paint()
            } else {
                PanelPainter(canvas: canvas, scene: scene, place: place, resolution: resolution / reduction).paint()
            }
        }
    }
}

extension Canvas {
    /// `text` in a size down to three quarters of `size` and, where that is not enough, cut short with an ellipsis.
    func fitted(_ text: String, size: Double, width limit: Double, bold: Bool = false) -> (text: String, size: Double) {
        let natural = width(of: text, size: size, bold: bold)
        if natural <= limit { return (text, size) }
        let smaller = max(size * limit / natural, size * 0.75)
        if natural * smaller / size <= limit * 1.001 { return (text, smaller) }
        return (cut(text, size: smaller, width: limit, bold: bold), smaller)
    }

    /// `text` up to an ellipsis that ends within `limit`.
    func cut(_ text: String, size: Double, width limit: Double, bold: Bool = false) -> String {
        let characters = Array(text.prefix(2000))
        var (low, high) = (0, characters.count)
        while low < high {
            let middle = (low + high + 1) / 2
            if width(of: String(characters[..<middle]) + "…", size: size, bold: bold) <= limit {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return String(characters[..<low]) + "…"
    }
}
