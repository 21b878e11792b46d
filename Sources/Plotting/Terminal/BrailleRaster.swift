/// Dots, two across and four down in every character cell.
struct BrailleRaster {
    let width: Int
    let height: Int
    private var masks: [UInt8]
    private var colours: [Colour?]

    /// In character cells.
    init(width: Int, height: Int) {
        self.width = max(width, 0)
        self.height = max(height, 0)
        masks = [UInt8](repeating: 0, count: self.width * self.height)
        colours = [Colour?](repeating: nil, count: self.width * self.height)
    }

    var dotWidth: Int { width * 2 }
    var dotHeight: Int { height * 4 }

    /// Bits of Unicode's braille patterns by column and row of the dot.
    private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

    /// Dots outside are ignored; a cell takes the colour of its last dot.
    mutating func dot(_ x: Int, _ y: Int, _ colour: Colour?) {
        guard x >= 0, x < dotWidth, y >= 0, y < dotHeight else { return }
        let cell = y / 4 * width + x / 2
        masks[cell] |= BrailleRaster.bits[x % 2][y % 4]
        colours[cell] = colour
    }

    /// A segment between places measured in dots; `phase` is how far along its dashes the line has come.
    mutating func segment(_ a: Point, _ b: Point, _ stroke: Stroke, _ colour: Colour?, phase: inout Int) {
        let room = Rect(x: -1, y: -1, width: Double(dotWidth) + 2, height: Double(dotHeight) + 2)
        guard let (start, end) = room.clip(a, b) else { return }
        let steps = Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up))
        for step in 0...max(steps, 1) {
            let t = Double(step) / Double(max(steps, 1))
            if stroke.dash.isOn(phase) {
                dot(
                    Int((start.x + t * (end.x - start.x)).rounded(.down)), Int((start.y + t * (end.y - start.y)).rounded(.down)),
                    colour)
            }
            if step < steps { phase += 1 }
        }
    }

    /// The character of a cell and its colour; nil where there is no dot.
    func cell(_ column: Int, _ row: Int) -> (text: String, colour: Colour?)? {
        let index = row * width + column
        guard masks.indices.contains(index), masks[index] != 0,
            let scalar = Unicode.Scalar(0x2800 + UInt32(masks[index]))
        else { return nil }
        return (String(scalar), colours[index])
    }
}

extension Stroke.Dash {
    /// Whether the line is drawn after `position` dots.
    fileprivate func isOn(_ position: Int) -> Bool {
        switch self {
        case .solid: true
        case .dashed: position % 7 < 4
        case .dotted: position % 3 == 0
        case .dashDotted: position % 10 < 5 || position % 10 == 7
        }
    }
}
